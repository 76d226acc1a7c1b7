"""What a matter writes is seen being written, without an error and into the plugin's own tables alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tongban.cases.effects import Moment
from tongban.cases.facts import Event
from tongban.matters.matter import Matter
from tongban.matters.rules import Severity
from tongban.plugin_sources import in_words, origin
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.looked_up import looked_up, sampled
from tongban.testing.conformance.subject import Subject
from tongban.testing.conformance.written import objections, writings

REACH: Final = (
    "give the sample in testing.py answers and reports, and demo/ the records about its applicant, with which it is"
)
BEAR: Final = "a place sees only the answers, records and reports addressed to it: ask whether they are there first"
WRITES: Final = re.compile(
    r"""\b(?:(?:INSERT(?:\s+OR\s+\w+)?|REPLACE)\s+INTO|UPDATE(?:\s+OR\s+\w+)?(?!\s+SET\b)|DELETE\s+FROM
    |(?:DROP|ALTER)\s+TABLE(?:\s+IF\s+EXISTS)?|TRUNCATE(?:\s+TABLE)?)\s+"?(\w+)""",
    re.IGNORECASE | re.VERBOSE,
)


def effects_own(subject: Subject) -> Iterator[Fault]:
    """Effects that break, or write into tables of somebody else."""
    for matter in subject.current:
        written = writings(subject, matter.id)
        for error in written.broken:
            place = origin(error, subject.folder) or subject.place(matter.id)
            what = f"an effect of {matter.id} breaks: {in_words(error)}"
            yield Fault(place, what, BEAR)
        for table in dict.fromkeys(table for sql, _ in written.statements for table in WRITES.findall(sql)):
            if not table.startswith(f"{subject.name}_"):
                mend = f"write into tables named {subject.name}_… alone"
                yield Fault(subject.place(matter.id), f"an effect of {matter.id} writes into {table}", mend)


def effects_seen(subject: Subject) -> Iterator[Fault]:
    """What a matter writes at a moment and nobody has seen it write, so that no check of it says anything."""
    for matter in subject.current:
        made = writings(subject, matter.id)
        if made.broken or sampled(subject, matter) is None:
            continue  # other checks tell
        why = _stopping(subject, matter) or "nobody applies so that it writes anything, the sample included"
        for moment, write in matter.effects.items():
            if moment not in made.seen:
                what = f"what {matter.id} writes at {_named(moment)} is never seen: {why}"
                yield Fault(subject.code_place(write) or subject.place(matter.id), what, REACH)


def _stopping(subject: Subject, matter: Matter) -> str:
    """What the rules object to the sample."""
    said = [each for judging in looked_up(subject, matter) for each in objections(judging)]
    blocking = {each.rule: each.message for each in said if each.severity is Severity.BLOCKING}
    return "；".join(f"the sample is stopped by {rule}: {message}" for rule, message in blocking.items())


def _named(moment: type[Event] | Moment) -> str:
    """A moment as the author writes it."""
    if isinstance(moment, type):
        return moment.__name__
    return f'{moment.name}("{moment.step}")' if moment.step else moment.name.upper().replace(" ", "_")


CHECKS = (
    Check(id="effects-own", sentence="effects write into the plugin's own tables only", find=effects_own),
    Check(id="effects-seen", sentence="everything a matter writes is seen being written", find=effects_seen),
)
