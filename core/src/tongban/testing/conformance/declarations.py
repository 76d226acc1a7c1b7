"""Messages and bases: what a matter and its rules say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from tongban.evidence.established import can_be_read
from tongban.matters.basis import Basis
from tongban.matters.fields import Choice
from tongban.matters.forms import Bound, fields_of
from tongban.matters.guides import FILE
from tongban.matters.materials import Pledge
from tongban.matters.matter import Matter
from tongban.matters.needs import Needs
from tongban.matters.procedures import IrrevocableStep
from tongban.matters.recorded import fields_of_record
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.ids import own_registers
from tongban.testing.conformance.subject import Subject
from tongban.yaml_files import place_in

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OPEN: Final = re.compile(
    r"\b(TODO|TBD|FIXME|XXX)\b|^[（(\s]*(待[定补查填写][充写]?|暂缺|暂无|无|未知|不详|略)[)）\s]*$"
)
"""What is written where somebody means to look it up later."""


def is_named(document: str) -> bool:
    """Whether a text names a law or document, as officials do, and does not only hold its place."""
    return bool(CHINESE.search(document)) and not OPEN.search(document)


def chinese(subject: Subject) -> Iterator[Fault]:
    """What people read and is not Chinese."""
    said = (_of_matters, _of_guides, _of_fields, _of_rules, _of_registers, _of_papers)
    for place, what, text in (each for texts in said for each in texts(subject)):
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
        if matter.guide.joint:
            yield place_in(file, matter.id, "joint"), "what a co-applicant is told", matter.guide.joint


def _of_fields(subject: Subject) -> Iterator[tuple[str, str, str]]:
    for _, form in subject.forms():
        for bound in fields_of(form):
            place = subject.field_place(form, bound.name)
            yield from ((place, f"field {bound.name!r}", text) for text in _words(bound))


def _words(bound: Bound) -> Iterator[str]:
    """What a form shows of a field; what it says of a fault is told by `refusals-reasoned`."""
    field = bound.field
    yield field.label
    yield from filter(None, (field.help, field.section))
    if isinstance(field, Choice):
        yield from (words for _, words in field.options if any(letter.isalpha() for letter in words))


def _of_rules(subject: Subject) -> Iterator[tuple[str, str, str]]:
    yield from ((subject.rule_place(rule), f"rule {rule.id}", rule.message) for _, rule in subject.rules())


def _of_registers(subject: Subject) -> Iterator[tuple[str, str, str]]:
    for register in own_registers(subject):
        place = subject.place(register.name)
        yield place, f"the title of register {register.name}", register.title
        yield place, f"the issuer of register {register.name}", register.issuer


def _of_papers(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """The labels under which an officer types what a paper says in place of a register."""
    for need in _on_paper(subject):
        record: type[msgspec.Struct] = need.record
        for name, field in fields_of_record(record).items():
            yield subject.place(need.register), f"{record.__name__}.{name}, which is read from a paper,", field.label


def _on_paper(subject: Subject) -> set[Needs[Any]]:
    return {
        need
        for matter in subject.matters
        for need in matter.needs
        if any(can_be_read(material, need) for material in matter.materials)
    }


def _texts(matter: Matter) -> Iterator[tuple[str, str]]:
    yield "the matter's name", matter.name
    yield from (("the fee", text) for text in filter(None, [matter.fee]))
    for material in matter.materials:
        pledged = (source.text for source in material.sources if isinstance(source, Pledge))
        said = (material.name, *filter(None, [material.reason]), *pledged)
        yield from ((f"material {material.key!r}", text) for text in said)
    yield from ((f"step {each.name!r}", each.title) for each in matter.procedure.steps)
    yield from ((f"result {each.key!r}", each.title) for each in matter.results)
    steps = (step for step in matter.procedure.steps if isinstance(step, IrrevocableStep))
    yield from ((f"the notice of step {each.name!r}", each.notice.title) for each in steps if each.notice)
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
            if fault := _unfounded(basis):
                yield Fault(subject.place(matter.id), fault, "name it as officials do")
    for _, rule in subject.rules():
        if rule.basis is None:
            what = f"rule {rule.id} refuses without a basis"
            yield Fault(subject.rule_place(rule), what, 'name the law and the article: basis=Basis("…", "第…条")')
        elif fault := _unfounded(rule.basis):
            yield Fault(subject.rule_place(rule), f"rule {rule.id}: {fault}", "name it as officials do")


def _unfounded(basis: Basis) -> str:
    """What a basis leaves open, or nothing."""
    if not is_named(basis.law):
        return f"basis {basis.law!r} names no law"
    return f"basis {basis.law} names no article by {basis.article!r}" if OPEN.search(basis.article) else ""


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
