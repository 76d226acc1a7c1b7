"""The working of a calculation, line by line, as a page lists it."""

from __future__ import annotations

from tongban.matters.calculation import Calculation
from tongban_web import view_data as v


def definitions(calculation: Calculation | None) -> tuple[v.Definition, ...]:
    """Label and working of every amount; none where nothing is calculated."""
    lines = calculation.lines if calculation else []
    return tuple(v.Definition(label, text, numeric=True) for label, text in lines)
