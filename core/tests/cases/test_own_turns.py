"""What the list of one's cases says of each: what it waits for from whoever looks at it."""

from __future__ import annotations

import msgspec
import pytest

from tongban.cases.own_turns import Turn, turn_of
from tongban.cases.state import Case, State
from tongban.identity.people import Role
from tongban.testing.case_file import accepted

APPLICANT, PARTNER = Role.APPLICANT.value, Role.CO_APPLICANT.value


def changed(case: Case, **values: object) -> Case:
    return msgspec.structs.replace(case, **values)


def test_each_of_a_couple_reads_whose_confirmation_is_missing() -> None:
    case = changed(accepted().case, awaits=(PARTNER,))
    assert (turn_of(case, PARTNER), turn_of(case, APPLICANT)) == (Turn.CONFIRM, Turn.OTHERS_CONFIRM)


def test_a_question_waits_for_an_answer_until_the_case_ends() -> None:
    case = changed(accepted().case, questions=("q1",))
    assert (turn_of(case, APPLICANT), turn_of(case, PARTNER)) == (Turn.ANSWER, Turn.ANSWER)
    assert turn_of(changed(case, state=State.CLOSED), APPLICANT) is Turn.NONE


@pytest.mark.parametrize(
    ("way", "turn"), [("electronic", Turn.OPEN), ("window", Turn.COLLECT), ("post", Turn.POSTED), ("", Turn.NONE)]
)
def test_a_result_is_had_in_the_way_in_which_it_was_sent_until_it_is_delivered(way: str, turn: Turn) -> None:
    case = changed(accepted().case, state=State.DELIVERY, dispatched=way)
    assert turn_of(case, APPLICANT) is turn
    assert turn_of(changed(case, delivered="collected"), APPLICANT) is Turn.NONE


def test_a_result_is_told_before_a_question_that_nobody_has_answered() -> None:
    case = changed(accepted().case, questions=("q1",), state=State.DELIVERY, dispatched="window")
    assert turn_of(case, APPLICANT) is Turn.COLLECT


def test_nothing_waits_for_the_parties_while_an_office_has_the_case() -> None:
    assert turn_of(accepted().case, APPLICANT) is Turn.NONE
