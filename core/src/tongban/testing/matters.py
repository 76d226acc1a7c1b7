"""A kit for judging a matter without a node: applications with evidence, parameters of a day, findings, own tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import msgspec

from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.identity.people import Party
from tongban.matters.application import Application
from tongban.matters.forms import Form
from tongban.matters.matter import Matter
from tongban.matters.parameters import Parameters, Scalar, resolve
from tongban.matters.rules import Findings, Rule, evaluate
from tongban.plugin_checks import parameters_in
from tongban.testing.plugin_tables import migrated_database, run_statements

__all__ = [
    "Findings",
    "application_of",
    "judge",
    "migrated_database",
    "parameters_of",
    "run_statements",
    "with_report",
]


def parameters_of(package: str, on: date, **changed: Scalar) -> Parameters:
    """The parameters that a plugin's package ships, in force on a day, with some values changed."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(package)
    values = dict(resolve([parameters_in(package, Path(spec.origin).parent)], on).values)
    for name, value in changed.items():
        values[name] = msgspec.structs.replace(values[name], value=value, source="test")
    return Parameters(values)


def application_of(
    matter: Matter,
    answers: Form,
    parties: Sequence[Party],
    *,
    records: Mapping[str, msgspec.Struct | None],
    reports: Mapping[str, Form] | None = None,
) -> Application:
    """An application whose needs are answered by `records`, None for "nothing held"; a key left out gave no answer."""
    evidence = {key: _evidence(matter.need(key).title, key, record) for key, record in records.items()}
    entered = {step: msgspec.to_builtins(report) for step, report in (reports or {}).items()}
    return Application(
        id="00000000-0000-7000-8000-000000000001",
        answers=answers,
        parties=tuple(parties),
        evidence=evidence,
        reports=entered,
    )


def with_report(application: Application, step: str, report: Form) -> Application:
    """The application once a step was reported."""
    return replace(application, reports={**application.reports, step: msgspec.to_builtins(report)})


def judge(rules: Iterable[Rule], application: Application, *, on: date, parameters: Parameters) -> Findings:
    """What the rules of a matter or of a step find."""
    return evaluate(rules, application, on, parameters)


def _evidence(title: str, key: str, record: msgspec.Struct | None) -> Evidence:
    return Evidence(
        key=key,
        title=title,
        kind=SourceKind.REGISTER,
        outcome=Outcome.NONE if record is None else Outcome.FOUND,
        source="测试登记库",
        at=0,
        value=None if record is None else msgspec.to_builtins(record),
    )
