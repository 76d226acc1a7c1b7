"""An application of which one answer cannot be read: what is objected to the others must stand once it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final

from tongban.matters.matter import Matter
from tongban.testing.conformance.check import Fault
from tongban.testing.conformance.generated import applications
from tongban.testing.conformance.subject import Subject
from tongban.testing.judging import Judging

ILLEGIBLE: Final = "\N{REPLACEMENT CHARACTER}" * 2000
LET_IT: Final = "catch nothing that an answer, a party or a record raises, and ask by isinstance what form it is"
TRIED: Final = 20


def spoilt(judging: Judging) -> Iterator[Judging]:
    """The application with one after another of its answers as nobody can read it."""
    for name in judging.typed:
        made = replace(judging, typed={**judging.typed, name: ILLEGIBLE})
        if made.parsed.answers is None:
            yield made


def hasty(subject: Subject, matter: Matter) -> Iterator[Fault]:
    """Each rule that objects while an answer cannot be read, and has nothing to object once it can."""
    rules = {rule.id: rule for rule in matter.rules}
    for judging in applications(subject, matter, count=TRIED):
        with suppress(Exception):  # that a rule breaks on the whole form is what `rules_hold` tells
            whole = set(judging.findings.objections)
            for each in (each for half in spoilt(judging) for each in half.objections if each.rule in rules):
                if each not in whole:
                    what = f"rule {each.rule} judges an application to {matter.id} by an answer that cannot be read"
                    yield Fault(subject.rule_place(rules[each.rule]), what, LET_IT)
