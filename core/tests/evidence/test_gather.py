"""Evidence is gathered from the places of an application, recorded on both sides, and its lack blocks nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from tongban.cases.facts import PlaceRef
from tongban.clock import FixedClock, milliseconds
from tongban.evidence.established import bound_to, differs
from tongban.evidence.items import Evidence, Outcome, SourceKind, digest_of
from tongban.evidence.needed import question_of
from tongban.evidence.prefill import prefill
from tongban.evidence.questions import RegisterAnswer, RegisterQuestion
from tongban.identity.people import Assurance
from tongban.matters.materials import FromRegister, Material, Upload
from tongban.matters.routes import Route
from tongban.storage import Database, TransactionGuardError

ZHANG = "510104198503109997"


async def gather(world: Any, **changes: Any) -> dict[str, Evidence]:
    given = {
        "matter": world.matter,
        "application": world.application(),
        "places": world.places,
        "grounds": world.grounds(),
        "asker": world.asker,
    }
    given |= changes
    matter, application, places = given.pop("matter"), given.pop("application"), given.pop("places")
    gatherer = world.guangdong.gatherer
    gathered = await gatherer.gather(matter, application, places, **given)
    await gatherer.write(gathered.record)
    return dict(gathered.evidence)


async def logged(database: Database) -> list[dict[str, object]]:
    rows = await database.fetch("SELECT * FROM tongban_query_log ORDER BY at, register, need")
    return [{name: row[name] for name in row.keys()} for row in rows]  # noqa: SIM118 - a row is no mapping


async def test_a_local_and_a_remote_register_answer_with_source_time_and_digest(world: Any) -> None:
    evidence = await gather(world)
    out, here = evidence["out"], evidence["in"]
    assert out.value == {"account": "A1", "balance": 1234500, "sealed": True}, "and nothing that the need does not name"
    assert (out.source, here.source) == ("住房公积金账户登记库 · 重庆市", "住房公积金账户登记库 · 广东省")
    assert (out.asked_of, out.digest) == ("500000", digest_of(out.value))
    assert world.application(evidence=evidence).record(world.matter.need("in")).account == "B1"


async def test_both_sides_record_who_asked_why_and_on_what_grounds_without_the_number(world: Any) -> None:
    await gather(world)
    [answered] = await logged(world.chongqing.database)
    asked = {row["need"]: row for row in await logged(world.guangdong.database)}
    assert (asked["out"]["side"], asked["in"]["side"], answered["side"]) == ("asked", "local", "answered")
    assert (asked["out"]["peer"], answered["peer"]) == ("500000", "440000")
    for row in (asked["out"], answered):
        assert (row["purpose"], row["assurance"], row["consent"]) == ("核验账户", 3, "在线授权")
        assert row["application"] == world.application().id
        assert ZHANG not in str(row)
    assert len(await world.chongqing.log.about(ZHANG)) == 1
    assert await world.chongqing.log.about("500103199208259980") == []


@pytest.mark.parametrize(("side", "act"), [("guangdong", "ask_registers"), ("chongqing", "answer_register")])
async def test_both_sides_audit_the_question_without_personal_data(world: Any, side: str, act: str) -> None:
    await gather(world)
    [row] = await getattr(world, side).database.fetch("SELECT act, role, actor, purpose, case_id FROM tongban_audit")
    assert (row["act"], row["case_id"]) == (act, world.application().id)
    assert not any(word in " ".join(map(str, tuple(row))) for word in (ZHANG, "张建国", "person-1"))


@dataclass
class Silent:
    clock: FixedClock

    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        await hang(self.clock)
        raise AssertionError


@dataclass
class Broken:
    clock: FixedClock

    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        raise ConnectionResetError


@dataclass
class Strange:
    clock: FixedClock

    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        return RegisterAnswer(outcome=Outcome.FOUND, at=1, value=["not", "a", "record"])


@dataclass
class Immense:
    clock: FixedClock

    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        return RegisterAnswer(outcome=Outcome.FOUND, at=1, value={"account": "A1", "balance": -(2**63)})


@pytest.mark.parametrize(
    ("remote", "reason"),
    [
        (Silent, "对方登记库未在规定时间内答复"),
        (Broken, "查询对方登记库时出错，已通知运维人员"),
        (Immense, "对方登记库答复的内容与本地要求不符，已通知运维人员"),
        (Strange, "对方登记库答复的内容与本地要求不符，已通知运维人员"),
    ],
)
async def test_another_node_that_fails_leaves_only_its_own_need_unanswered(
    world: Any, remote: Any, reason: str
) -> None:
    world.guangdong.remote = remote(world.clock)
    evidence = await gather(world)
    assert (evidence["out"].outcome, evidence["out"].reason) == (Outcome.UNANSWERED, reason)
    assert evidence["in"].outcome is Outcome.FOUND


def by_city(answers: Any) -> Route:
    """Of answers that are not typed yet nothing can be said."""
    return Route(competent=f"{answers.out_account[:4]}00", reason="所填城市", own=frozenset({"out"}))


async def test_who_decides_has_itself_what_the_route_says(world: Any) -> None:
    matter, places = replace(world.matter, route=by_city), {"competent": world.places["competent"]}
    evidence = await gather(world, matter=matter, places=places)
    assert evidence["out"].asked_of == "440000"


@pytest.mark.parametrize("known", ["receiving", "competent"])
async def test_a_route_that_cannot_be_read_yet_leaves_only_its_own_need_unanswered(world: Any, known: str) -> None:
    untyped = world.application(answers=SimpleNamespace(out_account=None))
    places = {known: world.places["competent"]}
    evidence = await gather(world, matter=replace(world.matter, route=by_city), application=untyped, places=places)
    assert evidence["out"].reason == "办理地尚未确定，选定后即查询"
    assert (evidence["in"].outcome is Outcome.FOUND) == (known == "competent")


class Talkative:
    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        value = {"account": "A1", "balance": 1, "sealed": True, "spouse": "李秋萍"}
        return RegisterAnswer(outcome=Outcome.FOUND, at=2**52, value=value, digest="made up")


async def test_another_node_can_neither_say_more_than_asked_nor_date_its_answer_ahead(world: Any) -> None:
    world.guangdong.remote = Talkative()
    item = (await gather(world))["out"]
    assert item.value == {"account": "A1", "balance": 1, "sealed": True}
    assert (item.digest, item.at) == (digest_of(item.value), milliseconds(world.clock.now()))


class Backdated(Talkative):
    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        return msgspec.structs.replace(await super().ask(node, question), at=-(2**60))


async def test_an_answer_dated_long_before_all_time_is_recorded_like_any(world: Any) -> None:
    world.guangdong.remote = Backdated()
    assert (await gather(world))["out"].outcome is Outcome.FOUND
    assert {row["need"] for row in await logged(world.guangdong.database)} == {"in", "out"}


@dataclass
class Mistaken:
    """Answers with the account of whomever."""

    whose: str

    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        return RegisterAnswer(outcome=Outcome.FOUND, at=1, value={"account": self.whose, "balance": 1})


@pytest.mark.parametrize(
    ("whose", "outcome"),
    [
        ("510104198503109997", Outcome.FOUND),
        ("51010419850310999x", Outcome.UNANSWERED),
        ("500103199208259980", Outcome.UNANSWERED),
        ("", Outcome.UNANSWERED),
    ],
)
async def test_the_record_of_somebody_else_is_no_answer_where_it_says_whose_it_is(
    world: Any, whose: str, outcome: Outcome
) -> None:
    out, into = world.matter.needs
    world.guangdong.remote = Mistaken(whose)
    evidence = await gather(world, matter=replace(world.matter, needs=(replace(out, whose="account"), into)))
    assert (evidence["out"].outcome, evidence["in"].outcome) == (outcome, Outcome.FOUND)


async def hang(clock: FixedClock, **_: object) -> None:
    clock.advance(timedelta(seconds=4))
    await asyncio.Event().wait()


async def break_down(clock: FixedClock, *, subject: str, criteria: Mapping[str, object]) -> None:
    raise ZeroDivisionError


async def answer_in_part(clock: FixedClock, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object]:
    return {"account": "B1"}


async def answer_beyond_measure(clock: FixedClock, *, subject: str, criteria: Mapping[str, object]) -> dict[str, Any]:
    return {"account": "B1", "balance": 10**30}


@pytest.mark.parametrize(
    ("look_up", "reason"),
    [
        (hang, "登记库未在规定时间内答复"),
        (break_down, "登记库查询出错，已通知运维人员"),
        (answer_in_part, "登记库答复的内容不完整或者有误，已通知运维人员"),
        (answer_beyond_measure, "登记库答复的内容不完整或者有误，已通知运维人员"),
    ],
)
async def test_a_register_of_our_own_that_fails_is_unanswered(
    world: Any, monkeypatch: pytest.MonkeyPatch, look_up: Any, reason: str
) -> None:
    monkeypatch.setattr(world.guangdong.register, "look_up", partial(look_up, world.clock))
    item = (await gather(world))["in"]
    assert (item.outcome, item.reason) == (Outcome.UNANSWERED, reason)


@dataclass
class Slow:
    """Answers nothing, and takes a while to leave off."""

    asked: set[str] = field(default_factory=set)
    left_off: set[str] = field(default_factory=set)
    are_both_asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        self.asked.add(node)
        if len(self.asked) == 2:
            self.are_both_asked.set()
        try:
            return await asyncio.Future()
        finally:
            for _ in range(9):
                await asyncio.sleep(0)
            self.left_off.add(node)


async def test_who_breaks_off_leaves_no_question_under_way(world: Any) -> None:
    slow = Slow()
    world.guangdong.remote = slow
    places = {**world.places, "competent": msgspec.structs.replace(world.places["competent"], node="510000")}
    asking = asyncio.ensure_future(gather(world, places=places))
    await slow.are_both_asked.wait()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert slow.left_off == slow.asked == {"500000", "510000"}


async def test_a_register_that_is_switched_off_says_why_and_answers_again_later(world: Any) -> None:
    world.chongqing.register.switch_off("系统维护，今日18时恢复")
    first = await gather(world)
    assert first["out"].reason == "系统维护，今日18时恢复"
    world.chongqing.register.switch_on()
    again = await gather(world, application=world.application(evidence=first))
    assert again["out"].outcome is Outcome.FOUND


async def test_no_record_is_an_answer(world: Any) -> None:
    stranger = msgspec.structs.replace(world.application().parties[0], number="500103199208259980")
    item = (await gather(world, application=world.application(parties=(stranger,))))["out"]
    assert (item.outcome, item.value) == (Outcome.NONE, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"out": PlaceRef(node="", office="", name="某市", division="540100")},
            "登记机关尚未接入通办平台，不能查询，须凭纸质材料到办理机关窗口核对",
        ),
        ({"out": None}, "办理地尚未确定，选定后即查询"),
    ],
)
async def test_a_place_that_cannot_be_asked_is_said_and_not_logged(
    world: Any, changes: dict[str, PlaceRef | None], reason: str
) -> None:
    places = {role: place for role, place in {**world.places, **changes}.items() if place}
    evidence = await gather(world, places=places)
    assert (evidence["out"].reason, evidence["out"].asked_of) == (reason, "")
    assert [row["need"] for row in await logged(world.guangdong.database)] == ["in"]


async def test_without_consent_or_legal_basis_nothing_is_asked(world: Any) -> None:
    evidence = await gather(world, grounds=world.grounds(consent=""))
    assert {item.reason for item in evidence.values()} == {"未取得授权，不得调用个人信息"}
    assert world.guangdong.register.asked == world.chongqing.register.asked == []


async def test_a_party_the_application_does_not_have_is_not_asked_about(world: Any) -> None:
    assert await gather(world, application=world.application(parties=())) == {}
    assert world.guangdong.register.asked == world.chongqing.register.asked == []


async def test_an_answer_that_still_fits_is_kept_until_it_is_too_old(world: Any) -> None:
    held = world.application(evidence=await gather(world))
    world.clock.advance(timedelta(hours=1))
    assert await gather(world, application=held) == held.evidence
    assert await gather(world, application=held, max_age=timedelta(hours=2)) == held.evidence
    fresh = await gather(world, application=held, max_age=timedelta(minutes=30), keys={"out"})
    assert list(fresh) == ["out"]
    assert fresh["out"].at - held.evidence["out"].at == timedelta(hours=1) // timedelta(milliseconds=1)


async def test_an_answer_to_what_was_typed_before_is_not_kept(world: Any) -> None:
    held = await gather(world)
    changed = world.application(answers={"out_account": "A0"}, evidence=held)
    assert (await gather(world, application=changed))["out"].value["account"] == "A0"


async def test_gathering_inside_a_transaction_is_refused(world: Any) -> None:
    with pytest.raises(TransactionGuardError, match="ask registers"):
        async with world.guangdong.database.transaction("test"):
            await gather(world)


async def test_gathering_is_recorded_at_once_however_many_needs_are_local(world: Any) -> None:
    local, database = world.places["competent"], world.guangdong.database
    before = database.statements
    await gather(world, places={"out": local, "competent": local})
    assert database.statements - before == 1


async def test_a_form_is_prefilled_with_where_each_value_comes_from(world: Any) -> None:
    evidence = await gather(world)
    assert prefill(world.matter.form, evidence) == {"balance": ("12345.00", evidence["out"])}
    world.chongqing.register.switch_off()
    assert prefill(world.matter.form, await gather(world)) == {}


async def test_too_low_a_sign_in_is_unanswered_with_the_remedy(world: Any) -> None:
    evidence = await gather(world, grounds=world.grounds(assurance=Assurance.L1))
    assert "请提高登录等级或到窗口核验身份" in evidence["in"].reason


READ = Evidence(
    key="out", title="转出地账户", kind=SourceKind.UPLOAD, outcome=Outcome.FOUND, source="依据《存折》", at=1,
    value={"account": "A1", "balance": 5, "sealed": True}, material="passbook",
)  # fmt: skip
PASSBOOK = Evidence(
    key="passbook", title="存折", kind=SourceKind.UPLOAD, outcome=Outcome.FOUND, source="", at=1, digest="a" * 64
)


async def held_from_paper(world: Any, place: PlaceRef) -> tuple[Any, Any, dict[str, PlaceRef]]:
    """What an officer has read from the passbook where that place is silent: matter, application, places."""
    need = world.matter.need("out")
    material = Material("passbook", "存折", (FromRegister(need), Upload()))
    matter, places = replace(world.matter, materials=(material,)), {**world.places, "out": place}
    known = world.application()
    question = question_of(matter, known, need, known.parties[0], grounds=world.grounds())
    read = msgspec.structs.replace(READ, question=bound_to(question, place.node, PASSBOOK))
    return matter, world.application(evidence={"out": read, "passbook": PASSBOOK}), places


NOWHERE = PlaceRef(node="", office="", name="某市", division="540100")


OUT = PlaceRef(node="500000", office="cq", name="重庆市住房公积金管理中心", division="500103", province="重庆市")


@pytest.mark.parametrize("place", [NOWHERE, OUT])
async def test_what_was_read_from_a_paper_stands_while_the_register_is_silent(world: Any, place: PlaceRef) -> None:
    matter, known, places = await held_from_paper(world, place)
    world.chongqing.register.switch_off()
    asked = partial(gather, world, matter=matter, application=known, places=places, max_age=timedelta(0))
    assert (await asked())["out"] == known.evidence["out"]
    if place.node:
        world.chongqing.register.switch_on()
        assert (await asked())["out"].kind is SourceKind.REGISTER


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {"out_account": "A0"}},
        {"evidence": {"passbook": msgspec.structs.replace(PASSBOOK, digest="b" * 64)}},
        {"evidence": {"passbook": msgspec.structs.replace(PASSBOOK, at=2)}},
        {"evidence": {"passbook": msgspec.structs.replace(PASSBOOK, outcome=Outcome.NONE)}},
        {"evidence": {"passbook": msgspec.structs.replace(PASSBOOK, kind=SourceKind.PLEDGE)}},
    ],
)
async def test_another_question_or_another_paper_voids_it(world: Any, changes: dict[str, Any]) -> None:
    matter, known, places = await held_from_paper(world, NOWHERE)
    changes["evidence"] = {**known.evidence, **changes.get("evidence", {})}
    item = (await gather(world, matter=matter, application=replace(known, **changes), places=places))["out"]
    assert (item.outcome, item.reason) == (
        Outcome.UNANSWERED,
        "登记机关尚未接入通办平台，不能查询，由办理机关工作人员按申请人提交的纸质材料核对",
    )


@pytest.mark.parametrize("need", ["in", "out"])
async def test_a_paper_that_may_not_serve_the_need_establishes_nothing(world: Any, need: str) -> None:
    matter, known, places = await held_from_paper(world, NOWHERE)
    source = FromRegister(matter.need(need), on_paper=need == "in")
    matter = replace(matter, materials=(Material("passbook", "存折", (source, Upload())),))
    assert (await gather(world, matter=matter, application=known, places=places))["out"].outcome is Outcome.UNANSWERED


async def test_what_is_no_record_of_the_need_is_not_established(world: Any) -> None:
    matter, known, places = await held_from_paper(world, NOWHERE)
    read = msgspec.structs.replace(known.evidence["out"], value={"nonsense": 1})
    known = replace(known, evidence={**known.evidence, "out": read})
    assert (await gather(world, matter=matter, application=known, places=places))["out"].outcome is Outcome.UNANSWERED
    told = msgspec.structs.replace(read, material="", kind=SourceKind.REGISTER, value=READ.value)
    assert differs(matter.need("out"), read, told)
