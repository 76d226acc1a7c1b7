"""What an officer types of a paper as the record that it makes, or everything that is wrong with it at once. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tongban.cases.wording import refuse
from tongban.desk.legible import RULE, Legible
from tongban.errors import Refused
from tongban.evidence.records import RecordError, declared
from tongban.matters.forms import Check, Parsed, fields_of, parse
from tongban.matters.recorded import fits
from tongban.matters.rules import Objection
from tongban.matters.unknown_names import known_in

AS_ON_PAPER: Final = "请照材料核对后改正"


def record_of(found: Legible, typed: Mapping[str, str], check: Check) -> dict[str, Any]:
    """The record with what the question itself says; raises `Refused` with every field that cannot be read."""
    parsed = parse(found.form, typed, check)
    unknown = known_in(found.form, where=f"“{found.need.title}”的登记内容").objections(typed)
    objections = [*unknown, *parsed.objections, *_misfits(found, parsed)]
    if objections:
        raise Refused(objections)
    try:
        return declared(found.need, {**found.given, **parsed.values})
    except RecordError:
        message = f"填写的内容合在一起不是有效的“{found.need.title}”"
        raise refuse(RULE, message, remedy=AS_ON_PAPER) from None


def _misfits(found: Legible, parsed: Parsed) -> Iterator[Objection]:
    """What could be read and is yet nothing that the record may hold."""
    for bound in fields_of(found.form):
        if bound.name in parsed.values and not fits(found.need.record, bound.name, parsed.values[bound.name]):
            message = f"“{bound.field.label}”填写的内容不符合登记的格式"
            yield Objection(rule=f"FORM:{bound.name}", message=message, field=bound.name, remedy=AS_ON_PAPER)
