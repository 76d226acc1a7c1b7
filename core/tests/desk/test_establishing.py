"""What an officer reads from a paper where a register is silent: who is told of it, and how long it holds."""

from __future__ import annotations

from functools import partial

import pytest

from tongban import Refused
from tongban.checks import read_secret
from tongban.clock import milliseconds
from tongban.errors import Conflict
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.evidence.query_log import QueryLog
from tongban.evidence.uploads import StoredFile
from tongban.storage import Row
from tongban.testing.example.journey import ExampleOnItsWay
from tongban.testing.steps.evidence import answers_again, silent

STANDING = {"登记状态": "正常", "登记日期": "2020-05-18"}


@pytest.fixture
def handed_in(example_case: ExampleOnItsWay) -> ExampleOnItsWay:
    """An application whose register is silent, with the paper that says the same."""
    example_case.matter, example_case.uploads = "示例核对事项", ("proof",)
    silent(example_case, "四川")
    example_case.hand_in("online")
    return example_case


def established(example_case: ExampleOnItsWay) -> ExampleOnItsWay:
    example_case.desk("四川").establish(example_case.case_id, "示例登记", STANDING)
    example_case.world.deliver()
    return example_case


def evidence(example_case: ExampleOnItsWay, province: str = "四川") -> Evidence:
    return example_case.province(province).view(example_case.case_id).dossier.evidence()["record"]


def read_at(example_case: ExampleOnItsWay) -> list[Row]:
    node = example_case.province("四川").node
    log = QueryLog(node.database, secret=read_secret(node.settings.audit_secret))
    rows = example_case.world.run(log.about, example_case.person.number)
    return [row for row in rows if row["side"] == "paper"]


def asked_so_far(example_case: ExampleOnItsWay) -> list[Row]:
    sql = "SELECT act FROM tongban_audit WHERE act IN ('ask_registers', 'read_paper', 'answer_register')"
    return example_case.world.run(example_case.province("四川").node.database.fetch, sql)


def audited(example_case: ExampleOnItsWay) -> dict[str, str]:
    rows = example_case.world.run(
        example_case.province("四川").node.database.fetch, "SELECT act, purpose FROM tongban_audit"
    )
    return {row["act"]: row["purpose"] for row in rows}


def test_it_says_from_which_paper_who_read_it_and_is_of_no_register(handed_in: ExampleOnItsWay):
    item = evidence(established(handed_in), "广东")
    assert (item.kind, item.outcome, item.asked_of) == (SourceKind.UPLOAD, Outcome.FOUND, "")
    assert (item.material, item.about) == ("proof", "applicant")
    assert item.value == {"status": "正常", "since": "2020-05-18"}
    assert item.source == "依据申请人提交的《纸质登记证》，由成都市公安局锦江区分局示例派出所许国强核对认定"


def test_the_person_finds_who_read_the_paper_and_for_what_and_so_does_the_audit(handed_in: ExampleOnItsWay):
    established(handed_in)
    [row] = read_at(handed_in)
    assert (row["purpose"], row["office"], row["outcome"]) == (
        "按《纸质登记证》核验示例登记",
        "成都市公安局锦江区分局示例派出所",
        "found",
    )
    assert {"read_paper", "establish"} <= audited(handed_in).keys()


def test_the_window_neither_establishes_anything_nor_has_a_register_asked_for_it(handed_in: ExampleOnItsWay):
    silent_since = len(audited(handed_in))
    with pytest.raises(Refused, match="收件地无审批权限"):
        handed_in.desk("广东").establish(handed_in.case_id, "示例登记", STANDING)
    assert (read_at(handed_in), len(audited(handed_in))) == ([], silent_since)


@pytest.mark.parametrize("need", ["record", "unheard of"])
def test_the_window_does_not_learn_either_whether_a_register_has_answered(handed_in: ExampleOnItsWay, need: str):
    node, actor = handed_in.home.node, handed_in.desk("广东").actor
    with pytest.raises(Refused, match="收件地无审批权限"):
        handed_in.world.run(partial(node.establishing.establish, handed_in.case_id, actor, need=need, typed={}))


def test_for_what_is_refused_no_register_is_asked_and_no_reading_noted(handed_in: ExampleOnItsWay):
    node, actor = handed_in.province("四川").node, handed_in.desk("四川").actor
    absence = partial(node.establishing.establish_absence, handed_in.case_id, actor, need="record")
    before = asked_so_far(handed_in)
    with pytest.raises(Conflict):
        handed_in.world.run(partial(absence, seen=1))
    handed_in.act("四川", "不予受理")
    with pytest.raises(Refused, match="办件现处于“不予受理”"):
        handed_in.world.run(absence)
    assert asked_so_far(handed_in) == before


def test_no_day_of_a_record_lies_ahead_of_the_day_on_which_it_is_read(handed_in: ExampleOnItsWay):
    with pytest.raises(Refused, match="“登记日期”不能晚于今天（2026年11月23日）"):
        handed_in.desk("四川").establish(handed_in.case_id, "示例登记", {**STANDING, "登记日期": "2026-11-24"})
    handed_in.desk("四川").establish(handed_in.case_id, "示例登记", {**STANDING, "登记日期": "2026-11-23"})


