"""What people have a right to is turned down on nothing but what its own rules and steps object to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tongban.cases import acts as a
from tongban.cases.rights import of_rule, require_grounds
from tongban.errors import Refused
from tongban.matters.matter import Matter
from tongban.testing.judging import matter_of

RIGHT = matter_of("household", "hh.cert.hukou")
RIGHT = replace(RIGHT, is_right=True)
ORDINARY = replace(RIGHT, is_right=False)
NOT_ON_FILE = of_rule("HH-01")


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
        require_grounds(RIGHT, kind(reasons=reasons, grounds=grounds))
    assert [each.rule for each in raised.value.objections] == ["CASE-RIGHT"]


@KINDS
@pytest.mark.parametrize(
    ("matter", "reasons", "grounds"),
    [
        (RIGHT, on(NOT_ON_FILE), (NOT_ON_FILE, "step-answer")),
        (ORDINARY, on("other"), ()),
        (None, on("other"), ()),
    ],
)
def test_what_a_rule_objects_to_is_a_reason_and_any_other_matter_is_free(
    kind: type[a.Decline | a.Refuse], matter: Matter | None, reasons: tuple[a.Point, ...], grounds: tuple[str, ...]
) -> None:
    require_grounds(matter, kind(reasons=reasons, grounds=grounds))


@pytest.mark.parametrize("act", [a.Accept(), a.Grant(), a.Withdraw(), a.Suspend(reason="hearing")])
def test_every_other_act_is_free(act: a.Act) -> None:
    require_grounds(RIGHT, act)
