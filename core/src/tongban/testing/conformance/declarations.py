"""Ids, messages and bases: what a matter and its rules say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.subject import Subject, rule_place

CHINESE = re.compile(r"[\u4e00-\u9fff]")
RULE_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")


def ids(subject: Subject) -> Iterator[Fault]:
    """Ids that others could have too."""
    said: dict[str, str] = {}
    for _, rule in subject.rules():
        if not RULE_ID.fullmatch(rule.id):
            yield Fault(rule_place(rule), f"rule id {rule.id!r} is not like HF-TR-02", "give it a prefix and a number")
        if said.setdefault(rule.id, rule.message) != rule.message:
            yield Fault(rule_place(rule), f"two rules are named {rule.id!r} and say different things", "rename one")
    for need in (need for matter in subject.matters for need in matter.needs):
        if "." not in need.register:
            mend = f"write {subject.name}.{need.register}, the name under which its register is offered"
            yield Fault(subject.place(need.register), f"register {need.register!r} has no prefix", mend)


def chinese(subject: Subject) -> Iterator[Fault]:
    """What people read and is not Chinese."""
    for place, what, text in (*_of_matters(subject), *_of_fields(subject), *_of_rules(subject)):
        if not CHINESE.search(text):
            yield Fault(place, f"{what} says {text!r}", "write it in Chinese")


def _of_matters(subject: Subject) -> Iterator[tuple[str, str, str]]:
    for matter in subject.matters:
        yield from ((subject.place(text or matter.id), what, text) for what, text in _texts(matter))


def _of_fields(subject: Subject) -> Iterator[tuple[str, str, str]]:
    for _, form in subject.forms():
        for bound in fields_of(form):
            texts = [bound.field.label, *([bound.field.help] if bound.field.help else [])]
            yield from ((subject.field_place(form, bound.name), f"field {bound.name!r}", text) for text in texts)


def _of_rules(subject: Subject) -> Iterator[tuple[str, str, str]]:
    yield from ((rule_place(rule), f"rule {rule.id}", rule.message) for _, rule in subject.rules())


def _texts(matter: Matter) -> Iterator[tuple[str, str]]:
    yield "the matter's name", matter.name
    yield "the summary in guides.yaml", matter.guide.summary
    yield from ((f"material {each.key!r}", each.name) for each in matter.materials)
    yield from ((f"step {each.name!r}", each.title) for each in matter.procedure.steps)
    yield from ((f"result {each.key!r}", each.title) for each in matter.results)
    yield from ((f"check {each.key!r}", each.text) for each in matter.checks)
    yield from ((f"need {each.key!r}", each.title) for each in matter.needs)
    yield from (("a condition", each) for each in matter.guide.conditions)


def remedies(subject: Subject) -> Iterator[Fault]:
    """Reasons that leave the applicant without a way on."""
    for _, rule in subject.rules():
        if not CHINESE.search(rule.remedy):
            what = f"rule {rule.id} tells nobody what to do next"
            yield Fault(rule_place(rule), what, "say it in Chinese in remedy=…")


def bases(subject: Subject) -> Iterator[Fault]:
    """Reasons and matters without a ground in law."""
    for matter in subject.matters:
        for basis in matter.basis:
            if not CHINESE.search(basis.law):
                yield Fault(subject.place(matter.id), f"basis {basis.law!r} names no law", "name it as officials do")
    for _, rule in subject.rules():
        if rule.basis is None:
            what = f"rule {rule.id} refuses without a basis"
            yield Fault(rule_place(rule), what, 'name the law and the article: basis=Basis("…", "第…条")')


def purposes(subject: Subject) -> Iterator[Fault]:
    """Questions to registers without a purpose."""
    for need in (need for matter in subject.matters for need in matter.needs):
        if not CHINESE.search(need.purpose):
            what = f"need {need.key!r} does not say what the record is for"
            yield Fault(subject.place(need.register), what, "say it in Chinese in purpose=…; the holder logs it")


CHECKS = (
    Check(id="ids", sentence="ids are prefixed and nobody else's", find=ids),
    Check(id="chinese", sentence="what people read is Chinese", find=chinese),
    Check(id="remedies", sentence="every refusal says what to do next", find=remedies),
    Check(id="bases", sentence="matters and refusals name their legal basis", find=bases),
    Check(id="purposes", sentence="every question to a register names its purpose", find=purposes),
)
