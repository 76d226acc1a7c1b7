"""What of a matter a correction notice asks for: fields to correct and materials to hand in again. Pure."""

from __future__ import annotations

from tongban.cases.state import Case
from tongban.matters.forms import Bound, fields_of
from tongban.matters.materials import Material
from tongban.matters.matter import Matter


def fields_to_correct(matter: Matter, case: Case) -> list[Bound]:
    """In the order of the form."""
    return [bound for bound in fields_of(matter.form) if bound.name in case.to_correct]


def materials_to_correct(matter: Matter, case: Case) -> list[Material]:
    """In the order of the matter."""
    return [material for material in matter.materials if material.key in case.to_correct]
