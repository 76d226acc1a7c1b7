"""Kinds of form field: how each reads what a person typed and shows it again."""

from __future__ import annotations

from tongban.matters.fields.amounts import CENT, Count, Money, Percent
from tongban.matters.fields.choices import AFFIRMED, YES_NO, Choice, Flag, YesNo
from tongban.matters.fields.conditions import Conditional, When, visible
from tongban.matters.fields.days import ENDLESS, YEARS, Day, Month
from tongban.matters.fields.field import Field, FieldFault, Paragraph, Prefill
from tongban.matters.fields.numbers import CHINESE_MOBILE, BankCard, Digits, Mobile, Number, Stated
from tongban.matters.fields.places import City, Place

__all__ = [
    "AFFIRMED",
    "CENT",
    "CHINESE_MOBILE",
    "ENDLESS",
    "YEARS",
    "YES_NO",
    "BankCard",
    "Choice",
    "City",
    "Conditional",
    "Count",
    "Day",
    "Digits",
    "Field",
    "FieldFault",
    "Flag",
    "Mobile",
    "Money",
    "Month",
    "Number",
    "Paragraph",
    "Percent",
    "Place",
    "Prefill",
    "Stated",
    "When",
    "YesNo",
    "visible",
]
