"""What a matter's effects write, for applications made up from what it declares: at each fact, at each place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from tongban.cases.effects import Claim, Moment, Statement, Written, moments_of
from tongban.cases.facts import Cleared, Event, Granted, Outcome, StepReported
from tongban.matters.matter import Matter
from tongban.matters.place_roles import cooperating_roles
from tongban.matters.procedures import IrrevocableStep
from tongban.matters.rules import MissingEvidence, Objection
from tongban.matters.shapes import fits
from tongban.testing.conformance.generated import applications, fully_reported
from tongban.testing.conformance.looked_up import looked_up
from tongban.testing.conformance.silence import silenced, waited_for
from tongban.testing.conformance.subject import Subject
from tongban.testing.conformance.walk import walk
from tongban.testing.effects import effect_of, written
from tongban.testing.judging import Judging

ROLES: Final = (frozenset({"receiving"}), frozenset({"competent"}), frozenset({"receiving", "competent"}))
TRIED: Final = 20
PLACE: Final = re.compile(r"\$\d+")
Reports = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Writings:
    """The statements and claims of each application that came so far, and what a plugin's code raised.

    `seen` are the moments at which something was written.
    """

    of: list[tuple[Judging, list[Written]]] = field(default_factory=list)
    seen: set[type[Event] | Moment] = field(default_factory=set)
    broken: list[Exception] = field(default_factory=list)

    @property
    def statements(self) -> Iterator[Statement]:
        """Every statement, those of claims among them."""
        yield from (statement_of(each) for _, found in self.of for each in found)

    @property
    def refusals(self) -> Iterator[Objection]:
        """What is said where a claim finds no row."""
        yield from (each.otherwise for _, found in self.of for each in found if isinstance(each, Claim))


def statement_of(each: Written) -> Statement:
    """The SQL of a statement or claim, with its arguments."""
    return each.statement if isinstance(each, Claim) else each


@cache
def writings(subject: Subject, matter_id: str) -> Writings:
    """Everything that the effects of the matter write; an application that breaks one is followed no further."""
    matter, made = subject.plugins.matter(matter_id), Writings()
    if not matter.effects:
        return made
    events = tuple(walk(subject, matter.id).events.values())
    generated = (fully_reported(judging) for judging in applications(subject, matter, count=TRIED))
    for judging in (*looked_up(subject, matter), *silenced(subject, matter), *generated):
        if judging.parsed.answers is not None and not _stopped(judging):
            _write(matter, judging, events, made)
    return made


def _write(matter: Matter, judging: Judging, events: tuple[Event, ...], made: Writings) -> None:
    all_of_it: list[Written] = []
    made.of.append((judging, all_of_it))
    known = judging.application
    for event in events:
        for roles in (*ROLES, cooperating_roles(matter)):
            reports = _entered(matter, event, known.reports) if roles - {"receiving"} else {}
            try:
                found = _sound(written(matter, effect_of(known, event, roles=roles, reports=reports)))
            except Exception as error:  # noqa: BLE001 - whatever a plugin raises is what is looked for
                if isinstance(error, MissingEvidence) and _settled_before(matter, event) and waited_for(judging):
                    continue
                made.broken.append(error)
                return
            all_of_it += found
            made.seen |= set(moments_of(event)) if found else set()


def _sound(found: Sequence[Written]) -> Sequence[Written]:
    """What was written, if a database could be given it; raises `TypeError`."""
    for each in found:
        if not isinstance(each, Claim) and not fits(each, Statement):
            raise TypeError('it gives something else than a list of ("…$1…", (argument,)), each with its comma')
        sql, arguments = statement_of(each)
        if len(set(PLACE.findall(sql))) != len(arguments):
            raise TypeError(f"{sql!r} has other places, $1 and so on, than its {len(arguments)} arguments")
    return found


def _entered(matter: Matter, event: Event, reports: Reports) -> Reports:
    """Of all that officers enter, what is there when a step is cleared or reported: the steps before it, and itself."""
    match event:
        case Cleared(step=step):
            there = _before(matter, step)
        case StepReported(step=step, outcome=outcome):
            there = _before(matter, step) | ({step} if outcome is Outcome.DONE else set())
        case _:
            return reports
    return {name: entered for name, entered in reports.items() if name in there}


def _before(matter: Matter, name: str) -> frozenset[str]:
    """The steps that are done before a step begins."""
    after = matter.procedure.step(name).after
    return frozenset(after).union(*(_before(matter, each) for each in after))


def _settled_before(matter: Matter, event: Event) -> bool:
    """Whether this waits for registers that have not answered: what is cleared, what follows that, and a grant."""
    if isinstance(event, StepReported):
        return _after_clearing(matter, event.step)
    return isinstance(event, Cleared | Granted)


def _after_clearing(matter: Matter, name: str) -> bool:
    return any(isinstance(matter.procedure.step(each), IrrevocableStep) for each in {name, *_before(matter, name)})


def _stopped(judging: Judging) -> bool:
    """Whether a rule stands in the way, so that there is never a case."""
    try:
        return bool(judging.findings.blocking)
    except Exception:  # noqa: BLE001 - that a rule breaks is what `rules_hold` tells
        return True


def objections(judging: Judging) -> tuple[Objection, ...]:
    """What the rules object to an application; nothing where one breaks, which is another check's to say."""
    try:
        return judging.findings.objections
    except Exception:  # noqa: BLE001 - see `rules_hold`
        return ()
