"""The audit log costs one statement, holds no personal data, and shows every change made to it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from tongban.audit import Audit, Checkpoint, Sealer, verify
from tongban.clock import FixedClock, milliseconds
from tongban.storage import Database, StorageError, open_database
from tongban.storage.migrate import migrate

SECRET = b"s" * 32
CLOCK = FixedClock(date(2026, 11, 23))
Work = Callable[[Database], Awaitable[None]]


def run(url: str, work: Work) -> None:
    async def session() -> None:
        database = open_database(url)
        await database.start()
        try:
            await migrate(database, ["tongban.storage.piccolo_app"])
            await work(database)
        finally:
            await database.stop()

    asyncio.run(session())


def audit(database: Database) -> Audit:
    return Audit(database, secret=SECRET, node="gd", clock=CLOCK)


def sealer(database: Database, clock: FixedClock = CLOCK) -> Sealer:
    return Sealer(database=database, secret=SECRET, clock=clock)


async def write(database: Database, count: int) -> None:
    log = audit(database)
    for number in range(count):
        await log.record(
            actor=f"officer-{number}", role="officer", act="read_case", purpose="审查", case_id=f"c{number}"
        )


async def sealed_log(database: Database, batches: int = 4, size: int = 5) -> None:
    one = sealer(database)
    for _ in range(batches):
        await write(database, size)
        assert await one.seal_pending() == size


async def drop_triggers(database: Database) -> None:
    if database.dialect == "sqlite":
        for row in await database.fetch("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            await database.execute(f"DROP TRIGGER {row['name']}")
    else:
        for table in ("tongban_audit", "tongban_audit_seal"):
            await database.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def test_an_act_costs_one_statement_and_belongs_to_the_transaction(database_url: str) -> None:
    async def work(database: Database) -> None:
        with pytest.raises(ValueError, match="stop"):
            async with database.transaction("case.read"):
                before = database.statements
                await audit(database).record(actor="u1", role="officer", act="read_case", purpose="审查")
                assert database.statements - before == 1
                raise ValueError("stop")
        assert (await verify(database, secret=SECRET)).unsealed == 0

    run(database_url, work)


def test_a_row_holds_a_pseudonym_in_place_of_the_actor(database_url: str) -> None:
    async def work(database: Database) -> None:
        log = audit(database)
        for actor in ("110101199003070011", "110101199003070011", "other"):
            await log.record(actor=actor, role="applicant", act="submit", purpose="申请")
        rows = await database.fetch("SELECT * FROM tongban_audit ORDER BY id")
        assert rows[0]["actor"] == rows[1]["actor"] != rows[2]["actor"]
        assert rows[0]["leaf"] != rows[1]["leaf"]
        assert "110101199003070011" not in str([tuple(row) for row in rows])
        with pytest.raises(ValueError, match="identity number"):
            log.row(actor="u", role="officer", act="read", purpose="查询110101199003070011")

    run(database_url, work)


def test_an_untouched_log_is_intact_and_tells_the_unsealed_tail(database_url: str) -> None:
    async def work(database: Database) -> None:
        assert (await verify(database, secret=SECRET)).is_intact
        await sealed_log(database)
        await write(database, 3)
        report = await verify(database, secret=SECRET)
        assert report.findings == []
        assert (report.checkpoint.position, report.unsealed) == (20, 3)
        assert "20 acts sealed, 3 not sealed yet" in str(report)

    run(database_url, work)


def test_one_sealer_works_until_its_lease_ends_by_the_databases_clock(database_url: str) -> None:
    async def work(database: Database) -> None:
        first, second = sealer(database), sealer(database)
        set_clock(database, date(2026, 11, 23))
        await write(database, 2)
        assert await first.seal_pending() == 2
        await write(database, 2)
        assert await second.seal_pending() == 0
        set_clock(database, date(2026, 11, 24))
        assert await second.seal_pending() == 2
        set_clock(database, date(2026, 11, 20))
        await write(database, 1)
        assert await first.seal_pending() == 1, "a lease from a clock that was set back counts as ended"
        assert (await verify(database, secret=SECRET)).is_intact

    run(database_url, work)


def set_clock(database: Database, day: date) -> None:
    database.engine.clock_sql = str(milliseconds(FixedClock(day).now()))


def test_acts_written_while_sealing_are_sealed_once(database_url: str) -> None:
    async def work(database: Database) -> None:
        one = sealer(database)
        await asyncio.gather(write(database, 50), *(one.seal_pending() for _ in range(5)), write(database, 50))
        await one.seal_pending()
        report = await verify(database, secret=SECRET)
        assert (report.findings, report.checkpoint.position, report.unsealed) == ([], 100, 0)

    run(database_url, work)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tongban_audit SET purpose = 'x' WHERE position = 3",
        "UPDATE tongban_audit SET purpose = 'x' WHERE position IS NULL",
        "UPDATE tongban_audit SET position = NULL WHERE position = 3",
        "DELETE FROM tongban_audit WHERE position = 20",
        "DELETE FROM tongban_audit WHERE position IS NULL",
        "UPDATE tongban_audit_seal SET at = 1",
        "DELETE FROM tongban_audit_seal",
    ],
)
def test_the_database_refuses_to_change_the_log(database_url: str, statement: str) -> None:
    async def work(database: Database) -> None:
        await sealed_log(database)
        await write(database, 1)
        with pytest.raises(StorageError, match="only added to"):
            await database.execute(statement)

    run(database_url, work)


_COLUMNS = "at, node, actor, role, act, case_id, purpose, salt, leaf"
_SET_BACK = (
    "UPDATE tongban_audit_head SET (position, chain, mac) = "
    "(SELECT position, chain, mac FROM tongban_audit_seal WHERE position = 10)"
)
_COPY = f"SELECT {_COLUMNS} FROM tongban_audit"
TAMPERINGS = {
    "edit": ["UPDATE tongban_audit SET purpose = 'x' WHERE position = {n}"],
    "edit of the time": ["UPDATE tongban_audit SET at = at + 1 WHERE position = {n}"],
    "edit of the case to nothing": ["UPDATE tongban_audit SET case_id = NULL WHERE position = {n}"],
    "edit of salt": ["UPDATE tongban_audit SET salt = leaf WHERE position = {n}"],
    "copy over": [
        f"UPDATE tongban_audit SET ({_COLUMNS}) = ({_COPY} WHERE position = {{m}}) WHERE position = {{n}}",
    ],
    "swap": [
        "UPDATE tongban_audit SET position = 1000 WHERE position = {n}",
        "UPDATE tongban_audit SET position = {n} WHERE position = {m}",
        "UPDATE tongban_audit SET position = {m} WHERE position = 1000",
    ],
    "delete": ["DELETE FROM tongban_audit WHERE position = {n}"],
    "delete and close up": [
        "DELETE FROM tongban_audit WHERE position = 20",
        "UPDATE tongban_audit_head SET position = 19",
    ],
    "insert in between": [
        f"INSERT INTO tongban_audit ({_COLUMNS}, position) {_COPY.replace(' FROM', ', 0 FROM')} WHERE position = {{n}}",
    ],
    "insert after": [
        f"INSERT INTO tongban_audit ({_COLUMNS}, position) {_COPY.replace(' FROM', ',21 FROM')} WHERE position = {{n}}",
    ],
    "unseal": ["UPDATE tongban_audit SET position = NULL WHERE position = {n}"],
    "truncate rows": ["DELETE FROM tongban_audit WHERE position >= {n}"],
    "truncate rows and seals": [
        "DELETE FROM tongban_audit WHERE position > 10",
        "DELETE FROM tongban_audit_seal WHERE position > 10",
    ],
    "truncate rows and head": [
        "DELETE FROM tongban_audit WHERE position > 10",
        _SET_BACK,
    ],
    "truncate rows and seals and head without the secret": [
        "DELETE FROM tongban_audit WHERE position > 10",
        "DELETE FROM tongban_audit_seal WHERE position > 10",
        "UPDATE tongban_audit_head SET position = 10",
    ],
    "remove the head": ["DELETE FROM tongban_audit_head"],
    "remove a seal": ["DELETE FROM tongban_audit_seal WHERE position = 20"],
    "remove everything but the head": ["DELETE FROM tongban_audit", "DELETE FROM tongban_audit_seal"],
    "edit the seal": ["UPDATE tongban_audit_seal SET chain = mac WHERE position = 10"],
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_every_kind_of_tampering_is_found_wherever_it_is_done(database_url: str, kind: str) -> None:
    async def work(database: Database) -> None:
        await sealed_log(database)
        await drop_triggers(database)
        assert (await verify(database, secret=SECRET)).is_intact
        for n in range(1, 21):
            m = random.Random(n).choice([other for other in range(1, 21) if other != n])
            with pytest.raises(UndoError):
                async with database.transaction("test.tamper"):
                    for statement in TAMPERINGS[kind]:
                        assert await database.execute(statement.format(n=n, m=m)) > 0
                    report = await verify(database, secret=SECRET)
                    assert not report.is_intact, (kind, n, m)
                    raise UndoError

    run(database_url, work)


class UndoError(Exception):
    pass


def test_a_forged_leaf_is_found_by_the_chain(database_url: str) -> None:
    async def work(database: Database) -> None:
        await sealed_log(database)
        await drop_triggers(database)
        forged = Audit(database, secret=SECRET, node="gd", clock=CLOCK).row(
            actor="someone", role="officer", act="grant", purpose="审查"
        )
        await database.execute(
            f"UPDATE tongban_audit SET ({_COLUMNS}) = ($1, $2, $3, $4, $5, $6, $7, $8, $9) WHERE position = 7",
            *forged.arguments,
        )
        report = await verify(database, secret=SECRET)
        assert any("differs from its seal at position 10" in finding for finding in report.findings)

    run(database_url, work)


def test_a_log_set_back_as_a_whole_is_found_against_a_checkpoint(database_url: str) -> None:
    async def work(database: Database) -> None:
        await sealed_log(database)
        checkpoint = (await verify(database, secret=SECRET)).checkpoint
        await drop_triggers(database)
        for statement in (
            *TAMPERINGS["truncate rows and head"],
            "DELETE FROM tongban_audit_seal WHERE position > 10",
        ):
            await database.execute(statement)
        assert (await verify(database, secret=SECRET)).is_intact, "nothing inside the database can show this"
        assert not (await verify(database, secret=SECRET, since=Checkpoint.parse(str(checkpoint)))).is_intact
        other = Checkpoint(5, b"x" * 32)
        assert not (await verify(database, secret=SECRET, since=other)).is_intact

    run(database_url, work)
