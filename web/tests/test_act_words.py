"""What was asked of the owner of a case is called by its name, whoever asked for it."""

from __future__ import annotations

import pytest

from tongban.cases import acts as a
from tongban.cases.facts import PlannedStep
from tongban.cases.intents import IntentState, Pending
from tongban.testing.case_file import APPLICANT, CLERK, CaseFile, accepted
from tongban.testing.one_of_each import ONE_OF_EACH
from tongban_web.views.act_words import OF_PARTIES, act_words
from tongban_web.views.cases import wishes

PAYING = PlannedStep(name="pay", title="核定并转账", at="partner", days=5, irrevocable=True, returned="款项退回")
EVERY = [*ONE_OF_EACH.values()]


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
    assert (wish.act, wish.refused, wish.place) == ("同意办理：核定并转账", "数据未到", file.case.competent.name)


def test_what_a_party_asked_for_is_called_as_on_the_partys_own_page(file: CaseFile) -> None:
    assert act_words(file.case, a.Withdraw(), APPLICANT) == OF_PARTIES[a.Withdraw]
    assert act_words(file.case, a.Withdraw(), CLERK) == "代申请人撤回"


def test_a_step_that_the_case_does_not_have_is_no_error_of_the_page(file: CaseFile) -> None:
    assert act_words(file.case, a.Clear(step="nothing"), CLERK) == "放行"
