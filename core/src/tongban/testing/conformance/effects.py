"""What a matter writes is seen being written, without an error and into the plugin's own tables alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tongban.cases.effects import Moment, Statement
from tongban.cases.facts import Event
from tongban.matters.matter import Matter
from tongban.matters.rules import Severity
from tongban.plugin_sources import in_words, origin
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.looked_up import looked_up, sampled
from tongban.testing.conformance.outcomes import mend_of
from tongban.testing.conformance.statements import columns_filled, demo_statements, tables_written
from tongban.testing.conformance.storage import columns_declared, tables
from tongban.testing.conformance.subject import Subject
from tongban.testing.conformance.written import objections, writings

REACH: Final = (
    "give the sample in testing.py answers and reports, and demo/ the records about its applicant, with which it is"
)
BEAR: Final = "a place sees only the answers, records and reports addressed to it: ask whether they are there first"


def effects_own(subject: Subject) -> Iterator[Fault]:
    """Effects that break, and effects and demo records that write elsewhere than into the plugin's own tables."""
    for matter in subject.current:
        written = writings(subject, matter.id)
        for error in written.broken:
            place = origin(error, subject.folder) or subject.place(matter.id)
            what = f"an effect of {matter.id} breaks: {in_words(error)}"
            yield Fault(place, what, mend_of(error, BEAR))
        yield from _astray(subject, f"an effect of {matter.id}", written.statements, at=subject.place(matter.id))
    yield from _astray(subject, "the demo", demo_statements(subject))


def _astray(subject: Subject, whose: str, statements: Iterable[Statement], *, at: str = "") -> Iterator[Fault]:
    """Where statements go that have no place in the tables which the plugin declares."""
    own = {name: columns_declared(table) for name, table in tables(subject).items()}
    for sql in dict.fromkeys(sql for sql, _ in statements):
        for table in tables_written(sql):
            if table not in own:
                what = f"{whose} writes into {table}, which is no table of this plugin"
                mend = f"write into those alone that its piccolo_app declares: {', '.join(own) or 'none'}"
                yield Fault(_written_at(subject, table) or at or subject.place(table), what, mend)
                continue
            for column in columns_filled(sql):
                if column not in own[table]:
                    what = f"{whose} fills {column} of {table}, which has no such column"
                    place = _written_at(subject, table) or at or subject.place(f"{column}:", column)
                    yield Fault(place, what, f"its columns are {', '.join(own[table])}")


def _written_at(subject: Subject, table: str) -> str:
    """`file:line` of the first line of code that is SQL writing into a table, or nothing."""
    return subject.code_line(lambda line: table in tables_written(line))


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
    Check(id="effects-own", sentence="effects and the demo write into the plugin's own tables only", find=effects_own),
    Check(id="effects-seen", sentence="everything a matter writes is seen being written", find=effects_seen),
)
