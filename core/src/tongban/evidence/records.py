"""A register's record cut down to what the need declares, and checked against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from tongban.matters.needs import Needs
from tongban.matters.recorded import out_of_range


class RecordError(ValueError):
    """A record lacks fields that the need declares, or says there what cannot be; the message is for the operator."""


def declared(need: Needs[Any], record: Mapping[str, object], *, subject: str = "") -> dict[str, Any]:
    """The fields of `need.record` alone, as plain JSON values; raises `RecordError` where they do not fit.

    Neither does a record of another than the `subject` that was asked about, where the need says whose one is.
    """
    names = need.record.__struct_encode_fields__
    try:
        kept: dict[str, Any] = msgspec.to_builtins({name: record[name] for name in record if name in names})
        read = msgspec.convert(kept, need.record, strict=False)
    except (msgspec.ValidationError, TypeError) as fault:
        message = f"register {need.register}: the record does not fit {need.record.__name__}: {fault}"
        raise RecordError(message) from None
    if amiss := ", ".join(out_of_range(read)):
        raise RecordError(f"register {need.register}: a day, number or text that cannot be in {amiss} of its record")
    if need.whose and subject and str(getattr(read, need.whose)).upper() != subject.upper():
        raise RecordError(f"register {need.register}: the record is of another than was asked about, by {need.whose}")
    return kept
