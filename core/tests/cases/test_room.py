"""No case grows without end by what we do, and none gets stuck because it has grown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.decide import decide
from tongban.cases.options import options
from tongban.cases.room import (
    ADDITIONS,
    LAST_ADDITIONS,
    LAST_TRIES,
    MOST_FACTS,
    MOST_ORIGINALS,
    MOST_PAUSES,
    MOST_QUESTIONS,
    excess,
    require_room,
)
from tongban.cases.state import Case, PauseSpan, PostSpan, State
from tongban.errors import Refused
from tongban.matters.sizes import MOST_STEPS
from tongban.testing.case_file import (
    CLERK,
    LETTER,
    OFFICER,
    PARTNER,
    PARTNER_OFFICER,
    PAY,
    POINT,
    CaseFile,
    accepted,
    at_window,
    opened,
)
from tongban.testing.one_of_each import ONE_OF_EACH, READ

DONE, FAILED = f.Outcome.DONE, f.Outcome.FAILED
ASK = a.Ask(question="q", text="何时办结？")
HEARING = a.Suspend(reason="hearing", note="听证需要十日")
EXPLAIN = a.Suspend(reason="correction", note="请说明用途", days=5)
TAKE = a.TakeOriginal(original="o", name="户口簿", condition="完好")
SEND = a.SendOriginal(original="1", to="competent", waybill="SF1")
RESEND: Final = a.Dispatch(way="post", waybill="SF2")
ESTABLISH = a.Establish(need=READ.key, name="结婚证", evidence=READ)

Change = Callable[[Case], Case]


def paying() -> CaseFile:
    return accepted(LETTER, PAY).take(a.ReportStep(step="letter", outcome=DONE), OFFICER)


def holding(originals: int = 1) -> CaseFile:
    file = at_window()
    for name in range(originals):
        file.take(replace(TAKE, original=str(name + 1), required=True), CLERK)
    return file


def on_its_way() -> CaseFile:
    file = accepted(delivery="post").take(a.Grant(), OFFICER)
    return file.take(replace(RESEND, waybill="SF1"), OFFICER)


def at(seq: int) -> Change:
    return lambda case: replace(case, seq=seq)


def paused(times: int) -> Change:
    span = PauseSpan(reason="hearing", since="2026-11-24", until="2026-11-25")
    return lambda case: replace(case, pauses=(span,) * times)


def asked(open_questions: int) -> Change:
    return lambda case: replace(case, questions=tuple(map(str, range(open_questions))))


def posted(times: int) -> Change:
    span = PostSpan(original="1", since="2026-11-24", until="2026-11-25")
    return lambda case: replace(case, posted=(span,) * times)


def held(originals: int) -> Change:
    return lambda case: replace(case, originals={str(name + 1): "receiving" for name in range(originals)})


def arrival() -> tuple[CaseFile, a.Act, a.Actor]:
    there = a.Actor(kind="node", node=PARTNER.node, office=PARTNER.office, office_name=PARTNER.name)
    return paying(), a.ReportArrival(step="pay", on="2026-11-23"), there


def refused_offer() -> CaseFile:
    file = at_window().take(a.Receive(), CLERK)
    return file.take(a.TakeBack(code="not_served", message="尚未开通"), a.Actor(kind="node"))


FULL = {
    "suspensions": (accepted, paused, MOST_PAUSES, HEARING, OFFICER),
    "questions": (accepted, asked, MOST_QUESTIONS, ASK, OFFICER),
    "an explanation": (accepted, asked, MOST_QUESTIONS, EXPLAIN, OFFICER),
    "originals": (at_window, held, MOST_ORIGINALS, TAKE, CLERK),
    "the post": (holding, posted, MOST_PAUSES, SEND, CLERK),
    "asking": (accepted, at, LAST_ADDITIONS, ASK, OFFICER),
    "registers": (accepted, at, LAST_ADDITIONS, a.AddEvidence(evidence=()), OFFICER),
    "papers": (accepted, at, LAST_ADDITIONS, ESTABLISH, OFFICER),
    "suspending": (accepted, at, LAST_ADDITIONS, HEARING, OFFICER),
    "custody": (at_window, at, LAST_ADDITIONS, TAKE, CLERK),
    "sending on": (holding, at, LAST_TRIES, SEND, CLERK),
    "offers": (refused_offer, at, LAST_TRIES, a.Offer(), CLERK),
    "failing": (
        paying, at, LAST_TRIES, a.ReportStep(step="pay", outcome=FAILED, reasons=(POINT,)), PARTNER_OFFICER,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FULL)
def test_what_could_go_on_for_ever_is_refused_in_words_once_there_is_enough_of_it(what: str):
    begun, grown, most, act, by = FULL[what]
    file = begun()
    decide(grown(most - 1)(file.case), act, by=by, at=file.moment())
    _refused(grown(most)(file.case), act, by, file)


def test_a_place_that_goes_on_telling_when_a_step_arrived_is_not_written_down_for_ever():
    file, act, by = arrival()
    decide(at(LAST_TRIES - 1)(file.case), act, by=by, at=file.moment())
    _refused(at(LAST_TRIES)(file.case), act, by, file)


def test_a_result_is_sent_once_however_much_there_is_and_again_only_while_there_is_room():
    granted = accepted(delivery="post").take(a.Grant(), OFFICER)
    decide(at(MOST_FACTS)(granted.case), RESEND, by=OFFICER, at=granted.moment())
    sent = on_its_way()
    again = replace(RESEND, instead_of=sent.case.dispatched_in)
    decide(at(LAST_TRIES - 1)(sent.case), again, by=OFFICER, at=sent.moment())
    _refused(at(LAST_TRIES)(sent.case), again, OFFICER, sent)


def test_the_page_says_why_there_are_no_more_questions():
    file = accepted()
    offered = options(at(LAST_ADDITIONS)(file.case), OFFICER, file.moment())
    obstacles = {each.act: each.obstacle and each.obstacle.rule for each in offered}
    assert (obstacles["ask"], obstacles["grant"], obstacles["refuse"]) == ("CASE-FULL", None, None)


TRIED_ANEW: Final = {a.Offer, a.ReportArrival, a.SendOriginal}
ENDING: Final = [act for kind, act in ONE_OF_EACH.items() if kind not in {*ADDITIONS, *TRIED_ANEW}]
"""Whatever a case can end by, and what leads there; a step is reported done."""


@given(
    act=st.sampled_from(ENDING),
    seq=st.integers(1, 10 * MOST_FACTS),
    grown=st.sampled_from([paused, asked, posted, held]),
    most=st.integers(0, 200),
)
def test_what_a_case_ends_by_always_has_room(act: a.Act, seq: int, grown: Callable[[int], Change], most: int):
    require_room(replace(grown(most)(opened().case), seq=seq), act)


def test_a_case_that_is_full_of_everything_ends_within_what_every_place_takes():
    steps = [
        f.PlannedStep(
            name=f"s{n}", title="甲", at="competent", days=1, irrevocable=True, after=(f"s{n - 1}",) * bool(n)
        )
        for n in range(MOST_STEPS)
    ]
    file = (
        holding(MOST_ORIGINALS)
        .take(a.Receive(), CLERK)
        .open()
        .take(a.Accept(term_days=20, steps=tuple(steps)), OFFICER)
    )
    for n in range(MOST_QUESTIONS):
        file.take(replace(ASK, question=str(n)), OFFICER)
    file.case = replace(file.case, seq=LAST_TRIES - MOST_ORIGINALS)
    originals = tuple(file.case.originals)
    for original in originals:
        file.take(replace(SEND, original=original), CLERK)
    _refused(file.case, replace(SEND, to="receiving"), OFFICER, file)
    for original in originals:
        file.take(a.ReceiveOriginal(original=original, condition="完好"), OFFICER)
    for n in range(MOST_QUESTIONS):
        file.take(a.Answer(question=str(n), text="是"), CLERK)
    for step in steps:
        file.take(a.Clear(step=step.name), OFFICER).take(a.ReportStep(step=step.name, outcome=DONE), OFFICER)
    file.take(a.Extend(days=1, reason="复杂"), replace(OFFICER, roles=("officer", "approver"))).take(a.Grant(), OFFICER)
    for original in originals:
        file.take(a.ReturnOriginal(original=original, to="张建国"), OFFICER)
    file.take(a.ConfirmDelivery(how="collected", evidence="张建国"), CLERK)
    assert file.case.state is State.CLOSED
    assert list(excess(file.case)) == []


def _refused(case: Case, act: a.Act, by: a.Actor, file: CaseFile) -> None:
    with pytest.raises(Refused) as refused:
        decide(case, act, by=by, at=file.moment())
    (objection,) = refused.value.objections
    assert objection.rule == "CASE-FULL"
    assert objection.message
    assert objection.remedy
