"""Messages and bases: what a matter and its rules say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.matters.forms import fields_of
from tongban.matters.guides import FILE
from tongban.matters.matter import Matter
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.subject import Subject
from tongban.yaml_files import place_in

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def chinese(subject: Subject) -> Iterator[Fault]:
    """What people read and is not Chinese."""
    for place, what, text in (*_of_matters(subject), *_of_guides(subject), *_of_fields(subject), *_of_rules(subject)):
        if not CHINESE.search(text):
            yield Fault(place, f"{what} says {text!r}", "write it in Chinese")


def _of_matters(subject: Subject) -> Iterator[tuple[str, str, str]]:
    for matter in subject.matters:
        yield from ((subject.place(text, matter.id), what, text) for what, text in _texts(matter))


def _of_guides(subject: Subject) -> Iterator[tuple[str, str, str]]:
    file = subject.folder / FILE
    for matter in subject.current:
        yield place_in(file, matter.id, "summary"), "the summary", matter.guide.summary
        for number, text in enumerate(matter.guide.conditions):
            yield place_in(file, matter.id, "conditions", number), "a condition", text


def _of_fields(subject: Subject) -> Iterator[tuple[str, str, str]]:
    for _, form in subject.forms():
        for bound in fields_of(form):
            texts = [bound.field.label, *([bound.field.help] if bound.field.help else [])]
            yield from ((subject.field_place(form, bound.name), f"field {bound.name!r}", text) for text in texts)


def _of_rules(subject: Subject) -> Iterator[tuple[str, str, str]]:
    yield from ((subject.rule_place(rule), f"rule {rule.id}", rule.message) for _, rule in subject.rules())


def _texts(matter: Matter) -> Iterator[tuple[str, str]]:
    yield "the matter's name", matter.name
    yield from ((f"material {each.key!r}", each.name) for each in matter.materials)
    yield from ((f"step {each.name!r}", each.title) for each in matter.procedure.steps)
    yield from ((f"result {each.key!r}", each.title) for each in matter.results)
    yield from ((f"check {each.key!r}", each.text) for each in matter.checks)
    yield from ((f"need {each.key!r}", each.title) for each in matter.needs)


def remedies(subject: Subject) -> Iterator[Fault]:
    """Reasons that leave the applicant without a way on."""
    for _, rule in subject.rules():
        if not CHINESE.search(rule.remedy):
            what = f"rule {rule.id} tells nobody what to do next"
            yield Fault(subject.rule_place(rule), what, "say it in Chinese in remedy=…")


def bases(subject: Subject) -> Iterator[Fault]:
    """Reasons and matters without a ground in law."""
    for matter in subject.matters:
        for basis in matter.basis:
            if not CHINESE.search(basis.law):
                yield Fault(subject.place(matter.id), f"basis {basis.law!r} names no law", "name it as officials do")
    for _, rule in subject.rules():
        if rule.basis is None:
            what = f"rule {rule.id} refuses without a basis"
            yield Fault(subject.rule_place(rule), what, 'name the law and the article: basis=Basis("…", "第…条")')


def purposes(subject: Subject) -> Iterator[Fault]:
    """Questions to registers without a purpose."""
    for need in (need for matter in subject.matters for need in matter.needs):
        if not CHINESE.search(need.purpose):
            what = f"need {need.key!r} does not say what the record is for"
            yield Fault(subject.place(need.register), what, "say it in Chinese in purpose=…; the holder logs it")


CHECKS = (
    Check(id="chinese", sentence="what people read is Chinese", find=chinese),
    Check(id="remedies", sentence="every refusal says what to do next", find=remedies),
    Check(id="bases", sentence="matters and refusals name their legal basis", find=bases),
    Check(id="purposes", sentence="every question to a register names its purpose", find=purposes),
)
