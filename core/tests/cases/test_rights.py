"""What people have a right to is turned down on nothing but what its own rules and steps object to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as replace_struct

from tongban.cases import acts as a
from tongban.cases.facts import Outcome
from tongban.cases.rights import grounds, of_rule, require_grounds
from tongban.errors import Refused
from tongban.matters.matter import Matter
from tongban.testing.case_file import COMPETENT, LETTER, OFFICER, PARTNER_OFFICER, PAY, accepted
from tongban.testing.judging import matter_of

RIGHT = matter_of("household", "hh.cert.hukou")
RIGHT = replace(RIGHT, is_right=True)
ORDINARY = replace(RIGHT, is_right=False)
NOT_ON_FILE = of_rule("HH-01")
INQUIRE = replace_struct(PAY, name="inquire", irrevocable=False, after=())
CASE = accepted(LETTER, INQUIRE).case


def on(field: str) -> tuple[a.Point, ...]:
    """One reason."""
    return (a.Point(field=field, label="理由", reason="未查询到"),)


KINDS = pytest.mark.parametrize("kind", [a.Decline, a.Refuse])


@KINDS
@pytest.mark.parametrize(
    ("reasons", "grounds", "told"),
    [
        (on("other"), (), "申请符合条件的"),
        (on(NOT_ON_FILE), (), "申请符合条件的"),
        (on("other"), (NOT_ON_FILE,), "只能以系统核对出的问题为理由"),
        ((*on(NOT_ON_FILE), *on("false_material")), (NOT_ON_FILE,), "只能以系统核对出的问题为理由"),
        ((), (NOT_ON_FILE,), "只能以系统核对出的问题为理由"),
    ],
)
def test_a_right_is_turned_down_on_its_grounds_alone(
    kind: type[a.Decline | a.Refuse], reasons: tuple[a.Point, ...], grounds: tuple[str, ...], told: str
) -> None:
    with pytest.raises(Refused, match=told) as raised:
        require_grounds(RIGHT, kind(reasons=reasons, grounds=grounds), CASE)
    assert [each.rule for each in raised.value.objections] == ["CASE-RIGHT"]


@KINDS
@pytest.mark.parametrize(
    ("matter", "reasons", "grounds"),
    [
        (RIGHT, on(NOT_ON_FILE), (NOT_ON_FILE, "step-inquire")),
        (ORDINARY, on("other"), ()),
        (None, on("other"), ()),
    ],
)
def test_what_a_rule_objects_to_is_a_reason_and_any_other_matter_is_free(
    kind: type[a.Decline | a.Refuse], matter: Matter | None, reasons: tuple[a.Point, ...], grounds: tuple[str, ...]
) -> None:
    require_grounds(matter, kind(reasons=reasons, grounds=grounds), CASE)


@pytest.mark.parametrize("act", [a.Accept(), a.Grant(), a.Withdraw(), a.Suspend(reason="hearing")])
def test_every_other_act_is_free(act: a.Act) -> None:
    require_grounds(RIGHT, act, CASE)


def reported(step: str, outcome: Outcome) -> a.ReportStep:
    """A report of a step that was not taken."""
    return a.ReportStep(step=step, outcome=outcome, reasons=on(step))


STOPPED = pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.RECALLED])


@STOPPED
def test_the_deciding_office_refuses_no_step_of_its_own(outcome: Outcome) -> None:
    with pytest.raises(Refused, match="本机关办理的“发出联系函”不能驳回或撤销"):
        require_grounds(RIGHT, reported("letter", outcome), CASE)
    require_grounds(ORDINARY, reported("letter", outcome), CASE)


@STOPPED
def test_another_place_may(outcome: Outcome) -> None:
    require_grounds(RIGHT, reported("inquire", outcome), CASE)


def test_an_own_step_that_failed_is_no_ground_and_one_refused_elsewhere_is() -> None:
    file = accepted(LETTER, INQUIRE)
    file.take(reported("letter", Outcome.FAILED), OFFICER)
    assert grounds((), file.case) == ()
    file.take(reported("letter", Outcome.REFUSED), OFFICER)
    assert grounds((), file.case) == ()
    file.take(reported("inquire", Outcome.REFUSED), PARTNER_OFFICER)
    assert grounds((), file.case) == ("step-inquire",)


def test_the_same_office_in_another_role_is_no_other_place() -> None:
    case = accepted(INQUIRE).take(reported("inquire", Outcome.REFUSED), PARTNER_OFFICER).case
    assert grounds((), case) == ("step-inquire",)
    assert grounds((), replace_struct(case, cooperating={"partner": COMPETENT})) == ()
