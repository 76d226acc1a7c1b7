"""Sealing: what lies in the outbox becomes the signed bytes that are sent, digested and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec
import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import envelope, limits, signatures
from tongban.exchange.encryption import SealingKey, key_id
from tongban.exchange.envelope import Envelope, SealedEnvelope
from tongban.exchange.keyring import Keyring
from tongban.exchange.letters import Queued, Renewed, Sealed
from tongban.exchange.refusals import Refused
from tongban.exchange.shares import CROWDED_AT_ONCE, Shares
from tongban.exchange.signatures import SigningKey
from tongban.exchange.store import Outgoing, OutgoingStore

TRY_AGAIN_MILLISECONDS: Final = 60_000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Seal:
    """What a node seals its letters with."""

    node: str
    key: SigningKey
    to: SealingKey

    def close(self, letter: Queued, *, prev: str | None) -> Sealed:
        """One letter, sealed behind the one with origin `prev`."""
        content = content_of(letter, sender=self.node, prev=prev)
        token = envelope.seal(content, key=self.key, to=self.to)
        return Sealed(id=letter.id, token=token, digest=signatures.digest(token), prev=prev)

    def renew(self, sent: Outgoing, before: SealedEnvelope) -> Renewed:
        """A letter sealed anew: the same place in its stream, and whom it renews.

        One whose text is erased keeps the body that was encrypted before.
        """
        again = {"renews": sent.origin, "refused": sent.refused}
        if sent.letter.body:
            content = content_of(sent.letter, sender=self.node, prev=before.prev, **again)
            token = envelope.seal(content, key=self.key, to=self.to)
        else:
            token = envelope.headed_anew(before, **again, key=self.key)
        digest = signatures.digest(token)
        return Renewed(id=sent.letter.id, token=token, digest=digest, replaces=sent.digest or "")


def content_of(
    letter: Queued, *, sender: str, prev: str | None, renews: str | None = None, refused: str | None = None
) -> Envelope:
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
        renews=renews,
        refused=refused,
        body=msgspec.Raw(letter.body),
    )


def chained(letters: Iterable[Queued], before: Mapping[str, str], seal: Seal) -> Iterator[Sealed]:
    """Seals letters of one receiver in the order of their streams; `before` are origins of earlier letters, by case.

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

    async def renewed(self, receiver: str, letters: Sequence[Outgoing]) -> list[Outgoing]:
        """The same letters; those that the keys of now would not be sealed with are sealed anew before they are sent.

        So are those that the receiver refused and has lost: their heading says that they are not to be judged again.
        Others whose text is erased, and any for which there is no key, go out as they are.
        """
        now, trust = milliseconds(self.clock.now()), self.keyring.trust.current
        stale = [(each, before) for each in letters if (before := self._stale(each, receiver, now))]
        if not stale:
            return list(letters)
        try:
            seal = Seal(self.node, self.keyring.signing(at=now), trust.sealing_key(receiver, at=now))
        except Refused:
            unmarked = {each.letter.id for each, before in stale if each.refused and not before.refused}
            return [each for each in letters if each.letter.id not in unmarked]
        renewed: dict[str, Renewed] = {}
        for start in range(0, len(stale), CROWDED_AT_ONCE):
            some = [seal.renew(*each) for each in stale[start : start + CROWDED_AT_ONCE]]
            await self.store.keep_renewed(some)
            renewed |= {each.id: each for each in some}
            await self.shares.give_way(receiver)
            await self.store.hold([each.letter.id for each in letters])
        _log.warning("letters_sealed_anew", receiver=receiver, letters=len(renewed))
        return [_with(each, renewed.get(each.letter.id)) for each in letters]

    def _stale(self, sent: Outgoing, receiver: str, now: int) -> SealedEnvelope | None:
        """The envelope of a letter that must not go out as it is: see `renewed`."""
        if sent.token is None:
            return None
        sealed = envelope.read(signatures.payload_of(sent.token))
        if sent.refused and not sealed.refused:
            return sealed
        return sealed if sent.letter.body and not self._in_use(sent.token, sealed, receiver, now) else None

    def _in_use(self, token: bytes, sealed: SealedEnvelope, receiver: str, now: int) -> bool:
        """Whether both keys of a letter are; a node that is not listed yet signs with the key that it has."""
        trust, kid = self.keyring.trust.current, signatures.read_header(token).kid
        may_sign = kid == self.keyring.signing(at=now).kid or trust.is_in_use(self.node, kid, at=now)
        return may_sign and trust.is_in_use(receiver, key_id(sealed.body), at=now)

    async def _put_off(self, receiver: str, problem: Refused, now: int) -> None:
        code = problem.refusal.code
        _log.warning("letters_not_sealed", receiver=receiver, code=code)
        await self.store.put_off_unsealed(receiver, next_at=now + TRY_AGAIN_MILLISECONDS, problem=code)


def _with(sent: Outgoing, renewed: Renewed | None) -> Outgoing:
    return replace(sent, token=renewed.token, digest=renewed.digest) if renewed else sent
