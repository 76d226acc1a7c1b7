"""What is fixed at acceptance: the term, the steps and the parameter values of the matter. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tongban.cases.facts import PlannedStep
from tongban.cases.terms import Term, Unit
from tongban.matters.matter import Kind, Matter
from tongban.matters.needs import COMPETENT
from tongban.matters.parameters import Parameters, Resolved
from tongban.matters.procedures import IrrevocableStep, ReturnableStep, Step


class FixedLaw(msgspec.Struct, frozen=True, kw_only=True):
    """The law of one case, as resolved at acceptance: what is decided later is decided by these values.

    `values` are the deciding place's by name; `elsewhere`, by place role, those in which an acting place differs;
    `without` are the keys of the materials that a regional agreement drops.
    """

    values: dict[str, Resolved] = {}
    elsewhere: dict[str, dict[str, Resolved]] = {}
    without: tuple[str, ...] = ()

    def at(self, role: str) -> Parameters:
        """The values that hold for what one place does."""
        return Parameters(self.values | self.elsewhere.get(role, {}))


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Term in days of its unit and why it is what it is, steps, and the law with its digest."""

    term_days: int
    term_unit: Unit
    steps: tuple[PlannedStep, ...]
    parameters: str
    law: FixedLaw
    term_reason: str


def plan(
    matter: Matter, acting: Mapping[str, Parameters], *, reasons: Sequence[str] = (), without: Iterable[str] = ()
) -> Plan:
    """The plan of a case; `acting` holds the parameters of each place, `reasons` why terms differ from the nation's."""
    competent = acting[COMPETENT]
    term = term_of(matter, competent)
    steps = tuple(_planned(step, acting.get(step.at, competent)) for step in matter.procedure.steps)
    return Plan(
        term_days=term.length,
        term_unit=term.unit,
        steps=steps,
        parameters=competent.digest,
        law=FixedLaw(
            values=dict(competent.values),
            elsewhere={role: own for role, there in acting.items() if (own := _differing(there, competent))},
            without=tuple(sorted(without)),
        ),
        term_reason="；".join(dict.fromkeys(reasons)),
    )


def term_of(matter: Matter, competent: Parameters) -> Term:
    """The time for the decision by the parameters of the deciding place; none where it is made on the spot."""
    promised = competent[matter.promised_term]
    return Term(0 if matter.kind is Kind.INSTANT else int(promised.value), Unit.of(promised.unit))


def _differing(there: Parameters, here: Parameters) -> dict[str, Resolved]:
    return {name: value for name, value in there.values.items() if here.values.get(name) != value}


def _planned(step: Step, parameters: Parameters) -> PlannedStep:
    return PlannedStep(
        name=step.name,
        title=step.title,
        at=step.at,
        days=parameters.integer(step.within),
        unit=Unit.of(parameters[step.within].unit),
        irrevocable=isinstance(step, IrrevocableStep),
        returned=step.returned if isinstance(step, ReturnableStep) else "",
        after=step.after,
    )
