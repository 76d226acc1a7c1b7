"""A matter through the life of a case: states, rules, effects and papers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from tongban.cases.effects import Claim, Written
from tongban.cases.facts import Cleared, Event, Granted, StepReported
from tongban.matters.matter import Matter
from tongban.matters.procedures import IrrevocableStep
from tongban.matters.rules import MissingEvidence, Objection
from tongban.matters.validation import cooperating_roles
from tongban.plugin_sources import in_words, origin
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.declarations import CHINESE
from tongban.testing.conformance.generated import applications, fully_reported
from tongban.testing.conformance.subject import Subject
from tongban.testing.conformance.walk import cooperating, expected, walk
from tongban.testing.effects import effect_of, written
from tongban.testing.judging import Judging

BEAR: Final = "a record or report may be None and an optional answer empty: ask for that first"
ROLES: Final = (frozenset({"receiving"}), frozenset({"competent"}), frozenset({"receiving", "competent"}))
WRITES: Final = re.compile(
    r"""\b(?:(?:INSERT(?:\s+OR\s+\w+)?|REPLACE)\s+INTO|UPDATE(?:\s+OR\s+\w+)?(?!\s+SET\b)|DELETE\s+FROM
    |(?:DROP|ALTER)\s+TABLE(?:\s+IF\s+EXISTS)?|TRUNCATE(?:\s+TABLE)?)\s+"?(\w+)""",
    re.IGNORECASE | re.VERBOSE,
)


def states(subject: Subject) -> Iterator[Fault]:
    """States that no act leads to."""
    for matter in subject.current:
        unplaced = sorted(cooperating_roles(matter) - cooperating(subject, matter).keys())
        mend = "see that every step has a place that can take it, and that no step waits for itself in after=…"
        if unplaced:
            named = ", ".join(f"{role!r}: …" for role in unplaced)
            mend = f"its route gives no place to {', '.join(unplaced)}: return Route(…, cooperating={{{named}}})"
        for state in sorted(expected(matter) - walk(subject, matter.id).states):
            what = f"no case of {matter.id} ever comes to “{state.label}”"
            yield Fault(subject.place(matter.id), what, mend)


def refusals(subject: Subject) -> Iterator[Fault]:
    """Refusals that give no reason, whoever words them, or of which the plugin's own words leave no way on."""
    for matter in subject.current:
        said = list(walk(subject, matter.id).refused)
        said += (each for judging in applications(subject, matter) for each in _objections(judging))
        own = [item.otherwise for item in matter.checks if item.otherwise is not None]
        for each in {(each.rule, each.message): each for each in (*said, *own)}.values():
            if not CHINESE.search(each.message):
                yield Fault(
                    subject.place(each.rule, matter.id), f"a refusal says {each.message!r}", "say the reason in Chinese"
                )
        for each in own:
            if not CHINESE.search(each.remedy):
                what = f"refusal {each.rule} tells nobody what to do next"
                yield Fault(subject.place(each.rule, matter.id), what, "say it in Chinese in remedy=…")


def _objections(judging: Judging) -> tuple[Objection, ...]:
    """What the rules object to an application; nothing where one breaks, which is another check's to say."""
    try:
        return judging.findings.objections
    except Exception:  # noqa: BLE001 - see `rules_hold`
        return ()


def rules_hold(subject: Subject) -> Iterator[Fault]:
    """Rules that break on answers which the form accepts."""
    for matter in subject.current:
        broken: dict[tuple[str, str], None] = {}
        for judging in applications(subject, matter):
            broken |= {(origin(each, subject.folder), in_words(each)): None for each in _breaks(judging)}
        for place, what in broken:
            told = f"a rule breaks on an application to {matter.id}: {what}"
            yield Fault(place or subject.place(matter.id), told, BEAR)


def _breaks(judging: Judging) -> Iterator[Exception]:
    if judging.parsed.answers is None:
        return
    attempts: list[Callable[[], object]] = [lambda: judging.findings]
    attempts += [partial(judging.step_findings, step) for step in judging.reports]
    for attempt in attempts:
        try:
            attempt()
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises is what is looked for
            yield error


def effects_own(subject: Subject) -> Iterator[Fault]:
    """Effects that break, or write into tables of somebody else."""
    for matter in subject.current:
        if not matter.effects:
            continue
        events = tuple(walk(subject, matter.id).events.values())
        found: dict[str, Fault] = {}
        for judging in applications(subject, matter, count=20):
            for fault in _effect_faults(subject, matter, fully_reported(judging), events):
                found.setdefault(str(fault), fault)
        yield from found.values()


def _effect_faults(subject: Subject, matter: Matter, judging: Judging, events: tuple[Event, ...]) -> Iterator[Fault]:
    if judging.parsed.answers is None or _stopped(judging):
        return
    for event in events:
        for roles in (*ROLES, cooperating_roles(matter)):
            try:
                reports = judging.application.reports if roles - {"receiving"} else {}
                found = written(matter, effect_of(judging.application, event, roles=roles, reports=reports))
            except Exception as error:  # noqa: BLE001 - as above
                if isinstance(error, MissingEvidence) and _settled_before(matter, event):
                    continue
                place = origin(error, subject.folder) or subject.place(matter.id)
                what = f"an effect of {matter.id} breaks: {in_words(error)}"
                yield Fault(place, what, "bear parts that a place may not see")
                return
            yield from _foreign(subject, matter, found)


def _foreign(subject: Subject, matter: Matter, found: Iterable[Written]) -> Iterator[Fault]:
    for each in found:
        sql, _ = each.statement if isinstance(each, Claim) else each
        for table in WRITES.findall(sql):
            if not table.startswith(f"{subject.name}_"):
                mend = f"write into tables named {subject.name}_… alone"
                yield Fault(subject.place(matter.id), f"an effect of {matter.id} writes into {table}", mend)


def _settled_before(matter: Matter, event: Event) -> bool:
    """Whether this happens only once every register has answered: what is cleared, what follows that, and a grant."""
    if isinstance(event, StepReported):
        return _after_clearing(matter, event.step)
    return isinstance(event, Cleared | Granted)


def _after_clearing(matter: Matter, name: str) -> bool:
    step = matter.procedure.step(name)
    return isinstance(step, IrrevocableStep) or any(_after_clearing(matter, each) for each in step.after)


def _stopped(judging: Judging) -> bool:
    """Whether a rule stands in the way, so that there is never a case."""
    try:
        return bool(judging.findings.blocking)
    except Exception:  # noqa: BLE001 - see `rules_hold`
        return True


CHECKS = (
    Check(id="states-reachable", sentence="every state of a case can be reached", find=states),
    Check(id="refusals-reasoned", sentence="every refusal carries its reason", find=refusals),
    Check(id="rules-hold", sentence="rules bear every application that the form accepts", find=rules_hold),
    Check(id="effects-own", sentence="effects write into the plugin's own tables only", find=effects_own),
)
