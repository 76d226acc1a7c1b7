"""Sealing: what lies in the outbox becomes the signed bytes that are sent, digested and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import envelope, limits, signatures
from tongban.exchange.encryption import SealingKey
from tongban.exchange.envelope import Envelope
from tongban.exchange.keyring import Keyring
from tongban.exchange.letters import Queued, Sealed
from tongban.exchange.refusals import Refused
from tongban.exchange.shares import Shares
from tongban.exchange.signatures import SigningKey
from tongban.exchange.store import OutgoingStore

TRY_AGAIN_MILLISECONDS: Final = 60_000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Seal:
    """What a node seals its letters with."""

    node: str
    key: SigningKey
    to: SealingKey

    def close(self, letter: Queued, *, prev: str | None) -> Sealed:
        """One letter, sealed behind the one with digest `prev`."""
        content = content_of(letter, sender=self.node, prev=prev)
        token = envelope.seal(content, key=self.key, to=self.to)
        return Sealed(id=letter.id, token=token, digest=signatures.digest(token), prev=prev)


def content_of(letter: Queued, *, sender: str, prev: str | None) -> Envelope:
    """What a letter says; `iat` is the moment of the act, not that of the sealing."""
    return Envelope(
        v=limits.PROTOCOL_VERSION,
        id=letter.id,
        kind=letter.kind,
        sender=sender,
        receiver=letter.receiver,
        case=letter.case,
        seq=letter.seq,
        prev=prev,
        epoch=letter.epoch,
        iat=letter.queued_at,
        exp=letter.exp,
        body=msgspec.Raw(letter.body),
    )


def chained(letters: Iterable[Queued], before: Mapping[str, str], seal: Seal) -> Iterator[Sealed]:
    """Seals letters of one receiver in the order of their streams; `before` are digests of earlier letters, by case.

    A letter whose predecessor is not sealed yet is left out: another process is just sealing it.
    """
    last = dict(before)
    for letter in sorted(letters, key=lambda each: (each.case, each.seq)):
        if letter.seq > 1 and letter.case not in last:
            continue
        entry = seal.close(letter, prev=last.get(letter.case) if letter.seq > 1 else None)
        last[letter.case] = entry.digest
        yield entry


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals letters before their first sending, a batch at a time, and keeps the bytes before anybody sees them."""

    store: OutgoingStore
    node: str
    keyring: Keyring
    clock: Clock
    shares: Shares

    async def seal_due(self, receiver: str) -> int:
        """Seals the oldest letters for a receiver that are not sealed yet; how many.

        Several processes may do so at once: the bytes first stored stay, and the chain holds whoever is first.
        """
        unsealed = await self.store.unsealed(receiver)
        if not unsealed:
            return 0
        now = milliseconds(self.clock.now())
        try:
            to = self.keyring.trust.current.sealing_key(receiver, at=now)
        except Refused as problem:
            await self._put_off(receiver, problem, now)
            return 0
        before = {letter.case: digest for letter, digest in unsealed if digest is not None}
        seal = Seal(self.node, self.keyring.signing(at=now), to)
        sealed = []
        for entry in chained([letter for letter, _ in unsealed], before, seal):
            sealed.append(entry)
            await self.shares.give_way(receiver)
        if sealed:
            await self.store.keep_sealed(sealed)
        return len(sealed)

    async def _put_off(self, receiver: str, problem: Refused, now: int) -> None:
        code = problem.refusal.code
        _log.warning("letters_not_sealed", receiver=receiver, code=code)
        await self.store.put_off_unsealed(receiver, next_at=now + TRY_AGAIN_MILLISECONDS, problem=code)
