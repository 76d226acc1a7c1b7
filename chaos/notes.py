"""Notes: the smallest letters there are, numbered by whoever writes them, each of which has one row as its effect."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from tongban.exchange import rows
from tongban.exchange.envelope import Envelope
from tongban.exchange.letters import Letter
from tongban.exchange.outbox import Outbox
from tongban.exchange.questions import Question
from tongban.exchange.receipts import Receipt
from tongban.exchange.refusals import Rejected
from tongban.storage import Database

KIND: Final = "chaos.note"
FAILS: Final = 0.01
REFUSED_EVERY: Final = 101
"""A note of such a number is refused for good, so that refusals travel back under faults too."""

SCHEMA: Final = {
    "sqlite": "position INTEGER PRIMARY KEY AUTOINCREMENT",
    "postgresql": "position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
}


class Note(msgspec.Struct, frozen=True):
    """The n-th note of a stream, which has one writer and one receiver."""

    stream: str
    receiver: str
    n: int


async def make_tables(database: Database) -> None:
    """Tables without any uniqueness that could hide a fault, but for what the driver itself wrote."""
    position = SCHEMA[database.dialect]
    await database.execute("CREATE TABLE chaos_act (stream VARCHAR(64), n BIGINT, PRIMARY KEY (stream, n))")
    for table in ("effect", "refusal"):
        await database.execute(f"CREATE TABLE chaos_{table} ({position}, stream VARCHAR(64), n BIGINT, seq BIGINT)")
    await database.execute("CREATE TABLE chaos_contradiction (code VARCHAR(64), peer VARCHAR(6))")


async def write(database: Database, outbox: Outbox, notes: Sequence[Note]) -> None:
    """Commit notes and their letters, once, however often it is asked."""
    async with database.transaction("chaos.act"):
        acts = rows.flat([(note.stream, note.n) for note in notes])
        if await database.execute(_ACT + rows.values(len(notes), 2) + " ON CONFLICT DO NOTHING", *acts):
            await outbox.put(*map(_letter, notes))


def _letter(note: Note) -> Letter:
    return Letter(receiver=note.receiver, case=note.stream, kind=KIND, body=msgspec.json.encode(note), epoch=0)


@dataclass(frozen=True, slots=True)
class Effects:
    """The handler: a row for each note, and now and then a failure or a refusal."""

    database: Database
    chance: random.Random

    async def apply(self, envelope: Envelope) -> None:
        """Write the row."""
        note = msgspec.json.decode(envelope.body, type=Note)
        if note.n % REFUSED_EVERY == 0:
            raise Rejected("business_rule", "此号的便笺按约定不予接收。")
        await self.database.execute(_EFFECT, note.stream, note.n, envelope.seq)
        if self.chance.random() < FAILS:
            raise ZeroDivisionError("a handler fails now and then")

    async def on_rejected(self, envelope: Envelope, receipt: Receipt) -> None:
        """Write that our own note was refused."""
        note = msgspec.json.decode(envelope.body, type=Note)
        await self.database.execute(_REFUSAL, note.stream, note.n, envelope.seq)

    async def on_taken_back(self, envelope: Envelope, receipt: Receipt) -> None:
        """Write what no fault of the net may ever cause."""
        await self.database.execute(_CONTRADICTION, "taken_back", envelope.receiver)

    async def on_contradiction(self, refusal: Receipt) -> None:
        """Write what no fault of the net may ever cause."""
        await self.database.execute(_CONTRADICTION, refusal.code, refusal.addressee)

    async def on_much_refused(self, peer: str, day: str) -> None:
        """Write what the quota of a storm never comes to."""
        await self.database.execute(_CONTRADICTION, "much_refused", peer)

    async def on_much_taken(self, peer: str, day: str) -> None:
        """Write what no storm comes to."""
        await self.database.execute(_CONTRADICTION, "much_taken", peer)

    async def on_much_parked(self, peer: str) -> None:
        """A storm may come to that limit: nothing is lost by it."""

    async def respond(self, question: Question) -> bytes:
        """Nobody asks."""
        raise Rejected("unknown_register")


_ACT: Final = "INSERT INTO chaos_act (stream, n) VALUES "
_EFFECT: Final = "INSERT INTO chaos_effect (stream, n, seq) VALUES ($1, $2, $3)"
_REFUSAL: Final = "INSERT INTO chaos_refusal (stream, n, seq) VALUES ($1, $2, $3)"
_CONTRADICTION: Final = "INSERT INTO chaos_contradiction (code, peer) VALUES ($1, $2)"
