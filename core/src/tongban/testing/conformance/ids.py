"""Ids have the stated shape, and are nobody else's among the plugins installed here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongban.cases.calendar_files import load_calendar
from tongban.clock import SystemClock
from tongban.errors import TongbanError
from tongban.evidence.registers import Register, RegisterContext
from tongban.plugin_sources import installed
from tongban.plugins import Plugins, load_plugins
from tongban.routing.divisions import load_divisions
from tongban.storage import open_database
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.subject import Subject

RULE_ID: Final = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
REGISTER: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True)
class Others:
    """What the other plugins installed here have: each id with the plugin whose it is."""

    prefixes: Mapping[str, str]
    rules: Mapping[str, str]
    registers: Mapping[str, str]


def ids(subject: Subject) -> Iterator[Fault]:
    """Ids of another shape, and ids that somebody else has too."""
    others = others_than(subject.name)
    yield from _matter_faults(subject, others)
    yield from _rule_faults(subject, others)
    yield from _need_faults(subject)
    yield from _register_faults(subject, others)


def _matter_faults(subject: Subject, others: Others) -> Iterator[Fault]:
    for matter in subject.current:
        if owner := others.prefixes.get(matter.plugin_prefix):
            what = f"the id of {matter.id} begins like those of the installed plugin {owner!r}"
            yield Fault(subject.place(matter.id), what, f"write another prefix, such as {subject.name}.")


def _rule_faults(subject: Subject, others: Others) -> Iterator[Fault]:
    said: dict[str, str] = {}
    for _, rule in subject.rules():
        place = subject.rule_place(rule)
        if not RULE_ID.fullmatch(rule.id):
            yield Fault(place, f"rule id {rule.id!r} is not like HF-TR-02", "give it a prefix and a number")
        if said.setdefault(rule.id, rule.message) != rule.message:
            yield Fault(place, f"two rules are named {rule.id!r} and say different things", "rename one")
        if owner := others.rules.get(rule.id):
            what = f"rule id {rule.id!r} is one of the installed plugin {owner!r} too"
            yield Fault(place, what, "give it a prefix of your own")


def _need_faults(subject: Subject) -> Iterator[Fault]:
    for need in (need for matter in subject.matters for need in matter.needs):
        if not REGISTER.fullmatch(need.register):
            what = f"register {need.register!r} is not named like {subject.name}.record"
            mend = "write the plugin that offers it, a full stop, and its name in small letters"
            yield Fault(subject.place(need.register), what, mend)


def _register_faults(subject: Subject, others: Others) -> Iterator[Fault]:
    for register in own_registers(subject):
        if getattr(register, "takes_over", False) is True:
            continue
        if owner := others.registers.get(register.name):
            what = f"register {register.name!r} is offered by the installed plugin {owner!r} too"
            mend = "rename it, or say takes_over = True on it if it stands in for that one"
            yield Fault(subject.place(register.name), what, mend)
        elif not register.name.startswith(f"{subject.name}."):
            what = f"register {register.name!r} does not begin with the name of its plugin"
            yield Fault(subject.place(register.name), what, f"name it {subject.name}.… there and in its Needs")


@cache
def others_than(plugin: str) -> Others:
    """The ids of every other installed plugin that loads; one that does not is told by its own check."""
    loaded = [found for name in sorted(installed()) if name != plugin and (found := _loaded(name))]
    return Others(
        prefixes={matter.plugin_prefix: name for name, found in loaded for matter in found.matters},
        rules={
            rule.id: name
            for name, found in loaded
            for matter in found.matters
            for rules in (matter.rules, *(step.rules for step in matter.procedure.steps))
            for rule in rules
        },
        registers={register.name: name for name, found in loaded for register in offered(found)},
    )


def _loaded(name: str) -> tuple[str, Plugins] | None:
    try:
        return name, load_plugins([name])
    except TongbanError:
        return None


@cache
def own_registers(subject: Subject) -> tuple[Register, ...]:
    """The registers that the plugin offers."""
    return offered(subject.plugins)


def offered(plugins: Plugins) -> tuple[Register, ...]:
    """The registers that plugins offer, made on a database that is never opened."""
    context = RegisterContext(
        database=open_database("sqlite:///never-opened.db"),
        clock=SystemClock(),
        calendar=load_calendar(),
        divisions=load_divisions(),
    )
    needed = {need.register for matter in plugins.matters for need in matter.needs}
    return tuple(plugins.registers(context, remote=needed))


CHECKS = (Check(id="ids", sentence="ids have the stated shape and are nobody else's", find=ids),)
