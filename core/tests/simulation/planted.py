"""Bugs to plant into the production code, each one that an exchange somewhere has really had."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
import pytest

from tongban.cases import receiving
from tongban.cases.arriving import Said
from tongban.cases.decide import decide
from tongban.cases.service import CaseService
from tongban.desk import promises
from tongban.exchange import applying, inbox, payloads, sealing, settling
from tongban.exchange.applying import Applier
from tongban.exchange.arrivals import ArrivedLetter, TurnedAway
from tongban.exchange.classifying import Custody
from tongban.exchange.courier import Courier
from tongban.exchange.granting import Grants
from tongban.exchange.inbox import Inbox
from tongban.exchange.issued import Issuer
from tongban.exchange.refusals import Refused
from tongban.exchange.store import Incoming, Known, Parked, PutOff
from tongban.exchange.stores import incoming, memory_incoming, outgoing
from tongban.exchange.stores.incoming import IncomingRows
from tongban.exchange.stores.memory import MemoryStore
from tongban.exchange.stores.memory_compared import MemoryCompared
from tongban.exchange.stores.memory_tables import MemoryTables
from tongban.exchange.trust import Trust, TrustList
from tongban.storage.errors import StorageError

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Bug:
    """What is wrong, how to make it so, and in which kind of seed it shows (`seed % 4`, None for any).

    `shown` is one in which it was seen, and so the first to try; if it is not seen there any more, others are tried.
    """

    name: str
    plant: Plant
    seeds: int | None = None
    shown: int | None = None

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Inside, the production code has this bug."""
        with pytest.MonkeyPatch.context() as patch:
            self.plant(patch)
            yield


def receipt_before_commit(patch: pytest.MonkeyPatch) -> None:
    genuine = Inbox._custody

    async def custody(self: Inbox, letters: Sequence[ArrivedLetter]) -> tuple[list[ArrivedLetter], list[bytes]]:
        async def later() -> None:
            await asyncio.sleep(0.5)
            await genuine(self, letters)

        asyncio.ensure_future(later())  # noqa: RUF006
        return [], [self._in_custody(letter).token for letter in letters]

    patch.setattr(Inbox, "_custody", custody)


def dedup_in_memory(patch: pytest.MonkeyPatch) -> None:
    seen: dict[int, list[Known]] = {}

    async def known(self: MemoryStore, letters: Sequence[Known]) -> list[Known]:
        mine = seen.setdefault(id(self), [])
        ids = {letter.id for letter in letters}
        found = [one for one in mine if one.id in ids]
        mine += [letter for letter in letters if letter not in mine]
        return found

    patch.setattr(MemoryStore, "known", known)


def marked_sent_before_sending(patch: pytest.MonkeyPatch) -> None:
    genuine = Courier._send

    async def send(self: Courier, peer: str, items: Sequence[bytes], held: Sequence[str]) -> list[bytes]:
        async with self._store.transaction("planted"):
            await self._store.mark_applied([(letter, 0) for letter in held])
        return await genuine(self, peer, items, held)

    patch.setattr(Courier, "_send", send)


def digest_unchecked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settling, "is_about", lambda sent, receipt: sent is not None)


def no_dedup(patch: pytest.MonkeyPatch) -> None:
    genuine = inbox.classify
    patch.setattr(inbox, "classify", lambda letters, known: genuine(letters, []))


def streams_of_repeated_letters_not_looked_at(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inbox, "BOTH", ())


def place_taken_twice_passed_over(patch: pytest.MonkeyPatch) -> None:
    genuine = inbox.classify

    def classify(letters: Sequence[ArrivedLetter], known: Sequence[Known]) -> Custody:
        batch = genuine(letters, known)
        batch.refused = [entry for entry in batch.refused if entry[1].refusal.code != "seq_conflict"]
        return batch

    patch.setattr(inbox, "classify", classify)


def only_ids_looked_at(patch: pytest.MonkeyPatch) -> None:
    genuine = inbox.classify

    def classify(letters: Sequence[ArrivedLetter], known: Sequence[Known]) -> Custody:
        ids = {letter.envelope.id for letter in letters}
        return genuine(letters, [one for one in known if one.id in ids])

    patch.setattr(inbox, "classify", classify)


def batch_partly_committed(patch: pytest.MonkeyPatch) -> None:
    genuine = MemoryStore.take_in

    async def take_in(self: MemoryStore, letters: Sequence[Incoming]) -> bool:
        return await genuine(self, letters[:1])

    patch.setattr(MemoryStore, "take_in", take_in)


