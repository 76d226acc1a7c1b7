"""A form changed in some of its fields is judged as a whole."""

from __future__ import annotations

from typing import Annotated

import pytest

from tongban.matters.amending import amended, dependents
from tongban.matters.fields import Choice, Field, Money
from tongban.matters.forms import Form

BEFORE = {"kind": "rent", "landlord": "王小川", "amount": 120_000, "note": None}


class Claim(Form, frozen=True, kw_only=True):
    kind: Annotated[str, Choice("种类", options=(("rent", "租房"), ("own", "自住")))]
    landlord: Annotated[str | None, Field("房东", shown_when=("kind", ("rent",)))] = None
    deed: Annotated[str | None, Field("产权证号", shown_when=("kind", ("own",)))] = None
    amount: Annotated[int, Money("金额")]
    note: Annotated[str | None, Field("备注")] = None


def change(names: set[str], **typed: str):
    return amended(Claim, BEFORE, typed, names=names, check=lambda *_: None)


def test_what_was_not_asked_about_stays_as_it_was():
    assert change({"amount"}, amount="900.50").answers == Claim(kind="rent", landlord="王小川", amount=90_050)


def test_only_the_named_fields_are_read():
    assert change({"note"}, note="加急", landlord="赵敏").answers.landlord == "王小川"


def test_a_field_that_is_no_longer_called_for_falls_back_and_may_be_left_empty():
    answers = change({"kind", "landlord", "deed"}, kind="own", landlord="", deed="京1号").answers
    assert (answers.landlord, answers.deed) == (None, "京1号")


@pytest.mark.parametrize(
    ("names", "field", "message"),
    [
        ({"kind", "deed"}, "deed", "请填写“产权证号”"),
        ({"kind"}, "kind", "“种类”这样改动后还须填写“产权证号”，补正通知书没有要求该项"),
    ],
)
def test_what_the_change_calls_for_must_be_there(names: set[str], field: str, message: str):
    parsed = change(names, kind="own")
    (objection,) = parsed.objections
    assert (parsed.answers, objection.field, objection.message) == (None, field, message)
    assert objection.remedy


def test_fields_depend_on_those_whose_answer_shows_them():
    assert [bound.name for bound in dependents(Claim, {"kind"})] == ["landlord", "deed"]
    assert dependents(Claim, {"amount"}) == ()
