"""The inbox: custody first, effect second, and the same receipt for the same bytes for ever."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import arrivals, limits, receipts, signatures
from tongban.exchange.applying import Applier, Stream
from tongban.exchange.arrivals import Arrival, ArrivedLetter, ArrivedReceipt, ArrivedStatement, TurnedAway
from tongban.exchange.classifying import Custody, classify, named
from tongban.exchange.issued import Issuer, Signed
from tongban.exchange.peer_limits import PeerLimits
from tongban.exchange.peers import Peers
from tongban.exchange.ports import Alarms, Statements
from tongban.exchange.receipts import ReceiptKind
from tongban.exchange.refusals import CONTRADICTIONS, Refused
from tongban.exchange.reissuing import believable
from tongban.exchange.renewals import is_doubtful, require_same
from tongban.exchange.settling import Settlement
from tongban.exchange.shares import CROWDED_AT_ONCE, Shares
from tongban.exchange.statements import Statement
from tongban.exchange.store import Incoming, Known, Store
from tongban.exchange.trust import Trust
from tongban.exchange.turns import NOBODY
from tongban.faults import trace
from tongban.storage.errors import StorageError
from tongban.storage.guard import outside_transaction

RACES: Final = 5
BOTH: Final = (ReceiptKind.CUSTODY, ReceiptKind.APPLIED)
"""The receipts of a letter that is settled; in place of the second there may be a refusal."""
LARGE_BYTES: Final = 128 * 1024
"""From here on signatures are verified in a thread, for they would hold up others."""

_log = structlog.get_logger(__name__)


class _OvertakenError(Exception):
    """Another process stored one of these letters meanwhile."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """Takes what other nodes deliver, over whatever transport."""

    store: Store
    issuer: Issuer
    trust: Trust
    clock: Clock
    applier: Applier
    settlement: Settlement
    peers: Peers
    alarms: Alarms
    statements: Statements
    shares: Shares
    limits: PeerLimits
    turned_away: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What was not taken since this process began, by who signed it ("" for nobody known) and code."""

    async def take(self, items: Sequence[bytes]) -> list[bytes]:
        """Answers for letters and receipts: signed receipts, or unsigned notices to whoever is not authenticated.

        Never raises for anything a peer can send; StorageError means that nothing or only custody was kept, and the
        peer will send again. Answers name the digest they are about and stand in no fixed order.
        """
        outside_transaction("take letters from another node")
        # Answers brought by a carrier come as items do: a notice that is answered with a notice would echo for ever.
        items = [item for item in items if receipts.read_notice(item) is None]
        if not items:
            return []
        first = await self._examined(items[0])
        peer = NOBODY if isinstance(first, TurnedAway) else _signer(first) or NOBODY
        async with self.shares.at_work(peer, len(items)):
            return await self._take(await self._inspected(list(dict.fromkeys(items)), peer), peer)

    async def _take(self, arrived: Sequence[Arrival], peer: str) -> list[bytes]:
        for sender in {node for node in map(_signer, arrived) if node}:
            await self.peers.heard(sender)
        await self.settlement.settle([entry for entry in arrived if isinstance(entry, ArrivedReceipt)])
        letters = [entry for entry in arrived if isinstance(entry, ArrivedLetter)]
        answers = await self._take_letters(letters, peer)
        self._note_turned_away([entry for entry in arrived if isinstance(entry, TurnedAway)])
        for entry in arrived:
            if isinstance(entry, ArrivedStatement):
                await self.shares.give_way(peer)
                answers += await self._hear(entry.statement)
            if isinstance(entry, TurnedAway):
                answers.append(self._turn_away(entry))
        return answers

    async def _hear(self, statement: Statement) -> list[bytes]:
        try:
            return await self.statements.take(statement)
        except StorageError:
            raise
        except Exception as problem:  # noqa: BLE001 - what one says of letters must hold up no letter
            _log.error("statement_not_heard", sender=statement.issuer, trace=trace(problem))
            return []

    async def _inspected(self, items: Sequence[bytes], peer: str) -> list[Arrival]:
        arrived = []
        for item in items:
            arrived.append(await self._examined(item))
            await self.shares.give_way(peer)
        return arrived

    async def _examined(self, item: bytes) -> Arrival:
        return self._inspect(item) if len(item) < LARGE_BYTES else await asyncio.to_thread(self._inspect, item)

    def _inspect(self, item: bytes) -> Arrival:
        return arrivals.inspect(
            item, trust=self.trust.current, node=self.issuer.node, now=milliseconds(self.clock.now())
        )

    async def _take_letters(self, letters: Sequence[ArrivedLetter], peer: str) -> list[bytes]:
        waiting, answers = list(letters), []
        while waiting:
            count = CROWDED_AT_ONCE if self.shares.is_crowded(peer) else len(waiting)
            some, waiting = waiting[:count], waiting[count:]
            kept, custody = await _retried(partial(self._custody, some))
            digests = {letter.digest for letter in kept}
            applied = await self.applier.apply_streams(_streams_of(kept), digests)
            answers += [*custody, *(signed.token for signed in applied)]
        return answers

    async def _custody(self, letters: Sequence[ArrivedLetter]) -> tuple[list[ArrivedLetter], list[bytes]]:
        now = milliseconds(self.clock.now())
        async with self.store.transaction("exchange.custody"):
            batch = await self._classified(letters)
            await self._confirm_anew(batch.repeated, now)
            seen = [letter.digest for letter, _ in (*batch.repeated, *batch.refused)]
            before = await self.store.receipts_of(self.issuer.node, seen)
            refused = [entry for entry in batch.refused if entry[0].digest not in before]
            signed = [self._in_custody(letter) for letter in batch.fresh] + [self._refuse(*entry) for entry in refused]
            if not await self.store.take_in([_incoming(letter, now) for letter in batch.fresh]):
                raise _OvertakenError
            await self.store.keep_receipts(signed, now=now, told=True)
            await self._alarm(signed)
            for letter, _ in sorted(refused, key=lambda entry: entry[0].envelope.sender):
                await self.limits.refused.note(letter.envelope.sender, size=len(letter.token))
            had = [token for tokens in before.values() for token in tokens]
            repeated = await believable(had, store=self.store, issuer=self.issuer, now=self.clock.now())
        await self.limits.note(batch)
        # Who was to apply what has no receipt but that of custody may have died, and left it to whoever it comes to.
        unsettled = [letter for letter, _ in batch.repeated if len(before.get(letter.digest, ())) < len(BOTH)]
        self.applier.look_at(_streams_of(unsettled))
        keyless = [entry for entry in batch.put_off if entry[1].refusal.code == "unknown_key"]
        self._note_turned_away([_as_turned_away(*entry) for entry in keyless])
        put_off = [self._put_off(*entry) for entry in batch.put_off]
        return batch.fresh, [*repeated, *(entry.token for entry in signed), *put_off]

    async def _classified(self, letters: Sequence[ArrivedLetter]) -> Custody:
        names = [named(letter) for letter in letters]
        known = await self.store.known(names)
        batch = classify(letters, known)
        if (batch.refused or batch.sealed_anew) and await self._forget_strangers(known):
            batch = classify(letters, await self.store.known(names))
        batch = self._without_unreadable(await self._without_feigned(batch))
        return await self.limits.within(batch)

    def _without_unreadable(self, batch: Custody) -> Custody:
        """Puts off what is encrypted to a key that is not here: kept, it would wait and be tried without end."""
        lacks = self.issuer.keyring.lacks
        lacking = [
            (each, Refused("unknown_key", kid[:64]))
            for each in batch.fresh
            if _is_opened(each) and (kid := lacks(each.envelope.body))
        ]
        unreadable = {each.digest for each, _ in lacking}
        fresh = [each for each in batch.fresh if each.digest not in unreadable]
        return replace(batch, fresh=fresh, put_off=[*batch.put_off, *lacking])

    async def _forget_strangers(self, known: Sequence[Known]) -> bool:
        """Lets go of letters that wait for their effect and came under a key that others knew; whether there were any.

        Else they would keep the genuine letters out of the places that they took.
        """
        stored, trust = await self.store.stored({one.digest for one in known}), self.trust.current
        strange = [digest for digest, one in stored.items() if one.is_parked and is_doubtful(one, trust)]
        for digest in strange:
            _log.critical("letter_of_another_forgotten", sender=stored[digest].sender, digest=digest)
            await self.store.forget_parked(digest)
        return bool(strange)

    async def _without_feigned(self, batch: Custody) -> Custody:
        """Refuses what only claims to be a letter that is here: it would be confirmed, and was never applied."""
        anew = {one.digest for letter, one in batch.repeated if letter.digest != one.digest}
        stored = await self.store.stored(anew)
        genuine = []
        for letter, one in batch.repeated:
            try:
                if one.digest in stored and stored[one.digest].token:  # that of a piece of a file is erased
                    require_same(letter.envelope, stored[one.digest].token, self.issuer.keyring)
                genuine.append((letter, one))
            except Refused as problem:
                (batch.refused if problem.refusal.final else batch.put_off).append((letter, problem))
        return replace(batch, repeated=genuine)

    async def _confirm_anew(self, repeated: Sequence[tuple[ArrivedLetter, Known]], now: int) -> None:
        """Gives letters that were sealed anew the receipts that they had under other bytes."""
        anew = {one.digest: letter for letter, one in repeated if letter.digest != one.digest}
        if not anew:
            return
        had = await self.store.receipts_of(self.issuer.node, anew)
        said = [(anew[digest], receipts.read(signatures.payload_of(token))) for digest in had for token in had[digest]]
        signed = [self.issuer.again(before, digest=letter.digest, now=self.clock.now()) for letter, before in said]
        await self.store.keep_receipts(signed, now=now, told=True)

    async def _alarm(self, signed: Sequence[Signed]) -> None:
        for entry in signed:
            if entry.receipt.code in CONTRADICTIONS:
                await self.alarms.on_contradiction(entry.receipt)

    def _in_custody(self, letter: ArrivedLetter) -> Signed:
        to, now = letter.envelope.sender, self.clock.now()
        return self.issuer.custody(to=to, letter=letter.envelope.id, digest=letter.digest, now=now)

    def _put_off(self, letter: ArrivedLetter, problem: Refused) -> bytes:
        content = letter.envelope
        about = {"to": content.sender, "letter": content.id, "digest": letter.digest}
        return self.issuer.deferred(**about, now=self.clock.now(), problem=problem).token

    def _refuse(self, letter: ArrivedLetter, problem: Refused) -> Signed:
        content, code = letter.envelope, problem.refusal.code
        _log.warning("letter_refused", sender=content.sender, letter=content.id, digest=letter.digest, code=code)
        about = {"to": content.sender, "letter": content.id, "digest": letter.digest}
        return self.issuer.rejected(**about, now=self.clock.now(), code=code, words=problem.message)

    def _note_turned_away(self, entries: Sequence[TurnedAway]) -> None:
        """One line for all items of a delivery that are alike: a stranger must not fill the disk with our log."""
        counted = Counter((entry.sender, entry.problem.refusal.code) for entry in entries)
        first = {(entry.sender, entry.problem.refusal.code): str(entry.problem) for entry in reversed(entries)}
        for (sender, code), items in counted.items():
            _log.warning("items_turned_away", sender=sender, items=items, problem=first[sender, code])
            self.turned_away[sender or "", code] += items

    def _turn_away(self, entry: TurnedAway) -> bytes:
        if entry.sender is None:
            return receipts.notice(entry.problem, entry.token)
        now, digest = self.clock.now(), signatures.digest(entry.token)
        about = {"to": entry.sender, "letter": entry.letter, "digest": digest}
        if not entry.problem.refusal.final:
            return self.issuer.deferred(**about, now=now, problem=entry.problem).token
        # Signed, and not kept: nothing is stored of what was never let in, however often it comes.
        code, words = entry.problem.refusal.code, entry.problem.message
        return self.issuer.rejected(**about, now=now, code=code, words=words).token