def receipt_for_a_failed_effect(patch: pytest.MonkeyPatch) -> None:
    async def park(self: Applier, letter: Parked, problem: Exception) -> None:
        async with self.store.transaction("planted"):
            await self.store.settle_parked(letter.digest, "applied", at=self._now())
            signed = self.issuer.applied(to=letter.sender, letter=letter.id, digest=letter.digest, now=self.clock.now())
            await self.store.keep_receipts([signed], now=self._now(), told=False)

    patch.setattr(Applier, "_park", park)


def effect_outside_the_commit(patch: pytest.MonkeyPatch) -> None:
    async def one_by_one(self: Applier, streams: Any, answering: Any) -> Any:
        raise NotImplementedError

    async def apply(self: Applier, letter: Parked, content: Any, *, told: bool) -> list[Any]:
        async with self.store.transaction("planted"):
            await self.handler.apply(content)
        async with self.store.transaction("planted"):
            await self.store.settle_parked(letter.digest, "applied", at=self._now())
            signed = self.issuer.applied(to=letter.sender, letter=letter.id, digest=letter.digest, now=self.clock.now())
            await self.store.keep_receipts([signed], now=self._now(), told=told)
        return [signed]

    patch.setattr(Applier, "_next_of", one_by_one)
    patch.setattr(Applier, "_apply", apply)


def gap_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(applying, "_is_gap", lambda letter: False)


def newest_first(patch: pytest.MonkeyPatch) -> None:
    async def first_parked(self: MemoryStore, sender: str, case: str) -> Parked | None:
        rows = (await self.read("first_parked")).inbox.values()
        parked = [
            row for row in rows if (row.incoming.sender, row.incoming.case, row.state) == (sender, case, "parked")
        ]
        if not parked:
            return None
        newest = max(parked, key=lambda row: row.incoming.seq)
        found = memory_incoming._parked(newest, None)
        content = applying.envelope.read(applying.signatures.payload_of(found.token))
        return replace(found, before=content.prev)

    patch.setattr(MemoryStore, "first_parked", first_parked)


def custody_taken_for_the_end(patch: pytest.MonkeyPatch) -> None:
    async def in_custody(self: MemoryStore, letters: Sequence[tuple[PutOff, int]]) -> None:
        await self.mark_applied([(each.id, at) for each, at in letters])

    patch.setattr(MemoryStore, "in_custody", in_custody)


def hold_that_never_ends(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MemoryTables, "is_free", lambda self, held_until: not held_until)


def lease_by_a_local_clock(patch: pytest.MonkeyPatch) -> None:
    skews: dict[int, int] = {}

    def is_free(self: MemoryTables, held_until: int) -> bool:
        skew = skews.setdefault(id(self), len(skews) % 2 * 60_000)
        return held_until <= self.clock() + skew

    patch.setattr(MemoryTables, "is_free", is_free)


def letters_claimed_without_a_hold(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MemoryTables, "is_free", lambda self, held_until: True)


def rollback_of_the_trust_list_accepted(patch: pytest.MonkeyPatch) -> None:
    def replace_(self: Trust, newer: TrustList) -> None:
        self.current = newer

    patch.setattr(Trust, "replace", replace_)


def every_place_decides(patch: pytest.MonkeyPatch) -> None:
    async def take(self: CaseService, case: Any, act: Any, actor: Any) -> Any:
        drafts = decide(case, act, by=actor, at=self.context.moment())
        return await self.recorder.go_on(case, drafts, actor=actor)

    patch.setattr(CaseService, "_take", take)


def owner_keeps_on_after_its_offer(patch: pytest.MonkeyPatch) -> None:
    genuine = CaseService._take

    async def take(self: CaseService, case: Any, act: Any, actor: Any) -> Any:
        if case.owner != self.context.node:
            return await genuine(self, case, act, actor)
        kept = msgspec.structs.replace(case, offered=False)
        drafts = decide(kept, act, by=actor, at=self.context.moment())
        return await self.recorder.go_on(kept, drafts, actor=actor)

    patch.setattr(CaseService, "_take", take)


def lost_receipt_asked_for_late(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settling, "LEAST_PATIENCE_MILLISECONDS", 60_000)


