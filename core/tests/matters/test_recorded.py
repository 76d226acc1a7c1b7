"""A record is typed as its author describes it: in yuan, in percent, by words, and nothing that is no single field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from tongban.matters.fields import City, Count, Field
from tongban.matters.forms import fields_of, parse
from tongban.matters.recorded import fits, form_of, listed_in, out_of_range, titles_of, untypable


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"open": "正常", "closed": "销户"}[self.value]


class Part(msgspec.Struct, frozen=True):
    name: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    number: Annotated[str, Meta(title="账号", max_length=5)]
    city: Annotated[str, City("缴存地")]
    balance: Annotated[int, Meta(title="余额（分）")]
    months: Annotated[int, Meta(title="月数")]
    ratio: Annotated[Decimal, Meta(title="比例")]
    status: Annotated[Status, Meta(title="状态")]
    kind: Annotated[Literal["a", "b"], Meta(title="类别")]
    frozen: Annotated[bool, Meta(title="冻结")]
    opened: Annotated[date, Meta(title="开户日期")]
    through: Annotated[str, Meta(title="缴至", pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")] = ""
    closed: Annotated[date | None, Meta(title="销户日期")] = None
    parts: Annotated[tuple[Part, ...], Meta(title="明细")] = ()
    untitled: str = ""


TYPED = {
    "number": "A1", "city": "510100", "balance": "1,234.50", "months": "0", "ratio": "3.325", "status": "closed",
    "kind": "a", "opened": "2020-05-18", "through": "2026-10",
}  # fmt: skip


def read(typed: dict[str, str], *given: str) -> dict[str, Any]:
    parsed = parse(form_of(Account, frozenset(given)), typed, lambda *_: None)
    assert parsed.answers is not None, parsed.objections
    return msgspec.to_builtins(parsed.answers)


def test_what_is_typed_makes_the_record():
    assert msgspec.convert(read(TYPED), Account, strict=False) == Account(
        number="A1", city="510100", balance=123450, months=0, ratio=Decimal("0.03325"), status=Status.CLOSED,
        kind="a", frozen=False, opened=date(2020, 5, 18), through="2026-10",
    )  # fmt: skip


def test_what_an_attribute_lists_is_known_by_its_own_record():
    assert listed_in(Account) == {"parts": Part}


def test_every_attribute_has_the_label_and_the_control_that_it_would_have_on_a_form():
    shown = {
        bound.name: (bound.field.label, bound.field.widget, bound.required) for bound in fields_of(form_of(Account))
    }
    assert shown == {
        "number": ("账号", "text", True),
        "city": ("缴存地", "division", True),
        "balance": ("余额", "money", True),
        "months": ("月数", "text", True),
        "ratio": ("比例", "percent", True),
        "status": ("状态", "choice", True),
        "kind": ("类别", "choice", True),
        "frozen": ("冻结", "flag", False),
        "opened": ("开户日期", "date", True),
        "through": ("缴至", "month", False),
        "closed": ("销户日期", "date", False),
        "untitled": ("untitled", "text", False),
    }
    assert "untitled" not in titles_of(Account)
    assert titles_of(Account)["city"] == "缴存地"


def test_all_that_is_wrong_is_said_at_once():
    parsed = parse(form_of(Account), {**TYPED, "number": "A12345", "balance": "", "opened": "昨天"}, lambda *_: None)
    assert [each.field for each in parsed.objections] == ["number", "balance", "opened"]


def test_what_is_given_otherwise_is_not_asked():
    assert "city" not in read({**TYPED, "city": ""}, "city")


@pytest.mark.parametrize(("value", "fitting"), [("2026-10", True), ("", True), ("2026-13", False), ("昨天", False)])
def test_a_value_is_held_against_what_the_record_may_have(value: str, *, fitting: bool):
    assert fits(Account, "through", value) is fitting


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    on: date
    cents: Annotated[int, Meta(title="金额（分）")] = 1
    times: Annotated[int, Count("次数", least=0, most=12)] = 1
    owed: Annotated[int, Meta(title="欠费")] = 0
    rate: Annotated[Decimal, Meta(title="年利率")] = Decimal(0)
    month: Annotated[str, Meta(title="年月", pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")] = ""
    payer: Annotated[str | None, Meta(title="付款人")] = None
    purpose: Annotated[str, Field("用途", maximum_length=10)] = ""
    told: str | int = ""


class Payments(msgspec.Struct, frozen=True):
    paid: tuple[Paid, ...]
    last: Paid | None = None


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("paid", "amiss"),
    [
        (Paid(on=date(1900, 1, 1), cents=-(10**14) + 1, times=12, rate=Decimal("0.026"), month="2199-12"), []),
        (Paid(on=date(2199, 12, 31), cents=10**14 - 1, times=0), []),
        (Paid(on=date(9999, 12, 31), owed=-500), []),
        (Paid(on=date(9999, 12, 30)), ["on"]),
        (Paid(on=date(1, 1, 1), month="0001-01"), ["on", "month"]),
        (Paid(on=TODAY, cents=10**14, times=13), ["cents", "times"]),
        (Paid(on=TODAY, cents=-(2**63), times=-1), ["cents", "times"]),
        (Paid(on=TODAY, rate=Decimal("NaN"), month="9999-12"), ["rate", "month"]),
        (Paid(on=TODAY, rate=Decimal("1e30")), ["rate"]),
        (Paid(on=TODAY, payer="张" * 200, purpose="房" * 10, told="无" * 200), []),
        (Paid(on=TODAY, payer="张" * 201, purpose="房" * 11, told="无" * 201), ["payer", "purpose", "told"]),
        (Paid(on=TODAY, payer="张\0三", purpose="买\ud800", told="全角\u3000和\n换行"), ["payer", "purpose"]),
    ],
)
def test_what_no_form_would_take_is_found_in_a_record_and_in_what_it_lists(paid: Paid, amiss: list[str]):
    assert list(out_of_range(paid)) == amiss
    assert list(out_of_range(Payments((Paid(on=TODAY), paid)))) == amiss
    assert list(out_of_range(Payments((), paid))) == amiss


class Several(msgspec.Struct, frozen=True):
    parts: tuple[Part, ...]
    first: Part
    name: str


def test_nobody_types_a_list_or_a_record_within_the_record():
    assert untypable(Several) == ("parts", "first")
    assert untypable(Account) == ()