def test_a_name_that_the_form_does_not_have_is_refused(handed_in: ExampleOnItsWay):
    node, actor = handed_in.province("四川").node, handed_in.desk("四川").actor
    typed = {"status": "正常", "stauts": "冻结"}
    with pytest.raises(Refused, match="的登记内容没有“stauts”这一项") as refused:
        handed_in.world.run(partial(node.establishing.establish, handed_in.case_id, actor, need="record", typed=typed))
    assert [each.field for each in refused.value.objections] == ["stauts"]


def test_of_a_record_that_there_is_not_nothing_is_read(handed_in: ExampleOnItsWay):
    node, actor = handed_in.province("四川").node, handed_in.desk("四川").actor
    absent = partial(node.establishing.establish_absence, handed_in.case_id, actor, need="record")
    with pytest.raises(Refused, match="没有“status”这一项"):
        handed_in.world.run(partial(absent, typed={"status": "正常"}))
    handed_in.world.run(absent)


def test_it_stands_while_the_register_is_asked_again_in_vain(handed_in: ExampleOnItsWay):
    before = evidence(established(handed_in))
    handed_in.act("四川", "受理")
    handed_in.desk("四川").refresh(handed_in.case_id)
    assert evidence(handed_in) == before
    assert handed_in.province("四川").case(handed_in.case_id).unsettled == ()


def test_an_officer_who_has_misread_the_paper_reads_it_again(handed_in: ExampleOnItsWay):
    established(handed_in)
    handed_in.desk("四川").establish(handed_in.case_id, "示例登记", {"登记状态": "冻结"})
    assert evidence(handed_in).value == {"status": "冻结"}


def test_a_register_that_answers_the_same_is_believed_without_a_word(handed_in: ExampleOnItsWay):
    handed_in.desk("四川").establish(handed_in.case_id, "示例登记", {"登记状态": "正常"})
    handed_in.act("四川", "受理")
    answers_again(handed_in, "四川")
    handed_in.desk("四川").grant(handed_in.case_id)
    assert evidence(handed_in).kind is SourceKind.REGISTER


def test_what_cannot_be_granted_for_what_a_paper_does_not_show_can_be_turned_down_for_it(handed_in: ExampleOnItsWay):
    handed_in.desk("四川").establish_absence(handed_in.case_id, "示例登记")
    judging = handed_in.province("四川").node.judging
    work = handed_in.world.run(judging.work, handed_in.case_id)
    with pytest.raises(Refused, match="表明没有“示例登记”") as refused:
        judging.hold(work, {})
    grounds = judging.grounds(work)
    assert grounds == tuple(f"rule-{each.rule}" for each in refused.value.objections)
    assert "rule-MATERIAL:proof" in grounds


def test_another_paper_voids_it(handed_in: ExampleOnItsWay):
    established(handed_in)
    handed_in.desk("四川").ask_correction(handed_in.case_id, "proof", "看不清")
    handed_in.world.deliver()
    node, actor = handed_in.home.node, handed_in.world.actor(handed_in.by)
    paper = StoredFile(
        id="2", application=handed_in.case_id, material="proof", name="证.pdf", type="application/pdf", size=9,
        digest="a" * 64, by="", at=milliseconds(node.clock.now()),
    )  # fmt: skip
    handed_in.world.run(partial(node.corrections.correct, handed_in.case_id, actor, typed={}, uploads=[paper]))
    handed_in.world.deliver()
    handed_in.act("四川", "受理")
    assert (evidence(handed_in).kind, evidence(handed_in).outcome) == (SourceKind.REGISTER, Outcome.UNANSWERED)
    assert handed_in.province("四川").case(handed_in.case_id).unsettled == ("示例登记",)


def test_what_it_has_nothing_to_do_with_may_be_corrected(handed_in: ExampleOnItsWay):
    established(handed_in)
    handed_in.act("四川", "告知补正")
    handed_in.world.deliver()
    handed_in.correct("已改")
    handed_in.act("四川", "受理")
    assert evidence(handed_in).outcome is Outcome.FOUND


def test_whoever_only_promises_has_handed_in_nothing_to_read(example_case: ExampleOnItsWay):
    example_case.pledges = ("statement",)
    silent(example_case, "四川")
    example_case.hand_in("online")
    with pytest.raises(Refused, match="只能由登记机构答复"):
        example_case.desk("四川").establish_absence(example_case.case_id, "示例登记")


def test_who_asks_for_what_the_case_does_not_need_is_told_so(handed_in: ExampleOnItsWay):
    node, actor = handed_in.province("四川").node, handed_in.desk("四川").actor
    absence = partial(node.establishing.establish_absence, handed_in.case_id, actor, need="unheard of")
    with pytest.raises(Refused, match="本办件不需要核对这项数据"):
        handed_in.world.run(absence)


def test_what_was_shown_at_the_window_says_at_which(example_case: ExampleOnItsWay):
    silent(example_case, "四川")
    example_case.handed = example_case.home.apply(
        "example.paper", by=example_case.by, answers=example_case.answers, channel="window", office="440106-hall",
        delivery="window", window_checks=("proof",),
    )  # fmt: skip
    example_case.desk("广东").receive(example_case.case_id)
    example_case.world.deliver()
    item = evidence(established(example_case))
    assert item.kind is SourceKind.WINDOW
    assert item.source.startswith("依据申请人在广州市天河区政务服务中心窗口出示的《纸质登记证》，由成都市公安局")
