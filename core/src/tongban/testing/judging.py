"""Runs the rules of a matter over typed answers and given records, without a node: for rules as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.identity.numbers import Sex, resident_check_character
from tongban.identity.people import Party, PartyKind, Role
from tongban.matters.application import Application
from tongban.matters.calculation import Calculation, working_of
from tongban.matters.forms import Parsed, fields_of, parse
from tongban.matters.half_read import half_read
from tongban.matters.matter import Matter
from tongban.matters.needs import Needs
from tongban.matters.parameters import Parameter, Parameters, Scalar
from tongban.matters.rules import Findings, Objection, evaluate
from tongban.matters.so_far import objections_so_far, parties_so_far
from tongban.testing.specs.values import calendar, plugins_of, resolved

__all__ = [
    "Findings",
    "Judging",
    "Record",
    "Scalar",
    "declared_parameters",
    "evaluate",
    "evidence_of",
    "fictitious_number",
    "fields_of",
    "matter_of",
    "parameters_of",
    "person",
]

Record = Mapping[str, object] | msgspec.Struct | None
"""What a register says: a record, its fields by name, or None for none held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """A matter about to be judged; `records` maps a need's key to its record, None for none held.

    A need that is not among `records` has not answered; `changed` are the parameters that the place sets otherwise;
    `reports` hold what officers typed about the steps done, by step name. Once it is `handed_in`, `on` is the day of
    acceptance.
    """

    plugin: str
    matter_id: str
    applicant: Party
    typed: Mapping[str, str]
    records: Mapping[str, Record] = field(default_factory=dict)
    on: date = date(2026, 11, 23)
    handed_in: date | None = None
    changed: Mapping[str, Scalar] = field(default_factory=dict)
    reports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def matter(self) -> Matter:
        """The current edition of the matter."""
        return matter_of(self.plugin, self.matter_id)

    @property
    def parsed(self) -> Parsed:
        """What the form makes of what was typed, without the checks that need a table."""
        return parse(self.matter.form, self.typed, lambda _field, _value: None)

    @property
    def application(self) -> Application[Any]:
        """The application as the rules see it; raises `ValueError` where the form has faults."""
        answers = self.parsed.answers
        if answers is None:
            message = "；".join(each.message for each in self.parsed.objections)
            raise ValueError(message)
        return self._application(answers, self._parties(answers))

    def _parties(self, answers: Any) -> tuple[Party, ...]:
        named = self.matter.other_parties(answers) if self.matter.other_parties and answers is not None else ()
        return (self.applicant, *named)

    def _application(self, answers: Any, parties: tuple[Party, ...]) -> Application[Any]:
        evidence = {key: evidence_of(self.matter.need(key), record) for key, record in self.records.items()}
        return Application(
            id=f"test-{self.matter_id}",
            answers=answers,
            parties=parties,
            on=self.on,
            today=self.on,
            handed_in=self.handed_in,
            parameters=self.parameters,
            calendar=calendar(),
            evidence=evidence,
            reports=self._entered(),
        )

    @property
    def parameters(self) -> Parameters:
        """The values in force on the day."""
        return parameters_of(self.plugin, self.matter_id, self.on, **self.changed)

    @property
    def findings(self) -> Findings:
        """What the rules say."""
        return evaluate(self.matter.rules, self.application)

    @property
    def broken(self) -> tuple[str, ...]:
        """The ids of the rules that object, in the matter's order."""
        return tuple(each.rule for each in self.findings.objections)

    @property
    def objections(self) -> tuple[Objection, ...]:
        """All that the applicant is told at once: of the form, and where it has faults of what the rules say so far."""
        parsed = self.parsed
        if parsed.answers is not None:
            return self.findings.objections
        answers = half_read(self.matter.form, parsed)
        asked = self._application(answers, parties_so_far(self._parties, answers))
        so_far = objections_so_far(self.matter, parsed, asked=asked, parties=self._parties)
        return (*parsed.objections, *so_far)

    @property
    def messages(self) -> list[str]:
        """What those objections say."""
        return [each.message for each in self.objections]

    def step_findings(self, step: str) -> Findings:
        """What the rules of a step say once it is reported."""
        return evaluate(self.matter.procedure.step(step).rules, self.application)

    def step_messages(self, step: str) -> list[str]:
        """What the officer is told about what is typed in `reports` for a step: by its form, else by its rules."""
        planned = self.matter.procedure.step(step)
        faults = parse(planned.form, self.reports[step], lambda _field, _value: None).objections if planned.form else ()
        if faults:
            return [each.message for each in faults]
        return [each.message for each in self.step_findings(step).objections]

    @property
    def calculation(self) -> Calculation | None:
        """The amount that the matter works out."""
        return working_of(self.matter, self.application)

    def lines(self, result: str) -> dict[str, str]:
        """The lines of a result paper after the steps in `reports`."""
        paper = next(each for each in self.matter.results if each.key == result)
        return dict(paper.lines(self.application))

    def _entered(self) -> dict[str, dict[str, object]]:
        steps = [self.matter.procedure.step(name) for name in self.reports]
        parsed = {
            step.name: parse(step.form, self.reports[step.name], lambda _field, _value: None).answers
            for step in steps
            if step.form is not None
        }
        return {name: msgspec.to_builtins(answers) for name, answers in parsed.items() if answers is not None}


def evidence_of(need: Needs[Any], record: Record) -> Evidence:
    """What a register says about a need, as evidence of a case."""
    return Evidence(
        key=need.key,
        title=need.title,
        kind=SourceKind.REGISTER,
        outcome=Outcome.NONE if record is None else Outcome.FOUND,
        source=need.title,
        at=0,
        value=msgspec.to_builtins(record),
    )


def declared_parameters(plugin: str) -> Mapping[str, Parameter]:
    """The parameters of a plugin as its files declare them."""
    return next(each.layer.parameters for each in plugins_of(plugin).loaded if each.name == plugin)


def matter_of(plugin: str, matter_id: str) -> Matter:
    """A plugin's matter in its current edition."""
    return plugins_of(plugin).matter(matter_id)


def parameters_of(plugin: str, matter_id: str, on: date, **changed: Scalar) -> Parameters:
    """The parameters of a matter in force on a day, with some values changed as a place may.

    They are those that the plugin ships, or that the node has whose settings a run of specifications was given.
    """
    in_force = resolved(plugin, matter_id, on)
    if not changed:
        return in_force
    values = dict(in_force.values)
    for name, value in changed.items():
        values[name] = msgspec.structs.replace(values[name], value=value, source="test")
    return Parameters(values)


def fictitious_number(born: date, sex: Sex, *, division: str = "110101") -> str:
    """A valid resident number that no real person has: its sequence is 999 or 998."""
    body = f"{division}{born:%Y%m%d}{999 if sex is Sex.MALE else 998}"
    return body + resident_check_character(body)


def person(name: str, number: str, *, role: Role = Role.APPLICANT) -> Party:
    """A natural person as a party."""
    return Party(role=role, kind=PartyKind.PERSON, name=name, number=number)
