"""The exchange's store in memory: for tests and simulations, with commits as a database has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from tongban.exchange import limits
from tongban.exchange.issued import FINAL_LAST, Signed
from tongban.exchange.store import PeerNote, RefusedOfDay
from tongban.exchange.stores.memory_incoming import MemoryIncoming
from tongban.exchange.stores.memory_outgoing import MemoryOutgoing, is_untold
from tongban.exchange.stores.memory_tables import Disk, Kept, Tables

__all__ = ["Disk", "MemoryStore", "Tables"]


@dataclass(frozen=True)
class MemoryStore(MemoryOutgoing, MemoryIncoming):
    """`Store` of one process in memory."""

    async def look_again(self, *, now: int) -> None:
        """Make everything due."""
        async with self.transaction("exchange.look_again"):
            tables = await self.write("look_again")
            for digest, arrived in tables.inbox.items():
                if arrived.state == "parked":
                    tables.inbox[digest] = replace(arrived, next_at=min(now, arrived.next_at or now))
            for letter, sent in tables.outbox.items():
                tables.outbox[letter] = replace(sent, next_at=min(now, sent.next_at))

    async def keep_receipts(self, signed: Sequence[Signed], *, now: int, told: bool) -> None:
        """Keep receipts."""
        async with self.transaction("exchange.keep_receipts"):
            for entry in signed:
                receipts = (await self.write("keep_receipts")).receipts
                receipt = entry.receipt
                name = (receipt.digest, receipt.kind.value, receipt.issuer)
                receipts.setdefault(name, Kept(receipt, entry.token, told))

    async def replace_receipts(self, signed: Sequence[Signed]) -> None:
        """Keep other bytes."""
        async with self.transaction("exchange.replace_receipts"):
            receipts = (await self.write("replace_receipts")).receipts
            for entry in signed:
                name = (entry.receipt.digest, entry.receipt.kind.value, entry.receipt.issuer)
                receipts[name] = replace(receipts[name], token=entry.token)

    async def receipts_of(self, issuer: str, digests: Iterable[str]) -> dict[str, list[bytes]]:
        """Receipts by digest."""
        receipts = (await self.read("receipts_of")).receipts
        named = (
            (digest, receipts.get((digest, kind.value, issuer)))
            for digest in sorted(set(digests))
            for kind in FINAL_LAST
        )
        answers: dict[str, list[bytes]] = {}
        for digest, kept in named:
            if kept is not None:
                answers.setdefault(digest, []).append(kept.token)
        return answers

    async def untold(self, addressee: str, *, issuer: str) -> list[tuple[str, bytes]]:
        """Receipts to push."""
        receipts = (await self.read("untold")).receipts.values()
        due = [kept for kept in receipts if kept.receipt.addressee == addressee and is_untold(kept, issuer)]
        return [(f"{kept.receipt.digest}:{kept.receipt.kind.value}", kept.token) for kept in due][: limits.BATCH_ITEMS]

    async def mark_told(self, ids: Collection[str], *, at: int) -> None:
        """Pushed."""
        async with self.transaction("exchange.mark_told"):
            receipts = (await self.write("mark_told")).receipts
            for name, kept in receipts.items():
                if f"{name[0]}:{name[1]}" in ids:
                    receipts[name] = replace(kept, is_told=True)

    async def keep_nonce(self, sender: str, nonce: str, *, now: int, until: int) -> bool:
        """Keep it."""
        async with self.transaction("exchange.nonce"):
            tables = await self.write("keep_nonce")
            tables.nonces = {name: end for name, end in tables.nonces.items() if end > now}
            if (sender, nonce) in tables.nonces:
                return False
            tables.nonces[sender, nonce] = until
        return True

    async def count_nonces(self, sender: str, *, after: int, up_to: int) -> int:
        """How many are kept."""
        nonces = (await self.read("count_nonces")).nonces
        return min(up_to, sum(name[0] == sender and end > after for name, end in nonces.items()))

    async def add_refused(self, peer: str, day: str, *, letters: int, size: int) -> None:
        """So many more."""
        async with self.transaction("exchange.refused"):
            refused = (await self.write("add_refused")).refused
            before = refused.get((peer, day), RefusedOfDay())
            refused[peer, day] = RefusedOfDay(letters=before.letters + letters, bytes=before.bytes + size)

    async def refused(self, peer: str, day: str) -> RefusedOfDay:
        """What it comes to."""
        return (await self.read("refused")).refused.get((peer, day), RefusedOfDay())

    async def add_taken(self, peer: str, day: str, *, size: int) -> None:
        """So many more."""
        async with self.transaction("exchange.taken"):
            taken = (await self.write("add_taken")).taken
            taken[peer, day] = taken.get((peer, day), 0) + size

    async def taken(self, peer: str, day: str) -> int:
        """What it comes to."""
        return (await self.read("taken")).taken.get((peer, day), 0)

    async def peer_notes(self) -> list[PeerNote]:
        """All peers."""
        return list((await self.read("peer_notes")).peers.values())

    async def keep_peer_note(self, note: PeerNote) -> None:
        """Replace one."""
        async with self.transaction("exchange.peer"):
            peers = (await self.write("keep_peer_note")).peers
            known = peers.get(note.node, note)
            peers[note.node] = replace(note, not_before=max(note.not_before, known.not_before))

    async def begin_probe(self, peer: str, *, every: int) -> bool:
        """Begin if nobody has."""
        async with self.transaction("exchange.probe"):
            probed = (await self.write("begin_probe")).probed
            if abs(self.clock() - probed.get(peer, 0)) < every:
                return False
            probed[peer] = self.clock()
        return True
