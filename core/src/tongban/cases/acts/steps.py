"""Acts on the steps of a case, and reports of the places that take them."""

from __future__ import annotations

from typing import Any

import msgspec

from tongban.cases.acts.act import Act
from tongban.cases.acts.points import Point, ResultPaper
from tongban.cases.facts import Outcome
from tongban.evidence.items import Evidence


class Clear(Act, frozen=True, kw_only=True, tag="clear"):
    """Clear an irrevocable step, on the evidence that the deciding place has just asked for.

    `notice` is what the step's notice says, one paper or none; it too is the deciding place's.
    """

    step: str
    evidence: tuple[Evidence, ...] = ()
    notice: tuple[ResultPaper, ...] = ()


class ReportArrival(Act, frozen=True, kw_only=True, tag="report_arrival"):
    """Word of a step has reached its place: on which legal date, and its last day (ISO) by the calendar there."""

    step: str
    on: str
    last_day: str = ""


class ReportStep(Act, frozen=True, kw_only=True, tag="report_step"):
    """What a place did about its step: the values entered, with labels for reading, or reasons."""

    step: str
    outcome: Outcome
    values: dict[str, Any] = msgspec.field(default_factory=dict)
    shown: tuple[tuple[str, str], ...] = ()
    reasons: tuple[Point, ...] = ()
    report: str = ""
