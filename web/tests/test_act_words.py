"""What was asked of the owner of a case is called by its name, whoever asked for it."""

from __future__ import annotations

from typing import get_args

import pytest

from tongban.cases import acts as a
from tongban.cases.facts import Outcome, PlannedStep
from tongban.cases.intents import IntentState, Pending
from tongban.testing.case_file import APPLICANT, CLERK, CaseFile, accepted
from tongban_web.views.act_words import OF_PARTIES, act_words
from tongban_web.views.cases import wishes

PAYING = PlannedStep(name="pay", title="核定并转账", at="partner", days=5, irrevocable=True, returned="款项退回")
FILLED = {
    a.TakeBack: a.TakeBack(code="not_served", message="未开通"),
    a.AskCorrection: a.AskCorrection(points=(), days=15),
    a.Decline: a.Decline(reasons=()),
    a.Clear: a.Clear(step="pay"),
    a.ReportArrival: a.ReportArrival(step="pay", on="2026-11-23"),
    a.ReportStep: a.ReportStep(step="pay", outcome=Outcome.DONE),
    a.Extend: a.Extend(days=5, reason="需要核对"),
    a.Suspend: a.Suspend(reason="hearing"),
    a.Refuse: a.Refuse(reasons=()),
    a.Forward: a.Forward(waybill="SF1"),
    a.RecordDecision: a.RecordDecision(decision=a.PaperDecision.GRANTED, paper="1号"),
    a.Dispatch: a.Dispatch(way="post"),
    a.ConfirmDelivery: a.ConfirmDelivery(how="opened"),
    a.Lapse: a.Lapse(why="逾期"),
    a.Ask: a.Ask(question="1", text="何时？"),
    a.Answer: a.Answer(question="1", text="去年"),
    a.TakeOriginal: a.TakeOriginal(original="1", name="证", condition="完好"),
    a.SendOriginal: a.SendOriginal(original="1", to="competent", waybill="SF1"),
    a.ReceiveOriginal: a.ReceiveOriginal(original="1", condition="完好"),
    a.ReturnOriginal: a.ReturnOriginal(original="1", to="张建国"),
    a.AddEvidence: a.AddEvidence(evidence=()),
}
EVERY = [FILLED.get(kind) or kind() for kind in get_args(a.AnyAct)]


@pytest.fixture(scope="module")
def file() -> CaseFile:
    return accepted(PAYING)


@pytest.mark.parametrize("by", [APPLICANT, CLERK], ids=["party", "staff"])
@pytest.mark.parametrize("act", EVERY, ids=lambda act: type(act).__name__)
def test_every_act_has_a_word_of_its_own(file: CaseFile, act: a.AnyAct, by: a.Actor) -> None:
    word = act_words(file.case, act, by)
    others = {act_words(file.case, other, by) for other in EVERY if type(other) is not type(act)}
    assert word
    assert "{" not in word
    assert word not in others
    assert not word.endswith("：")


def test_an_applicant_is_told_what_became_of_a_clearing_by_the_name_of_its_step(file: CaseFile) -> None:
    refused = Pending(id="1", act=a.Clear(step="pay"), actor=CLERK, at=0, state=IntentState.REFUSED, message="数据未到")
    (wish,) = wishes(file.case, [refused])
    assert (wish.act, wish.refused, wish.place) == ("放行：核定并转账", "数据未到", file.case.competent.name)


def test_what_a_party_asked_for_is_called_as_on_the_partys_own_page(file: CaseFile) -> None:
    assert act_words(file.case, a.Withdraw(), APPLICANT) == OF_PARTIES[a.Withdraw]
    assert act_words(file.case, a.Withdraw(), CLERK) == "代申请人撤回"


def test_a_step_that_the_case_does_not_have_is_no_error_of_the_page(file: CaseFile) -> None:
    assert act_words(file.case, a.Clear(step="nothing"), CLERK) == "放行"
