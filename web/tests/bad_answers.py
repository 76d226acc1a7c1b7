"""What people and programs type wrongly into a field of a form, as hypothesis strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import entry_points
from typing import Final

from hypothesis import strategies as st

from tongban.matters.fields import Choice, Day, Field, Flag, Mobile, Money, Month, Number, Percent, Place, visible
from tongban.matters.forms import Bound, Form, fields_of
from tongban.matters.matter import Matter
from tongban.testing.samples import Sample

BAD_NUMBERS: Final = (
    "510104198502309997",  # a day that there is not
    "510104198503109998",  # another check character
    "510104203001019990",  # somebody who is still to be born
    "51010419850310999",
    "５１０１０４１９８５０３１０９９９７",
    "ABCDEFGHJKLMNPQRTU",
    "000000000000000000",
)
NOT_NUMBERS: Final = ("NaN", "sNaN", "Infinity", "-Infinity", "一百", "1.2.3", "1,2e", "0x10", "--1", "9" * 6000)
WRONG: Final[dict[type[Field], tuple[str, ...]]] = {
    Money: (*NOT_NUMBERS, "-0.01", "-1", "0.001", "1e-9", "1000000000000", "￥100", "100 元", "１００元"),
    Percent: (*NOT_NUMBERS, "-1", "100.01", "12%%", "百分之十二"),
    Day: ("2026-02-30", "2026-13-01", "二〇二六年", "99999-01-01", "2026/11/23", "２０２６-11-23", "9999-12-31"),
    Month: ("2026-13", "2026-00", "11-2026", "2026年11月", "２０２６-11", "0001-01"),
    Choice: ("不存在", "0x", "是的", "null", "1" * 6000),
    Place: ("51010", "5101044", "５１０１００", "成都市", "-510100", "5101O0", "9" * 6000),
    Mobile: ("1380000000", "138000000000", "13８００００００００", "+8613800000000", "138 0000 0000", "23800000000"),
    Number: (*BAD_NUMBERS, "ABC", "９１５１０１０４", "1" * 6000),
}
OF_AN_OWN_KIND: Final = ("甲乙丙", "-1", "1.5", "１２３４５６７８９０１２", "9" * 6000, "1e3", "12 34x")
BLANKS: Final = (" {}", "{} ", "\t{}\r\n", "\u3000{}\u3000", "\u00a0{}")
NOT_PRINTABLE: Final = ("\x00", "甲\x07乙", "\u202e1", "12\x1b[2J", "\ufeff1")
EXTREME: Final[dict[type[Field], tuple[str, ...]]] = {
    Day: ("1900-01-01", "2199-12-31"),
    Month: ("1900-01", "2199-12"),
    Money: ("0", "999999999999.99", "1e11"),
    Percent: ("0", "100", "1e-400"),
}
EVERYTHING: Final = st.text(max_size=60) | st.sampled_from(
    [text for texts in (*WRONG.values(), OF_AN_OWN_KIND, NOT_PRINTABLE) for text in texts]
)


@dataclass(frozen=True)
class Attempt:
    """A sound application with one answer spoilt."""

    sample: Sample
    bound: Bound
    text: str

    @property
    def answers(self) -> dict[str, str]:
        return {**self.sample.answers, self.bound.name: self.text}

    def padded(self, blanks: str) -> Attempt:
        """The same with blanks around the answer."""
        return replace(self, text=blanks.format(self.text))


def samples() -> list[Sample]:
    """A sound application for every matter that is installed."""
    modules = sorted(point.module for point in entry_points(group="pytest11") if point.name.startswith("tongban_"))
    return [each for module in modules for each in getattr(import_module(module), "SAMPLES", ())]


def asked(form: type[Form], typed: Mapping[str, str]) -> list[Bound]:
    """The fields that a form shows for what was typed."""
    return [bound for bound in fields_of(form) if visible(bound.field, typed)]


def ruling(matter: Matter) -> set[str]:
    """The answers on which it hangs what else is asked for: fields, materials or registers."""
    fields = [bound.field.shown_when for bound in fields_of(matter.form)]
    others = [*(each.shown_when for each in matter.materials), *(each.asked_when for each in matter.needs)]
    return {when[0] for when in (*fields, *others) if when}


def sound(sample: Sample, bound: Bound) -> list[str]:
    """What the field takes: any of its choices, else what the sample has."""
    if isinstance(bound.field, Choice):
        return [code for code, _ in bound.field.options]
    return [sample.answers.get(bound.name, "")]


def wrong(field: Field) -> list[str]:
    """Texts that can never be an answer to the field."""
    for kind, texts in WRONG.items():
        if isinstance(field, kind):
            return [*texts, *NOT_PRINTABLE]
    if isinstance(field, Flag):
        return []
    own_kind = type(field).parse is not Field.parse and type(field).widget == "text"
    return [*(OF_AN_OWN_KIND if own_kind else ()), *NOT_PRINTABLE, "长" * 6000]


def spoilt(sample: Sample, form: type[Form]) -> st.SearchStrategy[Attempt]:
    """One field of the form with a text that it can never take."""
    fields = [bound for bound in asked(form, sample.answers) if wrong(bound.field)]
    return st.sampled_from(fields).flatmap(
        lambda bound: st.sampled_from(wrong(bound.field)).map(lambda text: Attempt(sample, bound, text))
    )


def odd(sample: Sample, form: type[Form]) -> st.SearchStrategy[Attempt]:
    """One field of the form with any text at all."""
    return st.builds(Attempt, st.just(sample), st.sampled_from(fields_of(form)), EVERYTHING)


def extreme(field: Field) -> tuple[str, ...]:
    """Texts that the field takes and that nobody would type."""
    return next((texts for kind, texts in EXTREME.items() if isinstance(field, kind)), ())