async def _retried(
    attempt: Callable[[], Awaitable[tuple[list[ArrivedLetter], list[bytes]]]],
) -> tuple[list[ArrivedLetter], list[bytes]]:
    for _ in range(RACES):
        try:
            return await attempt()
        except _OvertakenError:
            _log.info("letters_stored_by_another")
            continue
    raise StorageError("letters could not be stored: other processes kept storing the same ones")


def _is_opened(letter: ArrivedLetter) -> bool:
    """Whether it will be opened once it is its turn: what was refused before and what is too large is not."""
    return letter.envelope.refused is None and not limits.is_too_large(letter.token)


def _as_turned_away(letter: ArrivedLetter, problem: Refused) -> TurnedAway:
    return TurnedAway(letter.token, problem, letter.envelope.sender, letter.envelope.id)


def _streams_of(letters: Sequence[ArrivedLetter]) -> list[Stream]:
    return list(dict.fromkeys((letter.envelope.sender, letter.envelope.case) for letter in letters))


def _signer(entry: Arrival) -> str | None:
    if isinstance(entry, ArrivedLetter):
        return entry.envelope.sender
    if isinstance(entry, ArrivedStatement):
        return entry.statement.issuer
    return entry.receipt.issuer if isinstance(entry, ArrivedReceipt) else entry.sender


def _incoming(letter: ArrivedLetter, now: int) -> Incoming:
    content = letter.envelope
    return Incoming(
        digest=letter.digest,
        origin=content.renews or letter.digest,
        id=content.id,
        sender=content.sender,
        case=content.case,
        seq=content.seq,
        kind=content.kind,
        token=letter.token,
        sent_at=content.iat,
        arrived_at=now,
    )
