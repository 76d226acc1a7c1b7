"""What is wrong with a matter before any application is made: names that lead nowhere, doubles and gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tongban.identity.people import Role
from tongban.matters.fields import Day
from tongban.matters.form_checks import audience_faults, form_faults, prefill_faults, visibility_faults
from tongban.matters.forms import fields_of
from tongban.matters.material_checks import material_faults
from tongban.matters.matter import Matter
from tongban.matters.naming import doubles
from tongban.matters.needs import COMPETENT
from tongban.matters.parameters import Parameter
from tongban.matters.place_roles import role_faults
from tongban.matters.procedures import IrrevocableStep
from tongban.matters.rule_checks import rule_faults
from tongban.matters.sizes import MOST_STEPS
from tongban.matters.term_checks import unnamed_terms
from tongban.plugin_sources import did_you_mean

MATTER_ID: Final = re.compile(r"[a-z][a-z0-9]*(\.[a-z][a-z0-9_]*)+")
Validate = Callable[[Matter, Mapping[str, Parameter]], Iterator[str]]


def faults(matter: Matter, parameters: Mapping[str, Parameter]) -> list[str]:
    """Every fault of a matter that is not misshapen, as a sentence with its remedy; none for a sound one.

    `parameters` are the plugin's own; a province or an agreement can only change values that the plugin declares.
    """
    found = [*form_faults(matter)]
    if not found:
        for validate in VALIDATIONS:
            found += validate(matter, parameters)
    return found


def _identity(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    if not MATTER_ID.fullmatch(matter.id):
        yield f"its id {matter.id!r} must be like hf.transfer: the plugin's prefix, a full stop, a name"
    for name in ("applicants", "basis", "delivery", "channels", "authority", "edition"):
        if not getattr(matter, name):
            yield f"{name} is empty; give at least one"


def _steps(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    yield from doubles("step", (step.name for step in matter.procedure.steps))
    if (planned := len(matter.procedure.steps)) > MOST_STEPS:
        yield f"it has {planned} steps; plan at most {MOST_STEPS}: other places refuse more"
    earlier: set[str] = set()
    for step in matter.procedure.steps:
        for name in step.after:
            if name not in earlier:
                yield f"step {step.name!r} comes after {name!r}, which is no earlier step{did_you_mean(name, earlier)}"
        earlier.add(step.name)
        if isinstance(step, IrrevocableStep) and step.notice and step.at != COMPETENT:
            sent = "only the deciding place sends one; take notice out, or give it to a step of that place"
            yield f"step {step.name!r} has a notice and is taken at {step.at!r}: {sent}"


def _guardianship(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    guardianship = matter.guardianship
    if guardianship is None:
        return
    if guardianship.need not in matter.needs:
        yield f"guardianship asks for {guardianship.need.key!r}, which is none of its needs; add it to needs"
    if guardianship.need.roles != (Role.GUARDIAN,):
        yield f"guardianship asks for {guardianship.need.key!r} about another than the guardian; say about=GUARDIAN"


def _effects(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    steps = {step.name for step in matter.procedure.steps}
    for moment in matter.effects:
        name = getattr(moment, "step", "")
        if name and name not in steps:
            yield f"effects name {name!r}, which is no step{did_you_mean(name, steps)}"


def _needs(matter: Matter, parameters: Mapping[str, Parameter]) -> Iterator[str]:
    yield from doubles("need", (need.key for need in matter.needs))
    answers = {bound.name for bound in fields_of(matter.form)}
    for need in matter.needs:
        for name in need.criteria.values():
            if name not in answers:
                yield f"need {need.key!r} is narrowed by {name!r}, which is no field{did_you_mean(name, answers)}"
        attributes = need.record.__struct_fields__
        if need.whose and need.whose not in attributes:
            hint = did_you_mean(need.whose, attributes)
            yield f"need {need.key!r} says whose it is by {need.whose!r}, which the record does not have{hint}"
        for name in need.stated.values():
            if name not in parameters:
                yield f"need {need.key!r} states {name!r}, which is no parameter{did_you_mean(name, parameters)}"


def _papers(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    yield from doubles("result", (result.key for result in matter.results))
    yield from doubles("check", (item.key for item in matter.checks))


def _guide(matter: Matter, parameters: Mapping[str, Parameter]) -> Iterator[str]:
    for name in sorted(matter.guide.parameters - parameters.keys()):
        yield f"its guide names parameter {name!r}, which no parameters/*.yaml has{did_you_mean(name, parameters)}"


def _attendance(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    fields = {bound.name: bound.field for bound in fields_of(matter.form)}
    if matter.attend_on and not isinstance(fields.get(matter.attend_on), Day):
        yield f"attend_on names {matter.attend_on!r}, which is no Day field{did_you_mean(matter.attend_on, fields)}"


VALIDATIONS: tuple[Validate, ...] = (
    _identity, unnamed_terms, _steps, _guardianship, _effects, role_faults, audience_faults, _needs, prefill_faults,
    visibility_faults, material_faults, rule_faults, _papers, _guide, _attendance,
)  # fmt: skip
