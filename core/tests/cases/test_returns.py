"""What was done and has come back: until something rests on it, the step is done anew, and what follows waits."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.due import clocks
from tongban.cases.ledger import ledger
from tongban.cases.options import options
from tongban.cases.state import State
from tongban.cases.tasks import tasks
from tongban.errors import Refused
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.testing.case_file import (
    APPLICANT,
    BOOK,
    LETTER,
    OFFICER,
    PARTNER_OFFICER,
    PAY,
    POINT,
    RETURNABLE,
    CaseFile,
    accepted,
)

DONE = f.Outcome.DONE
CLEAR = a.Clear(step="pay")
PAID = a.ReportStep(step="pay", outcome=DONE)
RETURNED = a.ReportStep(
    step="pay",
    outcome=f.Outcome.FAILED,
    shown=(("退回日期", "2026年11月24日"),),
    reasons=(replace(POINT, reason="账号有误"),),
)
BOOKED = a.ReportStep(step="book", outcome=DONE)


def paid(*after: f.PlannedStep, pay: f.PlannedStep = RETURNABLE) -> CaseFile:
    """The partner has paid what may be returned, and the steps after it are asked for."""
    file = accepted(LETTER, pay, *after).take(a.ReportStep(step="letter", outcome=DONE), OFFICER)
    return file.take(CLEAR, PARTNER_OFFICER).take(PAID, PARTNER_OFFICER)


def statuses(file: CaseFile) -> dict[str, str]:
    return {step.plan.name: step.status.value for step in file.case.steps}


def refusal(file: CaseFile, act: a.Act, by: a.Actor) -> str:
    with pytest.raises(Refused) as refused:
        file.take(act, by)
    return refused.value.objections[0].message


def test_what_has_come_back_is_done_anew_and_what_follows_waits_for_it() -> None:
    file = paid(BOOK).on("2026-11-24").take(RETURNED, PARTNER_OFFICER)
    assert statuses(file) == {"letter": "done", "pay": "asked", "book": "waiting"}
    assert (file.case.step("pay").asked_on, file.case.step("book").asked_on) == ("2026-11-24", "")
    assert [task.step for task in tasks(file.case, clocks(file.case, file.calendar, file.today))] == ["pay"]
    assert refusal(file, BOOKED, OFFICER) == "“入账”现为“未开始”，不能办理"
    file.take(CLEAR, PARTNER_OFFICER).take(PAID, PARTNER_OFFICER).take(BOOKED, OFFICER)
    assert file.take(a.Grant(), OFFICER).case.decision == "granted"


@pytest.mark.parametrize(
    ("act", "by", "state"),
    [(a.Withdraw(), APPLICANT, State.WITHDRAWN), (a.Refuse(reasons=(POINT,)), OFFICER, State.DELIVERY)],
)
def test_until_it_is_cleared_anew_the_case_may_come_to_nothing(act: a.Act, by: a.Actor, state: State) -> None:
    assert paid(BOOK).take(RETURNED, PARTNER_OFFICER).take(act, by).case.state is state
    anew = paid(BOOK).take(RETURNED, PARTNER_OFFICER).take(CLEAR, PARTNER_OFFICER)
    assert "不可撤销的步骤" in refusal(anew, act, by)


def test_a_report_of_a_return_says_why_and_is_made_once_by_the_place_that_paid() -> None:
    file = paid(BOOK)
    assert refusal(file, replace(RETURNED, reasons=()), PARTNER_OFFICER) == "未完成的环节须说明理由"
    assert refusal(file, RETURNED, OFFICER) == "您在本办件中没有进行此操作的权限"
    assert refusal(file, replace(RETURNED, outcome=f.Outcome.RECALLED), PARTNER_OFFICER).endswith("不能办理")
    file.take(RETURNED, PARTNER_OFFICER)
    assert file.take(RETURNED, PARTNER_OFFICER).events[-2:] == ["step_reported", "step_asked"]
    *_, first, second = [event for event in (head.event for head in file.dossier.heads) if hasattr(event, "outcome")]
    assert (first.returned, second.returned) == ("款项退回", "")


@pytest.mark.parametrize(
    "lines", [{}, {"退回日期": ""}, {"退回日期": "昨天"}, {"退回日期": "2026年2月30日"}, {"日期": "2026年11月24日"}]
)
def test_a_failure_that_is_no_return_takes_nothing_back(lines: dict[str, str]) -> None:
    file, shown = paid(BOOK), tuple(lines.items())
    told = refusal(file, replace(RETURNED, shown=shown), PARTNER_OFFICER)
    assert told == "“核定并转账”已经完成，登记款项退回须写明退回日期"
    assert statuses(file) == {"letter": "done", "pay": "done", "book": "asked"}


def test_only_what_may_be_returned_comes_back() -> None:
    assert refusal(paid(BOOK, pay=PAY), RETURNED, PARTNER_OFFICER) == "“核定并转账”现为“已完成”，不能办理"


def test_nothing_comes_back_once_a_later_step_is_done_or_cleared_however_far_behind() -> None:
    booked = paid(BOOK).take(BOOKED, OFFICER)
    assert refusal(booked, RETURNED, PARTNER_OFFICER) == "其后的环节“入账”已放行或完成，不能登记款项退回"
    handed_on = replace(BOOK, name="hand_on", title="转付", irrevocable=True, after=())
    beside = replace(handed_on, after=("book",))
    assert refusal(
        paid(replace(handed_on, after=("pay",)), BOOK).take(a.Clear(step="hand_on"), OFFICER), RETURNED, PARTNER_OFFICER
    ).startswith("其后的环节“转付”")
    file = paid(BOOK, beside).take(RETURNED, PARTNER_OFFICER)
    assert statuses(file) == {"letter": "done", "pay": "asked", "book": "waiting", "hand_on": "waiting"}


def test_once_decided_a_return_is_for_the_books_of_the_place() -> None:
    file = paid().take(a.Grant(), OFFICER)
    assert refusal(file, RETURNED, PARTNER_OFFICER) == "本办件已经作出决定，不能再登记款项退回"


def test_during_a_suspension_a_return_is_kept_and_the_step_waits_for_the_end() -> None:
    file = paid(BOOK).take(a.Suspend(reason="hearing", note="听证需要十日"), OFFICER).take(RETURNED, PARTNER_OFFICER)
    assert (file.case.state, statuses(file)["pay"]) == (State.SUSPENDED, "failed")
    assert statuses(file.take(a.Resume(), OFFICER)) == {"letter": "done", "pay": "asked", "book": "waiting"}


def test_the_ledger_calls_it_by_its_name_and_the_applicant_is_told_on_paper() -> None:
    file = paid(BOOK).take(RETURNED, PARTNER_OFFICER)
    hop = next(each for each in ledger(file.case, file.dossier, file.calendar) if each.title.endswith("款项退回"))
    assert (hop.title, hop.lines) == (
        "核定并转账：款项退回",
        (("退回日期", "2026年11月24日"), ("用途", "账号有误")),
    )
    (paper,) = [each for each in file.papers if each.title == "款项退回告知书"]
    assert ("退回日期", "2026年11月24日") in paper.lines
    assert paper.paragraphs == (
        "原因：账号有误",
        "本办件尚未办结，“核定并转账”由渝中经办再次办理。再次开始办理以前，您可以撤回申请。",
    )


def test_nobody_is_told_to_withdraw_while_something_else_cannot_be_undone() -> None:
    beside = replace(PAY, name="beside", title="另行转账", at="competent", after=())
    file = paid(BOOK, beside).take(a.Clear(step="beside"), OFFICER).take(RETURNED, PARTNER_OFFICER)
    (paper,) = [each for each in file.papers if each.title == "款项退回告知书"]
    assert paper.paragraphs[-1] == "本办件尚未办结，“核定并转账”由渝中经办再次办理。"
    assert "不可撤销的步骤" in refusal(file, a.Withdraw(), APPLICANT)


def test_the_return_is_offered_to_the_place_that_paid_and_to_nobody_once_it_is_booked() -> None:
    file = paid(BOOK)
    assert "pay" in {each.about for each in options(file.case, PARTNER_OFFICER, file.moment())}
    file.take(BOOKED, OFFICER)
    assert "pay" not in {each.about for each in options(file.case, PARTNER_OFFICER, file.moment())}


def test_a_cleared_step_keeps_what_the_deciding_place_judged_it_on() -> None:
    known = {"kind": SourceKind.REGISTER, "outcome": Outcome.FOUND, "source": "中心", "at": 0}
    item = Evidence(key="account", title="账户", value={"balance": 1}, **known)
    here = replace(RETURNABLE, at="competent", after=())
    file = accepted(here).take(replace(CLEAR, evidence=(item,)), OFFICER)
    assert file.dossier.evidence()["account"].value == {"balance": 1}
    away = accepted(replace(RETURNABLE, after=())).take(replace(CLEAR, evidence=(item,)), PARTNER_OFFICER)
    assert away.dossier.evidence() == {}
