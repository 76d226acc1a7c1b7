"""A case's application again, as far as one place may see it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any, get_type_hints

import msgspec

from tongban.cases.calendar import NO_CALENDAR, WorkingCalendar
from tongban.cases.dossier import Dossier
from tongban.cases.state import Case
from tongban.evidence.items import Evidence
from tongban.matters.application import Application
from tongban.matters.forms import Form, fields_of
from tongban.matters.matter import Matter
from tongban.matters.parameters import NO_PARAMETERS, Parameters


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its matter and contents, as an officer's act or an effect needs it."""

    case: Case
    matter: Matter
    dossier: Dossier

    def application(
        self,
        evidence: Mapping[str, Evidence],
        *,
        today: date,
        parameters: Parameters = NO_PARAMETERS,
        calendar: WorkingCalendar = NO_CALENDAR,
    ) -> Application[Any]:
        """The application with the given evidence beside what the case holds, by the law of its acceptance."""
        answers: Any = _seen(self.matter.form, self.dossier.answers())
        return Application(
            id=self.case.id,
            answers=answers,
            parties=self.dossier.parties(),
            on=date.fromisoformat(self.case.accepted_on) if self.case.accepted_on else today,
            today=today,
            number=self.case.number,
            handed_in=date.fromisoformat(self.case.submitted_on),
            parameters=parameters,
            calendar=calendar,
            evidence={**self.dossier.evidence(), **evidence},
            reports={name: report.values for name, report in self.dossier.reports().items()},
            cleared=self.dossier.cleared(),
        )


def _seen(form: type[Form], values: Mapping[str, Any]) -> Form | SimpleNamespace:
    """The answers as this place may see them: the form, or its fields with None for what is kept from here.

    What a newer form of the deciding place asks beside them is left out here; the case itself keeps it.
    """
    fields = fields_of(form)
    told = {bound.name: values[bound.name] for bound in fields if bound.name in values}
    if all(bound.name in told for bound in fields if bound.required):
        return msgspec.convert(told, form, strict=False)
    hints = _hints(form)
    seen = {name: msgspec.convert(value, hints[name], strict=False) for name, value in told.items()}
    return SimpleNamespace(**{bound.name: None for bound in fields} | seen)


@cache
def _hints(form: type[Form]) -> Mapping[str, Any]:
    return get_type_hints(form)
