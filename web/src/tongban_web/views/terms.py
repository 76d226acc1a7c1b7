"""Terms of a matter in words, from the parameters in force where it is handled."""

from __future__ import annotations

from tongban.cases.terms import Unit
from tongban.matters.parameters import Parameters


def term(parameters: Parameters, name: str) -> str:
    """`18 个工作日`, `3 日`, `当场办结` for nought, "" for a term that is not set."""
    if not name or name not in parameters.values:
        return ""
    value = parameters[name]
    return "当场办结" if int(value.value) == 0 else f"{value.value} {Unit.of(value.unit)}"
