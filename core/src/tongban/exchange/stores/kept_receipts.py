"""Receipts in the table `tongban_receipt`, and notes on peers in `tongban_peer`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tongban.clock import from_milliseconds
from tongban.exchange import limits, rows
from tongban.exchange.ids import mint_id
from tongban.exchange.issued import FINAL_LAST, Signed
from tongban.exchange.receipts import ReceiptKind
from tongban.exchange.store import PeerNote
from tongban.storage.database import Database


@dataclass(frozen=True)
class ReceiptRows:
    """`ReceiptStore` on a database, and what is known of peers."""

    database: Database

    async def keep_receipts(self, signed: Sequence[Signed], *, now: int, told: bool) -> None:
        """Keep receipts, one statement."""
        if not signed:
            return
        records = [_record(entry, now, now if told else None) for entry in signed]
        sql = f"{_INSERT}{rows.values(len(records), len(records[0]))} ON CONFLICT DO NOTHING"
        await self.database.execute(sql, *rows.flat(records))

    async def replace_receipts(self, signed: Sequence[Signed]) -> None:
        """Keep other bytes."""
        about = [
            (entry.token, entry.receipt.digest, entry.receipt.kind.value, entry.receipt.issuer) for entry in signed
        ]
        if about:
            await self.database.execute_many(_REPLACE, about)

    async def receipts_of(self, issuer: str, digests: Iterable[str]) -> dict[str, list[bytes]]:
        """Receipts by digest."""
        wanted = sorted(set(digests))
        if not wanted:
            return {}
        found = await self.database.fetch(_SELECT.format(digests=rows.marks(len(wanted), 1)), issuer, *wanted)
        answers: dict[str, list[bytes]] = {}
        for row in sorted(found, key=lambda row: FINAL_LAST.index(ReceiptKind(row["kind"]))):
            answers.setdefault(row["digest"], []).append(bytes(row["receipt"]))
        return answers

    async def untold(self, addressee: str, *, issuer: str) -> list[tuple[str, bytes]]:
        """Receipts to push."""
        found = await self.database.fetch(_UNTOLD, addressee, issuer)
        return [(row["id"], bytes(row["receipt"])) for row in found]

    async def mark_told(self, ids: Collection[str], *, at: int) -> None:
        """Pushed."""
        if ids:
            sql = f"UPDATE tongban_receipt SET told_at = $1 WHERE id IN ({rows.marks(len(ids), 1)})"
            await self.database.execute(sql, at, *ids)

    async def peer_notes(self) -> list[PeerNote]:
        """All peers."""
        found = await self.database.fetch(_PEERS)
        return [PeerNote(**{name: row[name] for name in row.keys()}) for row in found]  # noqa: SIM118 - a row is no dict

    async def keep_peer_note(self, note: PeerNote) -> None:
        """Replace one."""
        fields = (note.node, note.failures, note.next_at, note.seen_at, note.problem, note.not_before)
        await self.database.execute(_PEER, *fields)

    async def begin_probe(self, peer: str, *, every: int) -> bool:
        """Begin if nobody has."""
        clock = self.database.clock_sql
        return bool(await self.database.fetch(_PROBE.format(clock=clock, every=every), peer))


def _record(signed: Signed, now: int, told_at: int | None) -> tuple[object, ...]:
    receipt = signed.receipt
    parties = (receipt.issuer, receipt.addressee)
    minted = mint_id(from_milliseconds(now))
    return (minted, receipt.letter, receipt.digest, receipt.kind.value, *parties, receipt.at, signed.token, told_at)


_INSERT: Final = """INSERT INTO tongban_receipt
(id, letter_id, digest, kind, issuer, addressee, at, receipt, told_at) VALUES """

_REPLACE: Final = "UPDATE tongban_receipt SET receipt = $1 WHERE digest = $2 AND kind = $3 AND issuer = $4"

_SELECT: Final = "SELECT digest, kind, receipt FROM tongban_receipt WHERE issuer = $1 AND digest IN ({digests})"

_UNTOLD: Final = f"""SELECT id, receipt FROM tongban_receipt
WHERE addressee = $1 AND told_at IS NULL AND issuer = $2 ORDER BY id LIMIT {limits.BATCH_ITEMS}"""

_PEERS: Final = "SELECT node, failures, next_at, seen_at, problem, not_before FROM tongban_peer"

# The wait that another process of the node was asked for stays: this one may know of none.
_PEER: Final = """INSERT INTO tongban_peer (node, failures, next_at, seen_at, problem, not_before)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (node) DO UPDATE SET failures = excluded.failures, next_at = excluded.next_at, seen_at = excluded.seen_at,
problem = excluded.problem, not_before = CASE WHEN excluded.not_before > tongban_peer.not_before
THEN excluded.not_before ELSE tongban_peer.not_before END"""

# A probe that is said to have begun much later was begun before the clock was set back.
_PROBE: Final = """INSERT INTO tongban_peer (node, failures, next_at, probed_at) VALUES ($1, 0, 0, {clock})
ON CONFLICT (node) DO UPDATE SET probed_at = excluded.probed_at
WHERE ABS(excluded.probed_at - tongban_peer.probed_at) >= {every} RETURNING node"""