def custody_given_though_the_write_failed(patch: pytest.MonkeyPatch) -> None:
    genuine = Inbox._custody

    async def custody(self: Inbox, letters: Sequence[ArrivedLetter]) -> tuple[list[ArrivedLetter], list[bytes]]:
        try:
            return await genuine(self, letters)
        except StorageError:
            return [], [self._in_custody(letter).token for letter in letters]

    patch.setattr(Inbox, "_custody", custody)


def effect_again_after_a_torn_commit(patch: pytest.MonkeyPatch) -> None:
    genuine = Applier._next_of

    async def next_of(self: Applier, streams: Sequence[tuple[str, str]], answering: Any) -> Any:
        waiting = [await self.store.first_parked(*stream) for stream in streams]
        try:
            return await genuine(self, streams, answering)
        except StorageError:
            for letter in waiting:
                if letter is not None and self._is_ready(letter):
                    async with self.store.transaction("planted"):
                        await self.handler.apply(self._opened_in_order(letter))
            raise

    patch.setattr(Applier, "_next_of", next_of)


def members_of_a_later_version_refused(patch: pytest.MonkeyPatch) -> None:
    genuine = payloads.decode

    def decode(payload: bytes, kind: type[Any]) -> Any:
        if b'"added"' in payload:
            raise Refused("schema", "added")
        return genuine(payload, kind)

    patch.setattr(payloads, "decode", decode)


def another_version_taken_for_stored(patch: pytest.MonkeyPatch) -> None:
    genuine = Inbox._turn_away

    def turn_away(self: Inbox, entry: TurnedAway) -> bytes:
        if entry.problem.refusal.code != "version" or entry.sender is None:
            return genuine(self, entry)
        letter = msgspec.json.decode(applying.signatures.payload_of(entry.token))["id"]
        digest, now = applying.signatures.digest(entry.token), self.clock.now()
        return self.issuer.custody(to=entry.sender, letter=letter, digest=digest, now=now).token

    patch.setattr(Inbox, "_turn_away", turn_away)


def grants_unchecked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Grants, "allows", lambda self, sender, matter, kind: True)


def sealed_anew_as_another_letter(patch: pytest.MonkeyPatch) -> None:
    genuine = sealing.content_of

    def content_of(letter: Any, *, sender: str, prev: str | None, **_: str | None) -> Any:
        return genuine(letter, sender=sender, prev=prev)

    patch.setattr(sealing, "content_of", content_of)


def receipts_left_under_a_revoked_key(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Issuer, "renewed", lambda self, token, *, now: None)


def stale_epoch_accepted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(receiving, "Said", lambda **said: Said(**{**said, "epoch": 1_000_000}))


def letters_left_under_a_key_that_is_over(patch: pytest.MonkeyPatch) -> None:
    def is_in_use(self: TrustList, node: str, kid: str, *, at: int) -> bool:
        entry = self.node(node)
        listed = entry.keys if entry else ()
        return any(key.kid == kid and key.status == "active" and at >= key.nbf for key in listed)

    patch.setattr(TrustList, "is_in_use", is_in_use)


