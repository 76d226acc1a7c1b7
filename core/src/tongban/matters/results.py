"""Result papers: what a matter writes when its case is decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tongban.matters.application import Application
from tongban.matters.rules import Absent

if TYPE_CHECKING:
    from tongban.matters.matter import Matter

Line = tuple[str, str]
"""A line of a paper: label and value."""
Compose = Callable[[Application[Any]], Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Result:
    """A result paper: its title, and a pure function from the application to its lines, each a label and a value.

    The application holds what was reported of the steps, and the parameter values fixed at acceptance; but of the
    parameters named in `of_the_day`, those of the day on which the paper is written, such as where to pay in.
    """

    key: str
    title: str
    compose: Compose
    of_the_day: tuple[str, ...] = ()

    def lines(self, application: Application[Any]) -> Sequence[Line]:
        """The lines of the paper; none where what it speaks of is not there."""
        return _composed(self.compose, application)


def granted(matter: Matter, application: Application[Any]) -> Sequence[Line]:
    """What 准予 grants: what the matter says of it, else the amount that it works out.

    Raises `MissingEvidence` or `MissingCalendar` where that hangs on what is not known yet: no decision leaves it out.
    """
    return _composed(matter.grants or partial(_worked_out, matter), application)


def _worked_out(matter: Matter, application: Application[Any]) -> Sequence[Line]:
    return (matter.calculation(application).result.line,) if matter.calculation else ()


def _composed(compose: Compose, application: Application[Any]) -> Sequence[Line]:
    try:
        return compose(application)
    except Absent:
        return ()
