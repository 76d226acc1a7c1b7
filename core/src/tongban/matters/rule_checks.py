"""What is wrong with the rules of a matter and of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.matters.naming import doubles
from tongban.matters.parameters import Parameter
from tongban.matters.rules import Rule
from tongban.plugin_sources import did_you_mean


def rule_faults(matter: Matter, _: Mapping[str, Parameter]) -> Iterator[str]:
    """Rules without words, and those that point at nothing on their form."""
    steps = matter.procedure.steps
    once_more = [rule for step in steps for rule in step.rules if rule not in matter.rules]
    yield from doubles("rule", (rule.id for rule in (*matter.rules, *once_more)))
    materials = {material.key for material in matter.materials}
    yield from _faults_of(matter.rules, {bound.name for bound in fields_of(matter.form)} | materials)
    for step in steps:
        yield from _faults_of(step.rules, {bound.name for bound in fields_of(step.form)} if step.form else set())


def _faults_of(rules: Iterable[Rule], known: set[str]) -> Iterator[str]:
    for rule in rules:
        code = getattr(rule.check, "__code__", None)
        place = f"{code.co_filename}:{code.co_firstlineno}: " if code else ""
        if not rule.id or not rule.message:
            yield f"{place}a rule needs an id and a message"
        if rule.field and rule.field not in known:
            hint = did_you_mean(rule.field, known)
            yield f"{place}rule {rule.id!r} points at {rule.field!r}, no field or material{hint}"
