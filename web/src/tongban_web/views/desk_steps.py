"""The steps of a case as its officers see them, with what was reported of each."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tongban.cases.reading import CaseView
from tongban.cases.state import PENDING, STOPPED, StepStatus
from tongban.given import Given
from tongban_web import view_data as v
from tongban_web.formatting import short_date


class StepRow(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the procedure with what was reported."""

    title: str
    place: str
    status: str
    days: str
    irrevocable: bool
    report: tuple[v.Definition, ...]


def step_rows(view: CaseView) -> Iterable[StepRow]:
    """Every step, in the order of the procedure."""
    reports = view.dossier.reports()
    places = view.case.places()
    for step in view.case.steps:
        report = reports.get(step.plan.name)
        lines = [v.Definition(label, text) for label, text in report.shown] if report else []
        lines += [v.Definition("理由", Given(point.reason)) for point in report.points] if report else []
        yield StepRow(
            title=step.plan.title,
            place=places[step.plan.at].name if step.plan.at in places else "",
            status=_step_status(step.status, step.ended_on),
            days=f"{step.plan.days} {step.plan.unit}" if step.plan.days else "当场",
            irrevocable=step.plan.irrevocable and step.status not in STOPPED,
            report=tuple(lines) if step.status not in PENDING else (),
        )


def _step_status(status: StepStatus, on: str) -> str:
    return f"{status.label}（{short_date(on)}）" if on else status.label
