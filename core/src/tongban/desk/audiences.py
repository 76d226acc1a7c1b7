"""Which places of a case may see which answers."""

from __future__ import annotations

from collections.abc import Collection

from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter


def audiences(matter: Matter, roles: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each field of the matter's form the place roles, among those of the case, that may see it."""
    return {
        bound.name: tuple(sorted(role for role in bound.field.audience if role in roles))
        for bound in fields_of(matter.form)
    }
