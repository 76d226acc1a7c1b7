"""What came due is acted on as long as it is still due, whatever happened since the timekeeper looked."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from structlog.testing import capture_logs

from tongban.cases import acts as a
from tongban.cases.heads import encode
from tongban.cases.state import Case, PostSpan, State
from tongban.cases.suspensions import BY_APPLICANT, EXPLANATION
from tongban.cases.timekeeping import Timekeeper
from tongban.testing.world import World
from tongban_household.testing import SAMPLES as CERTIFICATES
from tongban_marriage.testing import SAMPLES as MARRIAGES

SICHUAN, GUANGDONG = "510000", "440000"


def asked_to_correct(world: World) -> str:
    """A marriage at 四川 whose registry, before anybody came, asked for a correction."""
    [sample] = MARRIAGES
    place = world.province(SICHUAN)
    case = place.apply(sample.matter, by=sample.by, answers={**sample.answers, "office_division": "510104"}).case
    place.confirm(case.id, by=sample.co_applicant)
    place.officer(case.receiving.office).ask_correction(case.id, "own_ethnicity", "请核对民族")
    return case.id


def awaiting_notice(world: World) -> str:
    """A case that 四川 has from 广东 and says nothing of."""
    sample = next(each for each in CERTIFICATES if each.matter == "hh.cert.hukou")
    case = world.province(GUANGDONG).apply(sample.matter, by=sample.by, answers=sample.answers).case
    world.deliver()
    return case.id


def test_an_applicant_who_explains_nothing_in_time_holds_nothing_up(world: World) -> None:
    case_id, place = awaiting_notice(world), world.province(SICHUAN)
    desk = place.officer("510104-police")
    desk.accept(case_id)
    suspend = desk.node.desk.suspend
    world.run(suspend, case_id, desk.actor, reason=BY_APPLICANT, note="请说明两处地址不一致的原因")
    world.today("2026-12-14")
    world.tick()
    assert place.case(case_id).state is State.SUSPENDED
    world.today("2026-12-15")
    world.tick()
    assert (place.case(case_id).state, place.case(case_id).questions) == (State.REVIEW, (EXPLANATION,))
    world.deliver()
    assert world.province(GUANGDONG).case(case_id).state is State.REVIEW


def test_what_an_older_version_folded_otherwise_is_folded_anew_after_the_upgrade(world: World) -> None:
    case_id, place = awaiting_notice(world), world.province(SICHUAN)
    timekeeper, case = place.node.timekeeper, place.case(case_id)
    assert world.run(timekeeper.reckon_anew) == 1
    older = replace(case, posted=(PostSpan(original="mandate", since="2026-11-23"),))

    async def as_it_was() -> None:
        database = place.node.database
        await database.execute("UPDATE tongban_case SET snapshot = $2 WHERE id = $1", case_id, encode(older))
        mark = timekeeper.cases.context.calendar.fingerprint
        await database.execute("UPDATE tongban_reckoned SET calendar = $1", mark)

    world.run(as_it_was)
    assert place.case(case_id).posted
    assert world.run(timekeeper.reckon_anew) == 1
    assert place.case(case_id) == case
    assert world.run(timekeeper.reckon_anew) == 0


def ended_with_its_original_in_the_post(world: World) -> str:
    """A case of the window at 广东, withdrawn while its original was on the way to 四川."""
    sample = next(each for each in CERTIFICATES if each.matter == "hh.cert.hukou")
    place = world.province(GUANGDONG)
    told = {"answers": sample.answers, "channel": "window", "window_checks": ("identity_card",)}
    case_id, window = place.apply(sample.matter, by=sample.by, **told).case.id, place.officer("440106-hall")
    window.act(case_id, a.TakeOriginal(original="o1", name="授权委托书", condition="完好"))
    window.receive(case_id)
    world.deliver()
    window.act(case_id, a.SendOriginal(original="o1", to="competent", waybill="SF1"))
    place.party(case_id, by=sample.by, act=a.Withdraw())
    world.deliver()
    return case_id


def test_an_ended_case_with_an_original_in_the_post_is_folded_anew_too(world: World) -> None:
    posted, ended = ended_with_its_original_in_the_post(world), awaiting_notice(world)
    world.province(GUANGDONG).party(ended, by="张建国", act=a.Withdraw())
    world.deliver()
    for place in map(world.province, (SICHUAN, GUANGDONG)):
        known = place.case(posted)
        assert (known.state, known.senders) == (State.WITHDRAWN, {"o1": "receiving"})
        older = encode(replace(known, senders={}))
        world.run(place.node.database.execute, "UPDATE tongban_case SET snapshot = $2 WHERE id = $1", posted, older)
        assert world.run(place.node.timekeeper.reckon_anew) == 1
        assert place.case(posted) == known


def test_a_case_that_cannot_be_folded_stops_the_time_of_no_other(world: World) -> None:
    unfoldable, other = awaiting_notice(world), awaiting_notice(world)
    place = world.province(SICHUAN)
    database, timekeeper = place.node.database, place.node.timekeeper
    world.run(database.execute, "UPDATE tongban_fact SET head = '{}' WHERE case_id = $1 AND seq = 1", unfoldable)
    assert world.run(timekeeper.reckon_anew) == 2
    assert world.run(timekeeper.reckon_anew) == 0
    [incident] = world.run(place.node.operation.incidents.all_open)
    assert (incident.code, incident.details) == ("case_not_reckoned", f"办件{place.case(unfoldable).number}")
    world.clock.advance(timedelta(days=60))
    world.run(timekeeper.run_due)
    assert place.case(other).deemed


def test_the_log_tells_where_a_timer_failed_and_nothing_that_the_error_says(world: World) -> None:
    notice, kept = awaiting_notice(world), world.province(SICHUAN).node.timekeeper
    world.clock.advance(timedelta(days=60))

    async def broken(_: Case) -> a.Deem:
        raise ValueError("张建国 13800000000")

    with capture_logs() as told:
        world.run(Timekeeper(kept.cases, broken).run_due)
    [event] = [each for each in told if each["event"] == "timer_failed"]
    assert (event["case"], "ValueError" in event["trace"]) == (notice, True)
    assert "张建国" not in repr(told)


def test_a_case_corrected_after_its_limit_was_looked_up_is_not_taken_for_withdrawn(world: World) -> None:
    marriage, notice = asked_to_correct(world), awaiting_notice(world)
    place = world.province(SICHUAN)
    kept = place.node.timekeeper
    world.clock.advance(timedelta(days=60))

    async def meanwhile(case: Case) -> a.Deem:
        assert case.id == notice, "its limit is the first to pass"
        await kept.cases.act(marriage, a.Correct(said="已核对"), world.actor("吴浩"))
        return await kept.deeming(case)

    assert world.run(Timekeeper(kept.cases, meanwhile).run_due) == 2
    assert place.case(notice).deemed
    assert place.case(marriage).state is State.CORRECTED
