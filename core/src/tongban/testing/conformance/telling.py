"""What a plugin has written to refuse with is said somewhere: each rule by a matter, each wording by a rule."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Final

from tongban.matters.rules import Rule
from tongban.matters.wordings import WordedRules
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.subject import Source, Subject
from tongban.testing.conformance.texts import Texts
from tongban.yaml_files import place_in

ELSEWHERE: Final = frozenset({"pages", "piccolo_migrations"})
"""Modules that need the site, and those that Piccolo loads; no rule is theirs."""


def rules_told(subject: Subject) -> Iterator[Fault]:
    """Rules in no matter's `rules`, nor any step's, and words that no rule says: nobody is ever told them."""
    told = {rule.id for _, rule in subject.rules()}
    found = tuple(_named_in_modules(subject))
    for rule in {each.id: each for each in found if isinstance(each, Rule)}.values():
        if rule.id not in told:
            mend = "name it in rules=… of its matter or of a step, or take it out"
            yield Fault(subject.rule_place(rule), f"rule {rule.id} stands in the rules of no matter and no step", mend)
    written = Texts.of(source for source in subject.sources if not source.is_for_tests)
    for words in {each.path: each for each in found if isinstance(each, WordedRules)}.values():
        for key in sorted(words.wordings.keys() - told):
            if not written.hold(key):
                mend = f'write the rule that says them, @rule("{key}"), or take them out'
                yield Fault(place_in(words.path, key), f"nothing says the words of {key}", mend)


def _named_in_modules(subject: Subject) -> Iterator[object]:
    """What the modules of the package give names to, by themselves or together in a tuple or list."""
    for source in subject.sources:
        if not source.is_for_tests and ELSEWHERE.isdisjoint(_parts(subject, source)):
            with suppress(Exception):  # a module that nobody loads and that cannot be loaded has no rules
                name = ".".join((subject.package, *_parts(subject, source))).removesuffix(".__init__")
                for value in vars(import_module(name)).values():
                    yield from value if isinstance(value, list | tuple) else (value,)


def _parts(subject: Subject, source: Source) -> tuple[str, ...]:
    """Where in its package a module lies."""
    return source.path.relative_to(subject.folder).with_suffix("").parts


CHECKS = (Check(id="rules-told", sentence="every rule that is written is told by a matter", find=rules_told),)
