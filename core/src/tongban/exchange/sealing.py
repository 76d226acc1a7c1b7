"""Sealing: what lies in the outbox becomes the signed bytes that are sent, digested and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import envelope, limits, signatures
from tongban.exchange.encryption import SealingKey
from tongban.exchange.envelope import Envelope
from tongban.exchange.keyring import Keyring
from tongban.exchange.letters import Queued
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey
from tongban.storage.database import Database

TRY_AGAIN_MILLISECONDS: Final = 60_000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The bytes of a letter, their digest, and that of the letter before in its stream."""

    id: str
    token: bytes
    digest: str
    prev: str | None


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


def chained(letters: Iterable[Queued], before: Mapping[str, str], seal: Seal) -> list[Sealed]:
    """Seals letters of one receiver in the order of their streams; `before` are digests of earlier letters, by case.

    A letter whose predecessor is not sealed yet is left out: another process is just sealing it.
    """
    last = dict(before)
    sealed = []
    for letter in sorted(letters, key=lambda each: (each.case, each.seq)):
        if letter.seq > 1 and letter.case not in last:
            continue
        entry = seal.close(letter, prev=last.get(letter.case) if letter.seq > 1 else None)
        last[letter.case] = entry.digest
        sealed.append(entry)
    return sealed


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals letters before their first sending, a batch at a time, and keeps the bytes before anybody sees them."""

    database: Database
    node: str
    keyring: Keyring
    clock: Clock

    async def seal_due(self, receiver: str) -> int:
        """Seals the oldest letters for a receiver that are not sealed yet; how many.

        Several processes may do so at once: the bytes first stored stay, and the chain holds whoever is first.
        """
        rows = await self.database.fetch(_UNSEALED, receiver)
        letters = [
            Queued(
                id=row["id"],
                receiver=receiver,
                case=row["case_id"],
                seq=row["seq"],
                kind=row["kind"],
                epoch=row["epoch"],
                exp=row["exp"],
                body=bytes(row["body"]),
                queued_at=row["queued_at"],
            )
            for row in rows
        ]
        before = {row["case_id"]: row["before"] for row in rows if row["before"] is not None}
        if not letters:
            return 0
        now = milliseconds(self.clock.now())
        try:
            to = self.keyring.trust.current.sealing_key(receiver, at=now)
        except Refused as problem:
            await self._put_off(receiver, problem, now)
            return 0
        sealed = chained(letters, before, Seal(self.node, self.keyring.signing(at=now), to))
        if sealed:
            arguments = [(entry.token, entry.digest, entry.id, entry.prev) for entry in sealed]
            async with self.database.transaction("exchange.seal"):
                await self.database.execute_many(_KEEP, arguments)
        return len(sealed)

    async def _put_off(self, receiver: str, problem: Refused, now: int) -> None:
        _log.warning("letters_not_sealed", receiver=receiver, code=problem.refusal.code)
        code = problem.refusal.code
        await self.database.execute(_PUT_OFF, code, now + TRY_AGAIN_MILLISECONDS, receiver)


_UNSEALED: Final = f"""SELECT letter.id, letter.case_id, letter.seq, letter.kind, letter.epoch, letter.exp, letter.body,
letter.queued_at, previous.digest AS before FROM tongban_outbox AS letter LEFT JOIN tongban_outbox AS previous
ON previous.case_id = letter.case_id AND previous.receiver = letter.receiver AND previous.seq = letter.seq - 1
WHERE letter.receiver = $1 AND letter.digest IS NULL
ORDER BY letter.queued_at, letter.case_id, letter.seq LIMIT {limits.BATCH_ITEMS}"""

_PUT_OFF: Final = """UPDATE tongban_outbox SET problem = $1, next_at = $2
WHERE receiver = $3 AND digest IS NULL AND settled_at IS NULL"""

_KEEP: Final = """UPDATE tongban_outbox SET envelope = $1, digest = $2 WHERE id = $3 AND digest IS NULL
AND (seq = 1 OR EXISTS (SELECT 1 FROM tongban_outbox AS previous WHERE previous.case_id = tongban_outbox.case_id
AND previous.receiver = tongban_outbox.receiver AND previous.seq = tongban_outbox.seq - 1 AND previous.digest = $4))"""
