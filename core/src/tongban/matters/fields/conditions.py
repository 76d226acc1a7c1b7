"""What is asked for only where another field has one of some values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

When = tuple[str, tuple[str, ...]]
"""An answer and the values with which something is asked for."""


class Conditional(Protocol):
    """A field, a material or a ground that is called for only where another field has one of some values."""

    @property
    def shown_when(self) -> tuple[str, tuple[str, ...]] | None:
        """The other field and those values; None for what is always asked for."""
        ...


def visible(what: Conditional, typed: Mapping[str, str]) -> bool:
    """Whether it is asked for, given what was typed so far."""
    if what.shown_when is None:
        return True
    name, values = what.shown_when
    return typed.get(name, "") in values
