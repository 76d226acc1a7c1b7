"""Whoever binds themselves by a sign-in needs the level of the matter, and registers are told the level there was."""

from __future__ import annotations

from dataclasses import replace as with_fields

import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases.levels import level_of, require_level
from tongban.errors import Refused
from tongban.identity.people import Assurance
from tongban.testing.case_file import APPLICANT, CLERK, CO_APPLICANT, CaseFile, submitted
from tongban.testing.example.matters import EXAMPLE

CASUAL = with_fields(EXAMPLE, assurance=Assurance.L2)


def signed_in(level: int) -> a.Actor:
    return replace(CO_APPLICANT, assurance=level)


@pytest.mark.parametrize("act", [a.Confirm(), a.Correct(said="已补正"), a.Withdraw()])
@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_lower_sign_in_binds_nobody_and_is_told_the_remedy(act: a.Act, level: int) -> None:
    with pytest.raises(Refused) as refused:
        require_level(EXAMPLE, act, signed_in(level))
    [objection] = refused.value.objections
    assert (objection.rule, "L3（实人认证）" in objection.message) == ("SIGN-IN", True)
    assert "提升认证等级" in objection.remedy
    assert "窗口" in objection.remedy


@pytest.mark.parametrize(
    ("matter", "act", "actor"),
    [
        (EXAMPLE, a.Confirm(), signed_in(3)),
        (CASUAL, a.Confirm(), signed_in(2)),
        (EXAMPLE, a.Answer(question="1", text="是"), signed_in(2)),
        (EXAMPLE, a.Confirm(), replace(CLERK, behalf="co_applicant")),
        (None, a.Confirm(), signed_in(2)),
    ],
    ids=["the level", "a matter of L2", "an answer binds nobody", "at the window", "a matter that is not here"],
)
def test_nothing_else_is_held_up(matter: object, act: a.Act, actor: a.Actor) -> None:
    require_level(matter, act, actor)  # type: ignore[arg-type]


def handed_in(level: int) -> CaseFile:
    """Handed in by an applicant of that level, for two."""
    file = CaseFile(submitted(awaits=("co_applicant",)), by=replace(APPLICANT, assurance=level))
    assert file.dossier.actor(1).assurance == level
    return file


@pytest.mark.parametrize(
    ("applicant", "other", "level"),
    [
        (3, 3, Assurance.L3),
        (3, 2, Assurance.L2),
        (2, 3, Assurance.L2),
        (0, 2, Assurance.L2),
        (0, 0, Assurance.L3),
        (4, 3, Assurance.L3),
        (3, -1, Assurance.L1),
    ],
    ids=[
        "both L3",
        "the other L2",
        "the applicant L2",
        "applicant not recorded",
        "nobody recorded",
        "a level that is none yet",
        "a level that never was",
    ],
)
def test_registers_are_told_the_lowest_level_of_those_who_applied(applicant: int, other: int, level: Assurance) -> None:
    file = handed_in(applicant).take(a.Confirm(), signed_in(other))
    assert level_of(file.dossier) is level


def test_the_identity_card_shown_at_a_window_is_the_highest_level() -> None:
    file = CaseFile(submitted(channel="window", modes=("proxy",)), by=replace(CLERK, behalf="applicant"))
    assert level_of(file.dossier) is Assurance.L3