def in_rows(module: Any, name: str, before: str, after: str) -> Plant:
    """A statement of the store on a database, with one thing changed."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        statement: str = getattr(module, name)
        assert statement.count(before) == 1, f"{name} does not say once: {before}"
        patch.setattr(module, name, statement.replace(before, after))

    return plant


def hold_in_rows_that_never_ends(patch: pytest.MonkeyPatch) -> None:
    for module in (incoming, outgoing):
        patch.setattr(module, "free", lambda database: "held_until = 0")


def batch_partly_committed_in_rows(patch: pytest.MonkeyPatch) -> None:
    genuine = IncomingRows.take_in

    async def take_in(self: IncomingRows, letters: Sequence[Incoming]) -> bool:
        return await genuine(self, letters[:1])

    patch.setattr(IncomingRows, "take_in", take_in)


def what_a_peer_lost_not_sent_again(patch: pytest.MonkeyPatch) -> None:
    async def send_again(self: MemoryCompared, peer: str, gaps: Any, *, told_at: int, now: int) -> int:
        return 0

    patch.setattr(MemoryCompared, "send_again", send_again)


def refused_letters_sent_again_as_new(patch: pytest.MonkeyPatch) -> None:
    genuine = MemoryCompared.send_again

    async def send_again(self: MemoryCompared, peer: str, gaps: Any, *, told_at: int, now: int) -> int:
        again = await genuine(self, peer, gaps, told_at=told_at, now=now)
        async with self.transaction("planted"):
            outbox = (await self.write("planted")).outbox
            for letter, row in list(outbox.items()):
                if row.settled_at is None and row.state == "rejected":
                    outgoing = replace(row.outgoing, refused=None)
                    outbox[letter] = replace(row, state="queued", outgoing=outgoing)
        return again

    patch.setattr(MemoryCompared, "send_again", send_again)


BUGS: Final = (
    Bug("receipt before commit", receipt_before_commit, seeds=3),
    Bug("dedup in memory", dedup_in_memory, seeds=3, shown=11),
    Bug("no dedup", no_dedup, seeds=3),
    Bug("marked sent before sending", marked_sent_before_sending, seeds=3),
    Bug("digest of a refusal unchecked", digest_unchecked, seeds=2, shown=146),
    Bug("streams of repeated letters not looked at", streams_of_repeated_letters_not_looked_at, seeds=3, shown=151),
    Bug("place taken twice passed over", place_taken_twice_passed_over, seeds=2),
    Bug("only ids looked at", only_ids_looked_at, seeds=2),
    Bug("batch partly committed", batch_partly_committed, seeds=3),
    Bug("receipt for a failed effect", receipt_for_a_failed_effect, seeds=3, shown=27),
    Bug("effect outside the commit of its receipt", effect_outside_the_commit, seeds=3),
    Bug("gap ignored", gap_ignored, seeds=3),
    Bug("newest letter first", newest_first, seeds=3),
    Bug("custody taken for the end", custody_taken_for_the_end, seeds=3),
    Bug("hold that never ends", hold_that_never_ends, seeds=3),
    Bug("lease by a local clock", lease_by_a_local_clock, seeds=3),
    Bug("letters claimed without a hold", letters_claimed_without_a_hold, seeds=3, shown=11),
    Bug("rollback of the trust list accepted", rollback_of_the_trust_list_accepted),
    Bug("lost receipt asked for late", lost_receipt_asked_for_late, seeds=3, shown=11),
    Bug("custody given though the write failed", custody_given_though_the_write_failed, seeds=3),
    Bug("effect again after a torn commit", effect_again_after_a_torn_commit, seeds=3, shown=67),
    Bug("members of a later version refused", members_of_a_later_version_refused, seeds=3),
    Bug("another version taken for stored", another_version_taken_for_stored, seeds=3),
    Bug("sealed anew as another letter", sealed_anew_as_another_letter, seeds=3, shown=19),
    Bug("receipts left under a revoked key", receipts_left_under_a_revoked_key, seeds=3, shown=491),
    Bug("letters left under a key that is over", letters_left_under_a_key_that_is_over, seeds=3, shown=19),
    Bug("what a peer lost not sent again", what_a_peer_lost_not_sent_again, seeds=0, shown=12),
    Bug("refused letters sent again as new", refused_letters_sent_again_as_new, seeds=0, shown=16),
    Bug("stale epoch accepted", stale_epoch_accepted, seeds=1, shown=21),
    Bug("grants unchecked", grants_unchecked, seeds=1, shown=37),
    Bug("every place decides", every_place_decides, seeds=1, shown=21),
    Bug("owner keeps on after its offer", owner_keeps_on_after_its_offer, seeds=1, shown=17),
    Bug(
        "rows: newest letter first",
        in_rows(incoming, "_FIRST", "ORDER BY head.seq", "ORDER BY head.seq DESC"),
        seeds=1,
        shown=17,
    ),
    Bug(
        "rows: known only while it waits",
        in_rows(
            incoming,
            "_KNOWN",
            "WHERE letter_id IN ({ids}) OR {places}",
            "WHERE state = 'parked' AND (letter_id IN ({ids}) OR {places})",
        ),
        seeds=1,
        shown=17,
    ),
    Bug("rows: batch partly committed", batch_partly_committed_in_rows, seeds=1, shown=17),
    Bug("rows: hold that never ends", hold_in_rows_that_never_ends, seeds=1, shown=17),
    Bug(
        "rows: custody taken for the end",
        in_rows(outgoing, "_CUSTODY", ", held_until = 0", ", settled_at = $1"),
        seeds=1,
        shown=17,
    ),
    Bug(
        "rows: refusal forgotten",
        in_rows(outgoing, "_REJECTED", "'rejected', settled_at", "state, custody_at"),
        seeds=1,
    ),
    Bug("rows: piece of a file written twice", in_rows(promises, "_SENT", "AND sent = $2 ", ""), seeds=1),
)
