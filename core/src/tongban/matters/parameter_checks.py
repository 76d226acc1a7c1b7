"""What is wrong with parameters, whatever a matter takes them for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tongban.matters.parameters import Parameter

OTHER_WORDS: Final = {"个工作日": "工作日", "个月": "月", "天": "日", "自然日": "日"}


def parameter_faults(parameters: Mapping[str, Parameter]) -> Iterator[tuple[str, str]]:
    """Parameters without a value or whose values cite no reference, each by its name."""
    for name, parameter in parameters.items():
        if not parameter.values:
            yield name, f"parameter {name!r} has no value; give it one"
        bare = [str(value.since) for value in parameter.values if not value.reference.strip()]
        if bare:
            yield name, f"parameter {name!r} cites no reference for {', '.join(bare)}; name the law or document"
        if right := OTHER_WORDS.get(parameter.unit):
            yield name, f"parameter {name!r} is counted in {parameter.unit!r}; write unit: {right}"
