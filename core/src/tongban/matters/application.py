"""An application: what the applicant typed, who the parties are, and the evidence gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

import msgspec

from tongban.cases.calendar import NO_CALENDAR, WorkingCalendar
from tongban.cases.clock import has_run_out
from tongban.cases.terms import Term, Unit
from tongban.evidence.items import Evidence, Outcome
from tongban.identity.people import Party, Role
from tongban.matters.forms import Form, texts_of
from tongban.matters.needs import Needs
from tongban.matters.parameters import NO_PARAMETERS, Parameters
from tongban.matters.rules import Absent, MissingEvidence

Answers_co = TypeVar("Answers_co", bound=Form, covariant=True)
Record = TypeVar("Record", bound=msgspec.Struct)
Entry = TypeVar("Entry", bound=Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Generic[Answers_co]):
    """Answers plus evidence about the parties of one case: all that a rule or a calculation is a function of.

    `number` is that of the case, empty before it is handed in; `answers` is an instance of the matter's form model;
    `on` is the day whose law applies, that of acceptance (until then `today`), `handed_in` that of handing in (None
    before it), and `parameters` are the values of that law at the deciding place; `calendar` holds the working days by
    the node that judges, which for a decision is that place's; `evidence` maps the key of a need or a material to what
    was found; `reports` maps the name of a step to what was entered when it was reported done, and `cleared` that of an
    irrevocable one to the day on which it was last cleared (放行).
    """

    id: str
    answers: Answers_co
    parties: tuple[Party, ...]
    on: date
    today: date
    number: str = ""
    handed_in: date | None = None
    parameters: Parameters = NO_PARAMETERS
    calendar: WorkingCalendar = NO_CALENDAR
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    reports: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cleared: Mapping[str, date] = field(default_factory=dict)
    _records: dict[tuple[str, type], Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def party(self, role: Role) -> Party:
        """The first party with that role; raises `LookupError` where the case has none."""
        for party in self.parties:
            if party.role is role:
                return party
        raise LookupError(role)

    @property
    def applicant(self) -> Party:
        """The person or organisation that applies."""
        return self.party(Role.APPLICANT)

    @property
    def asked_on(self) -> date:
        """When it was handed in, or would be: what was in time then stays so, whenever the place accepts it."""
        return self.handed_in or self.on

    def too_late(self, within: str, *, since: date) -> bool:
        """Whether the time for an act, which is in the parameter `within`, was over when it was applied for.

        Day, month or working day is what the parameter counts in. The day `since` does not count; a last day that is a
        day of rest moves to the first working day after it (民法典第二百零三条). Raises `MissingCalendar` where that
        hangs on a year whose calendar is not loaded. A validity does not move: `add_months` tells when it ends.
        """
        return has_run_out(since, self.term(within), self.calendar, by=self.asked_on)

    def term(self, name: str) -> Term:
        """The length of time in the parameter of that name; its `text` is as people read it: 3个工作日."""
        stated = self.parameters[name]
        return Term(int(stated.value), Unit.of(stated.unit))

    def record(self, need: Needs[Record]) -> Record | None:
        """What the register holds, or None where it holds nothing or is not to be asked (`Needs.subject`).

        Raises `MissingEvidence` while the register has not answered.
        """
        item = self.evidence.get(need.key)
        if item is None and self.parties and need.subject(self.answers, self.parties) is None:
            return None
        if item is None or item.outcome is Outcome.UNANSWERED:
            raise MissingEvidence(need)
        if item.outcome is Outcome.NONE:
            return None
        known = (need.key, need.record)
        if known not in self._records:  # every rule asks for it anew
            self._records[known] = msgspec.convert(item.value, need.record, strict=False)
        read: Record = self._records[known]
        return read

    def told(self, need: Needs[Record]) -> Record | None:
        """As `record`, for what only explains: what has not been answered is not waited for."""
        try:
            return self.record(need)
        except MissingEvidence:
            return None

    def found(self, need: Needs[Record], *, unless: Callable[[Record], bool] | None = None) -> Record:
        """As `record`, for who has nothing to say where nothing is held, or what `unless` says: raises `Absent`."""
        record = self.record(need)
        if record is None or (unless is not None and unless(record)):
            raise Absent(need.key)
        return record

    def report(self, step: str, form: type[Entry]) -> Entry | None:
        """What was entered when the step was reported done, or None where it is not done or not to be seen here.

        Of what was entered, it is that which the form asks for; a text that was not asked for yet is empty.
        """
        values = self.reports.get(step, {})
        asked = {name: values[name] for name in form.__struct_fields__ if name in values}
        return msgspec.convert({**texts_of(form), **asked}, form, strict=False) if asked else None

    def entered(self, step: str, form: type[Entry]) -> Entry:
        """As `report`, for who has nothing to say before the step is done: raises `Absent`."""
        report = self.report(step, form)
        if report is None:
            raise Absent(step)
        return report
