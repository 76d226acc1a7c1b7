"""A matter's tables may refuse an act, and an appointment that nobody keeps lapses."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from tongban.cases.calendar_files import load_calendar
from tongban.cases.derive import derive
from tongban.cases.effects import Claim
from tongban.cases.evolve import evolve
from tongban.cases.facts import Confirmed, Event, PlaceRef, Received, Submitted
from tongban.cases.heads import Head, encode, hash_of
from tongban.cases.recording import hold, write_effects
from tongban.cases.state import Case
from tongban.clock import CHINA, from_milliseconds
from tongban.errors import Refused
from tongban.matters.rules import Objection
from tongban.storage import Duplicate, open_database

FULL = Objection(rule="FULL", message="已满", remedy="请改选其他时段")
PLACE = PlaceRef(node="500000", office="500103-hall", name="渝中", division="500103", province="500000")


def test_a_claim_that_changes_no_row_objects_and_a_statement_never_does(database_url: str) -> None:
    async def work() -> None:
        database = open_database(database_url)
        await database.start()
        await database.execute("CREATE TABLE room (id VARCHAR(9) PRIMARY KEY, free INTEGER)")
        take = Claim(("UPDATE room SET free = free - 1 WHERE id = $1 AND free > 0", ("a",)), otherwise=FULL)
        assert await write_effects(database, [take]) == [FULL]
        put = ("INSERT INTO room (id, free) VALUES ($1, $2)", ("a", 1))
        assert await write_effects(database, [put, take]) == []
        nothing = ("DELETE FROM room WHERE id = $1", ("b",))
        assert await write_effects(database, [nothing, take, take]) == [FULL, FULL]
        await database.stop()

    asyncio.run(work())


def test_a_claim_on_what_an_act_of_the_same_moment_has_taken_is_refused_in_its_own_words(database_url: str) -> None:
    async def work() -> None:
        database = open_database(database_url)
        await database.start()
        await database.execute("CREATE TABLE room (id VARCHAR(9) PRIMARY KEY, free INTEGER)")
        put = ("INSERT INTO room (id, free) VALUES ($1, $2)", ("a", 1))
        with pytest.raises(Refused) as refused:
            async with database.transaction("test"):
                await hold(write_effects(database, [put, Claim(put, otherwise=FULL)]))
        assert refused.value.objections == (FULL,)
        assert await database.fetch("SELECT id FROM room") == []
        take = Claim(("DELETE FROM room WHERE id = $1", ("a",)), otherwise=FULL)
        with pytest.raises(Refused) as refused:  # two claims on the same are refused once
            await hold(write_effects(database, [take, take]))
        assert refused.value.objections == (FULL,)
        with pytest.raises(Duplicate):
            async with database.transaction("test"):
                await hold(write_effects(database, [put, put]))
        await database.stop()

    asyncio.run(work())


def case_of(*events: Event) -> Case:
    """A case folded from bare heads."""
    case: Case | None = None
    for seq, event in enumerate(events, start=1):
        head = Head(
            case="c",
            seq=seq,
            epoch=0,
            at=0,
            on="2026-11-20",
            place="",
            place_name="",
            actor="node",
            event=event,  # type: ignore[arg-type] # every concrete event is in the union
            parts={},
            prev=case.hash if case else "",
        )
        case = evolve(case, head, hash_of(encode(head).decode()))
    assert case is not None
    return case


def submitted(*awaits: str, attend_by: str) -> Submitted:
    return Submitted(
        number="KS",
        matter="x.y",
        matter_name="事项",
        edition="1",
        channel="online",
        modes=("anywhere",),
        receiving=PLACE,
        competent=PLACE,
        cooperating={},
        route_reason="",
        roles=("applicant", "co_applicant"),
        delivery="window",
        awaits=awaits,
        confirm_until=1_000,
        attend_by=attend_by,
    )


def timers(case: Case) -> dict[str, str]:
    found = derive(case, load_calendar(), date(2026, 11, 20), node="500000").timers
    return {kind: from_milliseconds(due).astimezone(CHINA).isoformat() for kind, due in found}


def test_an_appointment_runs_until_the_end_of_its_day_and_its_confirmation_until_the_hour() -> None:
    both = timers(case_of(submitted("co_applicant", attend_by="2026-11-23")))
    assert both == {"confirm": "1970-01-01T08:00:01+08:00", "attend": "2026-11-24T00:00:00+08:00"}
    confirmed = timers(case_of(submitted("co_applicant", attend_by="2026-11-23"), Confirmed(role="co_applicant")))
    assert confirmed == {"attend": "2026-11-24T00:00:00+08:00"}


def test_who_came_or_has_no_appointment_cannot_miss_it() -> None:
    assert timers(case_of(submitted(attend_by=""))) == {}
    assert "attend" not in timers(case_of(submitted(attend_by="2026-11-23"), Received()))
