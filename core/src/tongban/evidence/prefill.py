"""Form values that registers already know, each with where it came from."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tongban.evidence.items import Evidence, Outcome
from tongban.matters.fields import Day, Field, Money, Percent
from tongban.matters.forms import Form, fields_of

Prefilled = dict[str, tuple[str, Evidence]]


def prefill(form: type[Form], evidence: Mapping[str, Evidence]) -> Prefilled:
    """The text to put into each field whose need was answered, by field name, as a person would type it."""
    return {
        bound.name: (text, item)
        for bound in fields_of(form)
        if (item := _source(bound.field, evidence)) and (text := _text(bound.field, item))
    }


def outdated(
    form: type[Form],
    typed: Mapping[str, str],
    before: Mapping[str, Evidence],
    now: Mapping[str, Evidence],
    *,
    withheld: Collection[str] = (),
) -> frozenset[str]:
    """The fields that still stand as a register once filled them in, and that it would fill in otherwise now.

    So do those whose register may not be asked now, for one of the reasons `withheld`: they are about somebody else.
    """

    def settled(item: Evidence | None) -> bool:
        return _answered(item) or (item is not None and item.reason in withheld)

    earlier, known = prefill(form, before), prefill(form, now)
    needs = {bound.name: bound.field.prefill.need for bound in fields_of(form) if bound.field.prefill}
    return frozenset(
        name
        for name, (text, _) in earlier.items()
        if typed.get(name) == text and settled(now.get(needs[name])) and known.get(name, ("",))[0] != text
    )


def left_empty(
    form: type[Form], typed: Mapping[str, str], before: Mapping[str, Evidence], now: Mapping[str, Evidence]
) -> frozenset[str]:
    """The fields that a person has emptied where they may be: a register says of them now what it said before."""
    earlier, known = prefill(form, before), prefill(form, now)
    return frozenset(
        bound.name
        for bound in fields_of(form)
        if not bound.needed
        and typed.get(bound.name) == ""
        and bound.name in earlier.keys() & known.keys()
        and earlier[bound.name][0] == known[bound.name][0]
    )


def _answered(item: Evidence | None) -> bool:
    return item is not None and item.outcome is not Outcome.UNANSWERED


def _source(field: Field, evidence: Mapping[str, Evidence]) -> Evidence | None:
    item = evidence.get(field.prefill.need) if field.prefill else None
    return item if item is not None and item.outcome is Outcome.FOUND else None


def _text(field: Field, item: Evidence) -> str:
    value = item.value.get(field.prefill.attribute) if field.prefill else None
    if value is None or isinstance(value, dict | list):
        return ""
    return _as_typed(field, value)


def _as_typed(field: Field, value: object) -> str:
    match field:
        case Money():
            return field.show(value).removesuffix("元").replace(",", "")
        case Percent():
            return field.show(value).removesuffix("%")
        case Day():
            return str(value)[:10]
        case _ if isinstance(value, bool):
            return "on" if value else ""
        case _:
            return str(value)
