"""Steps on 办件状态: acts decided and their facts appended in memory, without a node."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pytest
from msgspec.structs import replace
from pytest_bdd import given, parsers, then, when

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.dossier import Dossier
from tongban.cases.due import clocks
from tongban.cases.heads import Entry, decode_head
from tongban.cases.state import Case
from tongban.cases.suspensions import BY_APPLICANT, EXPLANATION
from tongban.cases.unopened import is_unopened, told_to_parties
from tongban.errors import Refused
from tongban.testing.case_file import (
    APPLICANT,
    APPROVER,
    BOOK,
    CLERK,
    LETTER,
    OFF_EXCHANGE,
    OFFICER,
    PARTNER_OFFICER,
    PAY,
    POINT,
    TIMER,
    CaseFile,
    accepted,
    at_window,
    corrected,
    opened,
)

CHAPTER: Final = "办件状态"

PEOPLE: Final = {
    "申请人": APPLICANT,
    "窗口": CLERK,
    "业务属地": OFFICER,
    "业务属地负责人": APPROVER,
    "协同地": PARTNER_OFFICER,
    "系统": TIMER,
}
ORIGINAL: Final = "委托书"
AGAIN: Final = "以新的物流单号重新寄出结果"
ACTS: Final[dict[str, a.Act]] = {
    "收件": a.Receive(),
    "一次性告知补正": a.AskCorrection(points=(POINT,), days=15),
    "提交补正": corrected(purpose="办理公证"),
    "提交补正通知书以外的修改": corrected(name="张建军"),
    "受理": a.Accept(term_days=20),
    "不予受理": a.Decline(reasons=(POINT,)),
    "因逾期未告知视为受理": a.Deem(term_days=20),
    "因逾期未补正视为撤回": a.Lapse(why="申请人未在期限内补正"),
    "撤回": a.Withdraw(),
    "延长办理期限10个工作日": a.Extend(days=10, reason="案情复杂"),
    "延长办理期限11个工作日": a.Extend(days=11, reason="案情复杂"),
    "因专家评审进入特别程序": a.Suspend(reason="expert", note="评审需要十日"),
    "不写情况即因材料寄递进入特别程序": a.Suspend(reason="post", note=" "),
    "因工作繁忙进入特别程序": a.Suspend(reason="busy"),
    "请申请人补充说明": a.Suspend(reason=BY_APPLICANT, note="请说明两处地址不一致的原因", days=15),
    "不写内容即请申请人补充说明": a.Suspend(reason=BY_APPLICANT, note=" ", days=15),
    "答复补充说明": a.Answer(question=EXPLANATION, text="门牌号2020年改过"),
    "恢复办理": a.Resume(),
    "报告联系函已发出": a.ReportStep(step="letter", outcome=f.Outcome.DONE),
    "放行转账": a.Clear(step="pay"),
    "报告已转账": a.ReportStep(step="pay", outcome=f.Outcome.DONE),
    "报告转账未成功": a.ReportStep(step="pay", outcome=f.Outcome.FAILED, reasons=(POINT,)),
    "驳回入账": a.ReportStep(step="book", outcome=f.Outcome.REFUSED, reasons=(POINT,)),
    "报告入账未成功": a.ReportStep(step="book", outcome=f.Outcome.FAILED, reasons=(POINT,)),
    "报告已入账": a.ReportStep(step="book", outcome=f.Outcome.DONE),
    "准予": a.Grant(),
    "不予": a.Refuse(reasons=(POINT,)),
    "填写物流单号寄出结果": a.Dispatch(way="post", waybill="EMS1"),
    AGAIN: a.Dispatch(way="post", waybill="EMS2"),
    "不填物流单号寄出结果": a.Dispatch(way="post"),
    "登记邮件已签收": a.ConfirmDelivery(how="signed", evidence="EMS1"),
    "登记结果已领取": a.ConfirmDelivery(how="collected", evidence="张建国，证件已核对"),
    "在线打开结果": a.ConfirmDelivery(how="opened"),
    "收存原件": a.TakeOriginal(original=ORIGINAL, name=ORIGINAL, condition="完好"),
    "收存事项要求的原件": a.TakeOriginal(original=ORIGINAL, name=ORIGINAL, condition="完好", required=True),
    "把原件寄往业务属地": a.SendOriginal(original=ORIGINAL, to="competent", waybill="SF1", name=ORIGINAL),
    "把原件寄回收件地": a.SendOriginal(original=ORIGINAL, to="receiving", waybill="SF2", name=ORIGINAL),
    "签收原件": a.ReceiveOriginal(original=ORIGINAL, condition="完好"),
    "登记原件被退回": a.ReportOriginal(
        original=ORIGINAL, mishap=f.Mishap.RETURNED, note="无人签收", name=ORIGINAL, waybill="SF1"
    ),
    "登记原件遗失": a.ReportOriginal(
        original=ORIGINAL, mishap=f.Mishap.LOST, note="邮政企业确认遗失", name=ORIGINAL, waybill="SF1"
    ),
    "不说明情况即登记原件遗失": a.ReportOriginal(original=ORIGINAL, mishap=f.Mishap.LOST, note=" "),
    "退还原件": a.ReturnOriginal(original=ORIGINAL, to="张建国"),
    "转寄业务属地": a.Forward(waybill="SF3", term_days=15),
    "登记业务属地寄回原件": a.SendOriginal(original=ORIGINAL, to="receiving", waybill="SF2", name=ORIGINAL),
    "登记11月24日的纸质准予决定": a.RecordDecision(
        decision=a.PaperDecision.GRANTED, paper="杭西〔2026〕1号", on="2026-11-24"
    ),
    "登记11月23日的纸质准予决定": a.RecordDecision(
        decision=a.PaperDecision.GRANTED, paper="杭西〔2026〕1号", on="2026-11-23"
    ),
    "登记11月22日的纸质准予决定": a.RecordDecision(
        decision=a.PaperDecision.GRANTED, paper="杭西〔2026〕1号", on="2026-11-22"
    ),
}


WHO: Final = "|".join(PEOPLE)
WHAT: Final = "|".join(ACTS)


@dataclass(slots=True)
class CaseStory:
    """The case a scenario tells of, and what was refused last."""

    file: CaseFile = field(default_factory=at_window)
    refused: list[str] = field(default_factory=list)


@pytest.fixture
def case_story() -> CaseStory:
    """The case a scenario tells of."""
    return CaseStory()


@given("一件在窗口提交、尚未收件的办件")
def submitted_case(case_story: CaseStory) -> None:
    case_story.file = at_window()


@given("一件在窗口提交、业务属地未接入的办件")
def off_exchange_case(case_story: CaseStory) -> None:
    case_story.file = at_window(competent=OFF_EXCHANGE)


@given(parsers.parse('一件于 "{day}" 收件并由业务属地接收的办件'))
def opened_case(case_story: CaseStory, day: str) -> None:
    case_story.file = opened()
    assert case_story.file.case.received_on == day


@given(parsers.parse('一件于 "{day}" 受理的办件，结果以“{way}”方式送达'))
def accepted_case(case_story: CaseStory, day: str, way: str) -> None:
    ways = {"电子送达": "electronic", "邮寄": "post", "窗口领取": "window"}
    case_story.file = accepted(delivery=ways[way])
    assert case_story.file.case.accepted_on == day


@given("一件已受理、由协同地转账的办件")
def joint_case(case_story: CaseStory) -> None:
    case_story.file = accepted(LETTER, PAY)


@given("一件已受理、转账后还须入账的办件")
def case_to_be_booked(case_story: CaseStory) -> None:
    case_story.file = accepted(LETTER, PAY, BOOK)


@when(parsers.parse('到了 "{day}"'))
def day_comes(case_story: CaseStory, day: str) -> None:
    case_story.file.today = date.fromisoformat(day)


@when("业务属地接收移交的办件")
def node_opens(case_story: CaseStory) -> None:
    case_story.file.open()


@when(parsers.re(f"(?P<who>{WHO})(?P<act>{WHAT})"))
def act_taken(case_story: CaseStory, who: str, act: str) -> None:
    case_story.file.take(_act(act, case_story.file.case), PEOPLE[who])


def _act(name: str, case: Case) -> a.Act:
    """Sending anew says which sending it takes the place of."""
    act = ACTS[name]
    return replace(act, instead_of=case.dispatched_in) if name == AGAIN else act


@when(parsers.re(f"(?P<who>{WHO})试图(?P<act>{WHAT})"))
def act_tried(case_story: CaseStory, who: str, act: str) -> None:
    with pytest.raises(Refused) as refused:
        case_story.file.take(ACTS[act], PEOPLE[who])
    case_story.refused = [each.message for each in refused.value.objections]


@then(parsers.parse("办件状态应为“{label}”"))
def state_is(case_story: CaseStory, label: str) -> None:
    assert case_story.file.case.state.label == label


@then(parsers.parse('该操作应被拒绝并提示 "{message}"'))
def act_refused(case_story: CaseStory, message: str) -> None:
    assert any(message in each for each in case_story.refused), case_story.refused


@then(parsers.parse("应已出具文书“{title}”"))
def paper_issued(case_story: CaseStory, title: str) -> None:
    assert title in [paper.title for paper in case_story.file.papers]


@then(parsers.parse("应已出具{number:d}份文书“{title}”"))
def papers_issued(case_story: CaseStory, number: int, title: str) -> None:
    assert [paper.title for paper in case_story.file.papers].count(title) == number


@then(parsers.parse("申请人知道已有文书“{title}”，打开前看不到它的内容"))
def paper_is_closed(case_story: CaseStory, title: str) -> None:
    file = case_story.file
    assert is_unopened(file.case)
    read = Dossier(told_to_parties([Entry(decode_head(fact.head), fact.parts) for fact in file.facts], file.case))
    (paper,) = (each for _, each in read.papers() if each.title == title)
    assert (paper.lines, paper.paragraphs, read.negative_points()) == ((), (), ())


@then(parsers.parse('文书“{title}”应写明 "{text}"'))
def paper_says(case_story: CaseStory, title: str, text: str) -> None:
    (paper,) = (each for each in case_story.file.papers if each.title == title)
    written = "\n".join([*(value for _, value in paper.lines), *paper.paragraphs])
    assert text in written, written


@then(parsers.parse('“{clock}”的截止日期应为 "{text}"'))
def clock_ends(case_story: CaseStory, clock: str, text: str) -> None:
    file = case_story.file
    running = {each.title: each.deadline for each in clocks(file.case, file.calendar, file.today)}
    assert running[clock].text == text


@then(parsers.parse('办理期限应自 "{day}" 起算'))
def term_since(case_story: CaseStory, day: str) -> None:
    assert case_story.file.case.term_since == day
