"""Terms of a matter in words, from the parameters in force where it is handled."""

from __future__ import annotations

from tongban.matters.parameters import Parameters


def term(parameters: Parameters, name: str) -> str:
    """`18 个工作日`, `10 日`, `当场办结` for nought, "" for a term that is not set."""
    if not name or name not in parameters.values:
        return ""
    value = parameters[name]
    if int(value.value) == 0:
        return "当场办结"
    measure = "" if value.unit in {"日", "天"} else "个"
    return f"{value.value} {measure}{value.unit.removeprefix('个')}"
