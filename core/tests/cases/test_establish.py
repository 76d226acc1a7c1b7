"""What a register does not answer is established from a paper: by whom, until when, and what it says then."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.dossier import Dossier
from tongban.cases.heads import Draft, decode_head
from tongban.cases.ledger_lines import lines_of
from tongban.cases.plausible import faults, faults_in
from tongban.cases.sealing import Sealing, append
from tongban.cases.sheets import BOTH
from tongban.errors import Refused
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.testing.case_file import (
    APPLICANT,
    CLERK,
    OFFICER,
    PARTNER_OFFICER,
    PAY,
    POINT,
    CaseFile,
    at_window,
    calendar,
    corrected,
    opened,
)
from tongban.testing.one_of_each import READ

WINDOW = replace(READ, kind=SourceKind.WINDOW)
ESTABLISH = a.Establish(need="record", name="登记证明", evidence=READ)


def rule_of(file: CaseFile, act: a.Act, by: a.Actor) -> str:
    with pytest.raises(Refused) as refused:
        file.take(act, by)
    return refused.value.objections[0].rule


def test_it_joins_the_evidence_and_a_case_that_lacked_it_is_granted():
    file = opened().take(a.Accept(unsettled=("示例登记",)), OFFICER)
    assert rule_of(file, a.Grant(), OFFICER) == "CASE-UNSETTLED"
    file.take(ESTABLISH, OFFICER)
    assert Dossier(file.facts).evidence()["record"] == READ
    assert file.take(a.Grant(), OFFICER).case.decision == "granted"


def test_what_still_lacks_is_kept_with_the_case():
    assert opened().take(replace(ESTABLISH, unsettled=("户籍",)), OFFICER).case.unsettled == ("户籍",)


@pytest.mark.parametrize("by", [APPLICANT, CLERK, PARTNER_OFFICER])
def test_nobody_but_the_place_that_decides_establishes_anything(by: a.Actor):
    assert rule_of(opened(), ESTABLISH, by) == "CM-02"


def test_nothing_is_established_before_the_deciding_place_has_the_case():
    file = at_window().take(a.AskCorrection(points=(POINT,), days=15), CLERK).take(corrected(purpose="公证"), APPLICANT)
    assert rule_of(file, ESTABLISH, OFFICER) == "CASE-NOT-OPENED"


MADE_UP = [
    replace(READ, kind=SourceKind.PLEDGE),
    replace(READ, kind=SourceKind.REGISTER),
    replace(READ, outcome=Outcome.UNANSWERED),
    replace(READ, value=None),
    replace(READ, value="正常"),
    replace(READ, outcome=Outcome.NONE),
    replace(READ, asked_of="510000"),
]


@pytest.mark.parametrize("item", MADE_UP)
def test_what_no_officer_can_have_read_from_a_paper_is_neither_taken_nor_believed_of_another_place(item: Evidence):
    assert rule_of(opened(), replace(ESTABLISH, evidence=item), OFFICER) == "CASE-ESTABLISH"
    assert list(faults_in((item,)))


@pytest.mark.parametrize("item", [READ, replace(READ, outcome=Outcome.NONE, value=None), WINDOW])
def test_what_a_paper_can_say_is_believed_of_another_place(item: Evidence):
    assert list(faults_in((item,))) == []


def test_what_an_irrevocable_step_was_cleared_on_is_not_read_otherwise_until_that_has_failed():
    pay = replace(PAY, at="competent", after=())
    file = opened().take(ESTABLISH, OFFICER).take(a.Accept(steps=(pay,)), OFFICER).take(a.Clear(step="pay"), OFFICER)
    assert rule_of(file, ESTABLISH, OFFICER) == "CASE-IRREVOCABLE"
    failed = a.ReportStep(step="pay", outcome=f.Outcome.FAILED, reasons=(POINT,))
    file.take(failed, OFFICER).take(ESTABLISH, OFFICER)
    file.take(a.Clear(step="pay"), OFFICER).take(a.ReportStep(step="pay", outcome=f.Outcome.DONE), OFFICER)
    assert rule_of(file, ESTABLISH, OFFICER) == "CASE-IRREVOCABLE"


NOBODY = ["nobody has established what it says of 'record'"]
MADE = f.Established(need="record", material="certificate")


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (MADE, []),
        (f.EvidenceGathered(keys=("record",)), NOBODY),
        (f.Established(need="ban", material="certificate"), NOBODY),
        (f.Established(need="record", material="account"), NOBODY),
    ],
)
def test_only_the_fact_that_an_officer_has_read_a_paper_brings_what_is_in_it(event: f.Event, told: list[str]):
    case, draft = opened().case, Draft(event=event, parts={"evidence": ((READ,), BOTH)})
    sealing = Sealing(moment=a.Moment(at=READ.at, on="2026-11-23"), actor=OFFICER, calendar=calendar(), addressee="")
    made = append(case, [draft], case_id=case.id, sealing=sealing)
    assert list(faults(made.case, Dossier(made.facts))) == told


def test_no_other_act_brings_it_once_more():
    file = opened().take(ESTABLISH, OFFICER).take(a.AddEvidence(evidence=(READ,)), OFFICER)
    assert [event for event, item in Dossier(file.facts).brought() if item.material] == [MADE]


@pytest.mark.parametrize(
    "act", [replace(ESTABLISH, need="other"), replace(ESTABLISH, evidence=replace(READ, material=""))]
)
def test_it_is_about_the_need_that_it_names_and_comes_from_a_paper(act: a.Establish):
    assert rule_of(opened(), act, OFFICER) == "CASE-ESTABLISH"


def test_the_ledger_says_what_was_read_from_which_paper_and_not_what_it_says():
    file = opened().take(ESTABLISH, OFFICER)
    head = decode_head(file.facts[-1].head)
    assert isinstance(head.event, f.Established)
    assert lines_of(file.case, Dossier(file.facts), head) == [("核对内容", "示例登记"), ("依据的材料", "《登记证明》")]
