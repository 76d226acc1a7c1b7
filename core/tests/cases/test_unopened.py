"""A decision that goes out electronically is closed to its parties until one of them opens it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases.derive import derive
from tongban.cases.dossier import Dossier
from tongban.cases.facts import Outcome
from tongban.cases.heads import Entry, decode_head
from tongban.cases.ledger import ledger
from tongban.cases.papers import Paper
from tongban.cases.state import State
from tongban.cases.unopened import is_of_decision, is_unopened, told_to_parties
from tongban.testing.case_file import (
    APPLICANT,
    CLERK,
    COMPETENT,
    LETTER,
    OFFICER,
    PARTNER_OFFICER,
    PAY,
    CaseFile,
    accepted,
)

INQUIRE = replace(PAY, name="inquire", irrevocable=False, after=())
SECRET = "该事项可由结婚证证明"
REFUSE = a.Refuse(reasons=(a.Point(field="purpose", label="用途", reason=SECRET),))
GRANT = a.Grant(note=SECRET, results=(a.ResultPaper(key="cert", title="证明", lines=(("内容", SECRET),)),))


def _read(file: CaseFile) -> Dossier:
    """What the parties read of it."""
    return Dossier(told_to_parties([Entry(decode_head(fact.head), fact.parts) for fact in file.facts], file.case))


def _said(file: CaseFile, dossier: Dossier) -> str:
    papers = [(paper.title, paper.lines, paper.paragraphs, paper.code) for _, paper in dossier.papers()]
    hops = [(hop.title, hop.lines) for hop in ledger(file.case, dossier, file.calendar)]
    return repr((papers, hops, dossier.negative_points(), dossier.last_points()))


@pytest.mark.parametrize(("act", "titles"), [(REFUSE, {"不予决定书"}), (GRANT, {"准予决定书", "证明"})])
def test_what_was_decided_is_named_and_not_told(act: a.Act, titles: set[str]) -> None:
    file = accepted().take(act, OFFICER)
    assert is_unopened(file.case)
    read = _read(file)
    assert {paper.title for _, paper in read.papers() if is_of_decision(paper)} == titles
    assert SECRET in _said(file, file.dossier)
    assert SECRET not in _said(file, read)
    assert [paper.number for _, paper in read.papers()] == [paper.number for paper in file.papers]
    assert _code(file.papers)
    assert not any(paper.code for _, paper in read.papers() if is_of_decision(paper))


def _report(step: str, outcome: Outcome, said: str) -> a.ReportStep:
    reasons = () if outcome is Outcome.DONE else (a.Point(field=step, label="理由", reason=said),)
    return a.ReportStep(step=step, outcome=outcome, values={"answer": said}, shown=(("答复", said),), reasons=reasons)


@pytest.mark.parametrize(
    ("reported", "by", "act"),
    [
        (_report("letter", Outcome.DONE, SECRET), OFFICER, a.Grant()),
        (_report("letter", Outcome.REFUSED, SECRET), OFFICER, REFUSE),
        (_report("inquire", Outcome.REFUSED, SECRET), PARTNER_OFFICER, REFUSE),
        (_report("inquire", Outcome.FAILED, SECRET), PARTNER_OFFICER, REFUSE),
    ],
)
def test_what_foretells_the_decision_waits_with_it(reported: a.ReportStep, by: a.Actor, act: a.Act) -> None:
    steps = [LETTER] if reported.step == "letter" else [INQUIRE]
    file = accepted(*steps).take(reported, by).take(act, OFFICER)
    read = _read(file)
    assert SECRET in _said(file, file.dossier)
    assert SECRET not in _said(file, read) + repr(read.reports())


def test_what_another_place_has_done_is_told_while_it_waits() -> None:
    done = _report("inquire", Outcome.DONE, "已核对")
    file = accepted(INQUIRE).take(done, PARTNER_OFFICER).take(a.Grant(), OFFICER)
    read = _read(file)
    assert "已核对" in _said(file, read)


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.FAILED])
def test_what_foretells_the_decision_waits_for_it_too(outcome: Outcome) -> None:
    file = accepted(LETTER).take(_report("letter", outcome, SECRET), OFFICER)
    assert SECRET not in _said(file, _read(file))
    withdrawn = file.take(a.Withdraw(), APPLICANT)
    assert SECRET in _said(withdrawn, _read(withdrawn)), "no decision comes any more"


def test_what_another_place_reports_and_what_goes_by_post_is_told_at_once() -> None:
    elsewhere = accepted(INQUIRE).take(_report("inquire", Outcome.FAILED, "对方无此账户"), PARTNER_OFFICER)
    assert "对方无此账户" in _said(elsewhere, _read(elsewhere))
    by_post = accepted(LETTER, delivery="post").take(_report("letter", Outcome.DONE, "已核对"), OFFICER)
    assert "已核对" in _said(by_post, _read(by_post))


def _code(papers: list[Paper]) -> str:
    return next(paper.code for paper in papers if is_of_decision(paper))


@pytest.mark.parametrize(
    ("act", "by"),
    [
        (a.ConfirmDelivery(how="opened"), APPLICANT),
        (a.ConfirmDelivery(how="collected", evidence="张建国本人"), CLERK),
    ],
)
def test_any_delivery_opens_it(act: a.Act, by: a.Actor) -> None:
    file = accepted().take(REFUSE, OFFICER).take(act, by)
    assert (file.case.state, is_unopened(file.case)) == (State.CLOSED, False)


@pytest.mark.parametrize("way", ["post", "window"])
def test_what_goes_another_way_is_not_opened_here(way: str) -> None:
    assert not is_unopened(accepted(delivery=way).take(REFUSE, OFFICER).case)


def test_nothing_is_deemed_however_long_it_lies() -> None:
    file = accepted().take(REFUSE, OFFICER)
    for days in (1, 60, 400):
        later = derive(file.case, file.calendar, file.today + timedelta(days=days), node=COMPETENT.node)
        assert later.timers == ()
        assert later.due_on is None
