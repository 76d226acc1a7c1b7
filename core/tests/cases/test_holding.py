"""Who holds the file, and since when: what happens in between makes nobody hold it more freshly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest

from tongban.cases import acts as a
from tongban.cases.facts import Outcome, PlannedStep
from tongban.cases.holding import holders
from tongban.cases.suspensions import BY_APPLICANT, EXPLANATION
from tongban.clock import CHINA, milliseconds
from tongban.testing.case_file import (
    APPLICANT,
    APPROVER,
    CLERK,
    OFFICER,
    PARTNER,
    PARTNER_OFFICER,
    CaseFile,
    accepted,
    opened,
)

POINT = a.Point(field="purpose", label="用途", reason="请写明")
OUT = PlannedStep(name="out", title="转出", at="partner", days=5)
ARRIVED = a.ReportArrival(step="out", on="2026-11-24")
ITS_NODE = a.Actor(kind="node", node=PARTNER.node)
BESIDE = PlannedStep(name="beside", title="核对", at="competent", days=5)


def _nine(day: str) -> int:
    return milliseconds(datetime.combine(date.fromisoformat(day), time(9), CHINA))


def _asked(file: CaseFile) -> CaseFile:
    return file.take(a.Ask(question="1", text="何时？"), OFFICER)


def _answered(file: CaseFile) -> CaseFile:
    return _asked(file).take(a.Answer(question="1", text="去年"), APPLICANT)


def _rechecked(file: CaseFile) -> CaseFile:
    return file.take(a.AddEvidence(evidence=()), OFFICER)


def _extended(file: CaseFile) -> CaseFile:
    return file.take(a.Extend(days=5, reason="需要核对外省档案"), APPROVER)


@pytest.mark.parametrize("between", [_asked, _answered, _rechecked, _extended])
def test_an_office_holds_the_file_since_it_came_whatever_is_done_in_between(
    between: Callable[[CaseFile], CaseFile],
) -> None:
    file = accepted().on("2026-11-26")
    assert between(file).case.held_since == {"competent": _nine("2026-11-23")}


def test_whose_turn_it_becomes_holds_it_from_then_on() -> None:
    file = opened().on("2026-11-24").take(a.AskCorrection(points=(POINT,), days=15), OFFICER)
    assert file.case.held_since == {"applicant": _nine("2026-11-24")}
    file.on("2026-11-26").take(a.Correct(said="已补正"), APPLICANT)
    assert file.case.held_since == {"competent": _nine("2026-11-26")}
    file.on("2026-11-27").take(a.Accept(term_days=20), OFFICER).on("2026-11-30")
    file.take(a.Refuse(reasons=(POINT,)), OFFICER)
    assert file.case.held_since == {"applicant": _nine("2026-11-30")}
    file.take(a.ConfirmDelivery(how="opened"), APPLICANT)
    assert file.case.held_since == {}


def test_whoever_has_to_explain_holds_it_until_they_have() -> None:
    asked = a.Suspend(reason=BY_APPLICANT, note="请说明", days=15)
    file = accepted().on("2026-11-25").take(asked, OFFICER)
    assert (holders(file.case), file.case.held_since) == (("applicant",), {"applicant": _nine("2026-11-25")})
    file.on("2026-11-27").take(a.Answer(question=EXPLANATION, text="门牌号改过"), APPLICANT)
    assert file.case.held_since == {"competent": _nine("2026-11-27")}


def test_the_receiving_window_holds_it_until_the_other_place_takes_it_in() -> None:
    file = opened(channel="window", modes=("proxy",), delivery="window")
    before = CaseFile(file.submitted).on("2026-11-24").take(a.Receive(), CLERK)
    assert before.case.offered
    assert before.case.held_since == {"receiving": _nine("2026-11-23")}
    assert before.on("2026-11-25").open().case.held_since == {"competent": _nine("2026-11-25")}


def test_a_step_elsewhere_is_held_there_once_it_has_arrived_and_one_beside_it_since_it_was_asked() -> None:
    file = accepted(OUT).on("2026-11-24")
    assert file.case.held_since == {"competent": _nine("2026-11-23")}
    file.take(ARRIVED, ITS_NODE)
    assert file.case.held_since == {"partner": _nine("2026-11-24")}
    both = accepted(OUT, BESIDE).on("2026-11-24").take(ARRIVED, ITS_NODE)
    both.on("2026-11-25").take(a.ReportStep(step="out", outcome=Outcome.DONE), PARTNER_OFFICER)
    assert both.case.held_since == {"competent": _nine("2026-11-23")}
