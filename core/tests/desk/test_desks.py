"""The desks of applicants and officers: nothing half-written, whoever comes twice or too late."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest

from tongban import Amount, Calculation, Form, Line, NotFound, Refused, Result
from tongban import Application as Known
from tongban.cases import acts as a
from tongban.cases.facts import Outcome
from tongban.desk.drafts import Application
from tongban.desk.rulebook import Rulebook
from tongban.errors import Conflict
from tongban.exchange.ids import mint_id
from tongban.parameters_in_force import load_overlays
from tongban.settings import PLATFORM, Overlay
from tongban.testing.example.journey import ExampleOnItsWay
from tongban.testing.world import Desk

Correct = Callable[[str], object]


def messages(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.message for each in refused.value.objections]


def test_a_submission_clicked_twice_at_once_is_one_case(example_case: ExampleOnItsWay, written: Application):
    node = example_case.home.node
    draft = node.drafts.new(node.accounts.key(written.person.number), written)
    actor = example_case.world.actor("张建国")

    async def twice() -> list[object]:
        return list(await asyncio.gather(*(node.applications.submit(draft, actor=actor) for _ in range(2))))

    one, other = example_case.world.run(twice)
    assert one.number == other.number
    assert len(example_case.world.run(node.reader.mine, draft.key, example_case.world.actor("张建国"))) == 1


def test_the_id_of_anothers_application_cannot_be_used(example_case: ExampleOnItsWay):
    example_case.draft_id = mint_id(example_case.world.clock.now())
    example_case.hand_in("online")
    example_case.by = "李秋萍"
    with pytest.raises(Conflict, match="编号已被使用"):
        example_case.hand_in("online")


def test_assessing_writes_no_case_and_says_everything_at_once(example_case: ExampleOnItsWay, written: Application):
    node = example_case.home.node
    faulty = Application(**{name: getattr(written, name) for name in written.__struct_fields__} | {"typed": {}})
    draft = node.drafts.new(node.accounts.key(written.person.number), faulty)
    found = example_case.world.run(lambda: node.applications.assess(draft, actor=example_case.world.actor("张建国")))
    assert {"place", "remark"} <= {each.field for each in found.objections}
    assert not found.ready
    assert example_case.world.run(node.reader.mine, draft.key, example_case.world.actor("张建国")) == []


def test_a_draft_of_another_is_not_found(example_case: ExampleOnItsWay, written: Application):
    node = example_case.home.node
    draft = node.drafts.new(node.accounts.key(written.person.number), written)
    example_case.world.run(node.drafts.add, draft)
    assert example_case.world.run(node.drafts.load, draft.id, draft.key).application == written
    with pytest.raises(NotFound):
        example_case.world.run(node.drafts.load, draft.id, "another")


def test_a_window_that_leaves_an_item_unchecked_is_told_which(example_case: ExampleOnItsWay):
    example_case.hand_in("window")
    with pytest.raises(Refused) as refused:
        example_case.desk("广东").receive(example_case.case_id, checks=[])
    assert messages(refused) == ["尚未核对：当面核对居民身份证"]
    assert example_case.home.case(example_case.case_id).received_on == ""


SEVEN_DAYS = "delivery_days: {title: 送达, unit: 工作日, values: [{since: 2020-01-01, value: 7, reference: 川规}]}"


@pytest.mark.parametrize("act", ["grant", "refuse"])
def test_how_long_delivery_may_take_is_set_by_the_place_that_decides(
    example_case: ExampleOnItsWay, tmp_path: Path, act: str
):
    ready_to_decide(example_case)
    sichuan, file = example_case.world.province("510000"), tmp_path / "sichuan.yaml"
    file.write_text(SEVEN_DAYS, "utf-8")
    node, overlay = sichuan.node, Overlay(province="510000", plugin=PLATFORM, file=file)
    in_force = load_overlays([overlay], node.plugins, node.divisions)
    desk = replace(node.desk, rulebook=Rulebook(in_force, node.rulebook.agreements))
    reasons = ([a.Point(field="other", label="", reason="不符")],) if act == "refuse" else ()
    actor = example_case.desk("四川").actor
    example_case.world.run(getattr(desk, act), example_case.case_id, actor, *reasons)
    assert sichuan.case(example_case.case_id).delivery_days == 7


CHANGED = "example_standing: {title: 状态, unit: 文本, values: [{since: 2026-11-23, value: 新, reference: 川规}]}"


@pytest.mark.parametrize(("of_the_day", "printed"), [((), "正常"), (("example_standing",), "新")])
def test_a_paper_prints_the_values_fixed_at_acceptance_but_for_those_of_the_day_that_it_names(
    example_case: ExampleOnItsWay, tmp_path: Path, of_the_day: tuple[str, ...], printed: str
):
    ready_to_decide(example_case)
    sichuan, file = example_case.world.province("510000"), tmp_path / "sichuan.yaml"
    file.write_text(CHANGED, "utf-8")
    node, overlay = sichuan.node, Overlay(province="510000", plugin="example", file=file)
    in_force = load_overlays([overlay], node.plugins, node.divisions)
    judging = replace(node.desk.judging, rulebook=Rulebook(in_force, node.rulebook.agreements))
    work = example_case.world.run(judging.work, example_case.case_id)
    paper = Result("told", "通知", lambda known: [("值", known.parameters.text("example_standing"))], of_the_day)
    told = msgspec.structs.replace(work, matter=replace(work.matter, results=(paper,)))
    assert [each.lines for each in judging.results(told, {})] == [(("值", printed),)]


@pytest.mark.parametrize("decision", a.PaperDecision)
def test_so_is_how_long_what_it_decided_on_paper_may_lie_at_the_window(
    example_case: ExampleOnItsWay, tmp_path: Path, decision: a.PaperDecision
):
    example_case.competent, example_case.pledges = "浙江", ("statement",)
    example_case.hand_in("window")
    for what in ("收件", "转寄"):
        example_case.act("广东", what)
    node, file = example_case.home.node, tmp_path / "zhejiang.yaml"
    file.write_text(SEVEN_DAYS, "utf-8")
    overlay = Overlay(province="330000", plugin=PLATFORM, file=file)
    in_force = load_overlays([overlay], node.plugins, node.divisions)
    desk = replace(node.desk, rulebook=Rulebook(in_force, node.rulebook.agreements))
    entered = partial(
        desk.record_decision, decision=decision, paper="杭〔2026〕1号", on="2026-11-23", note="户籍已迁出"
    )
    example_case.world.run(entered, example_case.case_id, example_case.desk("广东").actor)
    case = example_case.home.case(example_case.case_id)
    assert (case.decision, case.delivery_days) == (decision.value, 7)


NIECE = ("李秋萍", "500103199208259980")


@pytest.mark.parametrize(
    ("name", "number", "entrusted", "field"),
    [
        (*NIECE, "", "entrusted"),
        (*NIECE, " ", "entrusted"),
        ("李秋萍", "500103199208259981", "委托书", "number"),
        ("", NIECE[1], "委托书", "name"),
        ("张建军", "510104198503109997", "委托书", "name"),
    ],
)
def test_a_result_is_handed_to_nobody_whom_no_party_sent(
    example_case: ExampleOnItsWay, name: str, number: str, entrusted: str, field: str
):
    desk = ready_at_the_window(example_case)
    with pytest.raises(Refused) as refused:
        desk.hand_over(example_case.case_id, name, number=number, entrusted=entrusted)
    (objection,) = refused.value.objections
    assert (objection.rule, objection.field) == ("COLLECTOR", field)
    assert objection.remedy
    assert example_case.home.case(example_case.case_id).delivered == ""


@pytest.mark.parametrize(
    ("collector", "as_whom"),
    [
        ({"name": "张建国", "number": "510104198503109997"}, "张建国 510104********9997，申请人本人，身份已当面核验"),
        (
            {"name": NIECE[0], "number": NIECE[1], "entrusted": "张建国2026年11月23日的委托书"},
            "李秋萍 500103********9980，当事人委托的领取人（张建国2026年11月23日的委托书），身份已当面核验",
        ),
    ],
)
def test_the_paper_of_a_delivery_says_to_whom_and_as_whom(
    example_case: ExampleOnItsWay, collector: dict[str, str], as_whom: str
):
    ready_at_the_window(example_case).hand_over(example_case.case_id, **collector)
    example_case.world.deliver()
    view = example_case.desk("广东").view(example_case.case_id)
    (paper,) = (paper for _, paper in view.dossier.papers() if paper.title == "送达回证")
    assert dict(paper.lines)["凭据"] == as_whom


def ready_to_decide(example_case: ExampleOnItsWay) -> None:
    example_case.hand_in("window")
    example_case.act("广东", "收件")
    example_case.world.deliver()
    example_case.act("四川", "受理")


def ready_at_the_window(example_case: ExampleOnItsWay) -> Desk:
    ready_to_decide(example_case)
    example_case.act("四川", "准予")
    example_case.world.deliver()
    return example_case.desk("广东")


def test_a_page_opened_before_the_case_went_on_changes_nothing(example_case: ExampleOnItsWay):
    example_case.hand_in("online")
    desk, seen = example_case.desk("四川"), example_case.province("四川").case(example_case.case_id).seq
    desk.accept(example_case.case_id)
    accepted = example_case.province("四川").case(example_case.case_id)
    with pytest.raises(Conflict, match="有了新的进展"):
        example_case.world.run(lambda: desk.node.desk.grant(example_case.case_id, desk.actor, seen=seen))
    assert example_case.province("四川").case(example_case.case_id) == accepted


def test_the_place_that_decides_sets_how_long_the_applicant_has_to_correct(example_case: ExampleOnItsWay):
    example_case.hand_in("online")
    example_case.desk("四川").ask_correction(example_case.case_id, "remark", "不清楚")
    correction = example_case.province("四川").case(example_case.case_id).correction
    assert correction is not None
    assert correction.days == 15


def test_a_term_that_is_over_is_not_extended(example_case: ExampleOnItsWay):
    example_case.hand_in("online")
    example_case.act("四川", "受理")
    desk = example_case.desk("四川", number=2)

    def extend() -> object:
        asked = desk.node.desk.extend
        return example_case.world.run(asked, example_case.case_id, desk.actor, days=5, reason="需要查档")

    view = desk.view(example_case.case_id)
    (term,) = (each.deadline for each in view.clocks if each.kind == "term")
    example_case.world.today((date.fromisoformat(term.text) + timedelta(days=1)).isoformat())
    with pytest.raises(Refused, match="已超过法定办理期限，不能再延长"):
        extend()
    assert example_case.province("四川").case(example_case.case_id).extended_days == 0
    example_case.world.today(term.text)
    extend()
    assert example_case.province("四川").case(example_case.case_id).extended_days == 5


OTHERWISE = a.Point(field="other", label="其他", reason="请说明与被继承人的关系")


def asked_otherwise(example_case: ExampleOnItsWay) -> Correct:
    """A notice with a point that is about neither a field nor a material, and how the applicant answers it."""
    example_case.hand_in("online")
    desk = example_case.desk("四川")
    example_case.world.run(desk.node.desk.ask_correction, example_case.case_id, desk.actor, [OTHERWISE])
    example_case.world.deliver()
    corrections, actor = example_case.home.node.corrections, example_case.world.actor("张建国")
    return lambda said: example_case.world.run(corrections.correct, example_case.case_id, actor, typed={}, said=said)


@pytest.mark.parametrize(("said", "told"), [("", "请填写补正说明"), (" ", "请填写补正说明"), ("长" * 1001, "不得超过")])
def test_a_point_without_a_field_is_answered_in_words(example_case: ExampleOnItsWay, said: str, told: str):
    correct = asked_otherwise(example_case)
    with pytest.raises(Refused, match=told) as refused:
        correct(said)
    assert [each.field for each in refused.value.objections] == ["said"]


def test_what_is_said_to_a_point_is_read_on_both_sides(example_case: ExampleOnItsWay):
    asked_otherwise(example_case)("被继承人是本人父亲")
    example_case.world.deliver()
    for view in (example_case.desk("四川").view(example_case.case_id), example_case.home.mine(
        example_case.case_id, by="张建国"
    )):  # fmt: skip
        assert ("补正说明", "被继承人是本人父亲") in [line for hop in view.hops for line in hop.lines]


@pytest.mark.parametrize("again", [{"material": "statement"}, {"name": "情况证明"}])
def test_an_original_goes_by_one_key_however_it_is_named(example_case: ExampleOnItsWay, again: dict[str, str]):
    example_case.hand_in("window")
    desk = example_case.desk("广东")

    def take(**named: str) -> object:
        return example_case.world.run(
            desk.node.custody.take, example_case.case_id, desk.actor, condition="完好", **named
        )

    take(material="statement")
    take(name="户口簿")
    with pytest.raises(Refused, match="该原件已登记收存"):
        take(**again)
    with pytest.raises(Refused, match="该原件已登记收存"):
        take(name=" 户口簿")
    assert "statement" in example_case.home.case(example_case.case_id).originals
    assert len(example_case.home.case(example_case.case_id).originals) == 2


def test_a_step_the_matter_does_not_have_is_refused_in_words(example_case: ExampleOnItsWay):
    example_case.matter, example_case.partner = "示例联办事项", "重庆"
    example_case.hand_in("online")
    example_case.act("四川", "受理")
    example_case.world.deliver()
    with pytest.raises(Refused) as refused:
        example_case.desk("重庆").report(example_case.case_id, "dance", Outcome.DONE)
    assert messages(refused) == ["本办件没有这个办理环节"]


def test_a_cooperating_place_refuses_with_reasons_only(example_case: ExampleOnItsWay):
    example_case.matter, example_case.partner = "示例联办事项", "重庆"
    example_case.hand_in("online")
    example_case.act("四川", "受理")
    example_case.world.deliver()
    desk = example_case.desk("重庆")
    with_reason = desk.report(example_case.case_id, "look_into", "refused", reason="查无此人")
    example_case.world.deliver()
    assert with_reason is not None
    step = example_case.home.case(example_case.case_id).step("look_into")
    assert step.status.label == "驳回"
    with pytest.raises(Refused, match="以下环节尚未完成"):
        example_case.act("四川", "准予")


def test_a_case_is_decided_by_the_law_of_the_day_it_was_accepted(example_case: ExampleOnItsWay):
    example_case.hand_in("online")
    example_case.act("四川", "受理")
    example_case.world.today("2027-06-01")
    desk = example_case.desk("四川")
    assert (
        desk.node.judging.findings(example_case.world.run(desk.node.judging.work, example_case.case_id)).objections
        == ()
    )
    assert example_case.act("四川", "准予").decided_on == "2027-06-01"


def test_neither_the_decision_nor_a_paper_states_what_a_register_has_not_said(example_case: ExampleOnItsWay):
    example_case.hand_in("online")
    judging = example_case.desk("四川").node.judging
    work = example_case.world.run(judging.work, example_case.case_id)
    silent = replace(work.matter.needs[0], key="silent", title="权属登记")

    def lines(known: Known[Form]) -> list[Line]:
        return [("权属", str(known.record(silent)))]

    matter = replace(work.matter, grants=lines, results=(Result("paper", "证明", lines),))
    work = msgspec.structs.replace(work, matter=matter)
    for state in (judging.granted, judging.results):
        with pytest.raises(Refused) as refused:
            state(work, {})
        assert messages(refused) == ["以下数据尚未得到答复：权属登记"]


def test_an_amount_that_hangs_on_a_silent_register_is_not_left_out_of_the_decision(example_case: ExampleOnItsWay):
    example_case.hand_in("online")
    judging = example_case.desk("四川").node.judging
    work = example_case.world.run(judging.work, example_case.case_id)
    silent = replace(work.matter.needs[0], key="silent", title="权属登记")

    def worked_out(known: Known[Form]) -> Calculation:
        return Calculation(Amount("金额", 1 if known.record(silent) else 0))

    work = msgspec.structs.replace(work, matter=replace(work.matter, calculation=worked_out))
    with pytest.raises(Refused) as refused:
        judging.granted(work, {})
    assert messages(refused) == ["以下数据尚未得到答复：权属登记"]


def test_until_it_is_accepted_the_law_of_the_day_applies(example_case: ExampleOnItsWay):
    example_case.hand_in("online")
    example_case.world.today("2027-06-01")
    with pytest.raises(Refused, match="登记状态为“正常”，不符合办理条件"):
        example_case.act("四川", "受理")


def test_who_has_the_same_matter_open_is_told_wherever_it_was_handed_in(
    example_case: ExampleOnItsWay, written: Application
):
    """The window is told before it hands in, and the officer where cases of two provinces meet."""
    node = example_case.home.node
    draft = node.drafts.new(node.accounts.key(written.person.number), written)

    def told() -> list[str]:
        found = example_case.world.run(
            lambda: node.applications.assess(draft, actor=example_case.world.actor("张建国"))
        )
        assert found.ready
        return [each.message for each in found.objections if each.rule == "ALREADY-OPEN"]

    assert told() == []
    example_case.hand_in("online")
    first = example_case.home.case(example_case.case_id)
    assert told() == [f"您已有同一事项“示例事项”正在办理：{first.number}"]
    example_case.receiving = "重庆"
    example_case.hand_in("online")
    second = example_case.home.case(example_case.case_id)
    desk = example_case.desk("四川")
    assert desk.view(first.id).alike == (second.number,)
    assert desk.view(second.id).alike == (first.number,)
    example_case.province("广东").withdraw(first.id, by=example_case.by)
    example_case.world.deliver()
    assert told() == []
    assert desk.view(second.id).alike == ()
