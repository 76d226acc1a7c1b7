"""A matter through the life of a case: the states it comes to, and what its rules and refusals say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Final

from tongban.matters.forms import Form, fields_of, parse
from tongban.matters.matter import Matter
from tongban.matters.place_roles import cooperating_roles
from tongban.matters.rules import Objection
from tongban.plugin_sources import in_words, origin
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.declarations import CHINESE
from tongban.testing.conformance.generated import applications
from tongban.testing.conformance.half_forms import hasty
from tongban.testing.conformance.looked_up import looked_up
from tongban.testing.conformance.outcomes import broken_outcomes
from tongban.testing.conformance.silence import silenced
from tongban.testing.conformance.subject import Subject
from tongban.testing.conformance.walk import cooperating, expected, walk
from tongban.testing.conformance.written import objections, writings
from tongban.testing.judging import Judging

NONSENSE: Final = "\N{SNOWMAN}" * 2000
GIVE: Final = (
    "let it yield Breach(…) with a value for each {name} in its message and remedy, and nothing where all is well"
)
BEAR: Final = "mend that line; a record or report may be None and an optional answer empty: ask for that first"


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
    """Refusals that give no reason or leave no way on, whoever words them: rules, fields, checks, claims or core."""
    for matter in subject.current:
        told = {(each.rule, each.message): (each, place) for each, place in _refusals(subject, matter)}
        for each, place in told.values():
            if not CHINESE.search(each.message):
                yield Fault(place(), f"a refusal says {each.message!r}", "say the reason in Chinese")
            if not CHINESE.search(each.remedy):
                what = f"refusal {each.rule} tells nobody what to do next"
                yield Fault(place(), what, "say it in Chinese in remedy=…")


def _refusals(subject: Subject, matter: Matter) -> Iterator[tuple[Objection, Callable[[], str]]]:
    """Each refusal with a way to find where it is worded; a rule without a remedy is what `remedies` tells."""
    worded = {rule.id for _, rule in subject.rules() if not CHINESE.search(rule.remedy)}
    said = list(walk(subject, matter.id).refused)
    said += (each for judging in applications(subject, matter) for each in objections(judging))
    said += (item.otherwise for item in matter.checks if item.otherwise is not None)
    said += writings(subject, matter.id).refusals
    yield from ((each, partial(subject.place, each.rule, matter.id)) for each in said if each.rule not in worded)
    for form in (matter.form, *(step.form for step in matter.procedure.steps if step.form is not None)):
        yield from ((each, partial(subject.field_place, form, each.field)) for each in _objections_of(form))


def _objections_of(form: type[Form]) -> Iterator[Objection]:
    """What its fields say to somebody who types nothing, and to one who types nonsense."""
    for typed in ("", NONSENSE):
        answers = {bound.name: typed for bound in fields_of(form)}
        yield from parse(form, answers, lambda _field, _value: None).objections


def rules_hold(subject: Subject) -> Iterator[Fault]:
    """Rules, routes, calculations and papers that break on answers which the form accepts, or judge by others."""
    for matter in subject.current:
        broken: dict[Fault, None] = {}
        for judging in (*applications(subject, matter), *_sampled(subject, matter), *silenced(subject, matter)):
            if judging.parsed.answers is not None:
                broken |= dict.fromkeys(_breaks(subject, matter, judging))
        yield from (broken | dict.fromkeys(hasty(subject, matter)))


def _sampled(subject: Subject, matter: Matter) -> list[Judging]:
    """The sample with what the registers say of it; nothing where it breaks, as it then does without that too."""
    with suppress(Exception):
        return list(looked_up(subject, matter))
    return []


def _breaks(subject: Subject, matter: Matter, judging: Judging) -> Iterator[Fault]:
    """Each rule that raises something: in a line of its own, or by what it gives back, which its words cannot take."""
    try:
        application = judging.application
    except Exception as error:  # noqa: BLE001 - whatever a plugin raises is what is looked for
        what = f"the other parties of an application to {matter.id} cannot be told: {in_words(error)}"
        yield Fault(origin(error, subject.folder) or subject.place(matter.id), what, BEAR)
        return
    reported = [rule for step in judging.reports for rule in matter.procedure.step(step).rules]
    for rule in (*matter.rules, *reported):
        try:
            rule.findings(application)
        except Exception as error:  # noqa: BLE001 - as above
            what = f"rule {rule.id} breaks on an application to {matter.id}: {in_words(error)}"
            place = origin(error, subject.folder)
            yield Fault(place or subject.rule_place(rule), what, BEAR if place else GIVE)
    yield from broken_outcomes(subject, matter, judging)


CHECKS = (
    Check(id="states-reachable", sentence="every state of a case can be reached", find=states),
    Check(id="refusals-reasoned", sentence="every refusal carries its reason and remedy", find=refusals),
    Check(id="rules-hold", sentence="rules, route, amount and papers bear what the form accepts", find=rules_hold),
)
