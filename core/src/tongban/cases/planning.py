"""What is fixed at acceptance: the term, the steps and the parameter values of the matter. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tongban.cases.facts import PlannedStep
from tongban.cases.terms import Unit
from tongban.matters.matter import Kind, Matter
from tongban.matters.parameters import Parameters, Resolved
from tongban.matters.procedures import IrrevocableStep, Step


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Term, steps, digest and values of the parameters, and why the term is what it is."""

    term_days: int
    term_unit: Unit
    steps: tuple[PlannedStep, ...]
    parameters: str
    values: dict[str, Resolved]
    term_reason: str


def plan(
    matter: Matter, competent: Parameters, acting: Mapping[str, Parameters], *, reasons: Sequence[str] = ()
) -> Plan:
    """The plan of a case; `acting` holds the parameters of each place, `reasons` why terms differ from the nation's."""
    term = competent[matter.promised_term]
    steps = tuple(_planned(step, acting.get(step.at, competent)) for step in matter.procedure.steps)
    return Plan(
        term_days=0 if matter.kind is Kind.INSTANT else int(term.value),
        term_unit=Unit.of(term.unit),
        steps=steps,
        parameters=competent.digest,
        values=dict(competent.values),
        term_reason="；".join(dict.fromkeys(reasons)),
    )


def _planned(step: Step, parameters: Parameters) -> PlannedStep:
    return PlannedStep(
        name=step.name,
        title=step.title,
        at=step.at,
        days=parameters.integer(step.within),
        unit=Unit.of(parameters[step.within].unit),
        irrevocable=isinstance(step, IrrevocableStep),
        after=step.after,
        on_refused=step.on_refused.value,
        on_failed=step.on_failed.value,
    )
