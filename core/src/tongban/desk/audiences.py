"""Which places of a case may see which answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from tongban.matters.forms import Form, fields_of
from tongban.matters.matter import Matter


def audiences(matter: Matter, roles: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """For each field of the matter's form the place roles, among those of the case, that may see it."""
    return _audiences(matter.form, frozenset(roles))


@lru_cache(maxsize=512)
def _audiences(form: type[Form], roles: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    return {bound.name: tuple(sorted(bound.field.audience & roles)) for bound in fields_of(form)}
