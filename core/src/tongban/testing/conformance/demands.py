"""Steps have place and time; no more is asked for than is needed, and no more people see it than need it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args, get_type_hints

import msgspec

from tongban.matters.fields import Field
from tongban.matters.forms import fields_of
from tongban.matters.materials import FromRegister
from tongban.matters.matter import Matter
from tongban.matters.needs import COMPETENT, RECEIVING
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.subject import Subject

# 个人信息保护法 第四条; the label says what an answer is.
PERSONAL = re.compile(
    "姓名|证件号|身份证号|公民身份号码|手机|电话|住址|户籍地址|婚姻状况|出生日期|银行账号|银行卡|病|残疾等级|民族"
)


def steps_timed(subject: Subject) -> Iterator[Fault]:
    """Steps without an end."""
    for matter in subject.matters:
        for step in matter.procedure.steps:
            if not step.within:
                mend = "name the parameter that holds its working days in within=…"
                yield Fault(subject.place(step.name), f"step {step.name!r} of {matter.id} has no time limit", mend)


def materials_waived(subject: Subject) -> Iterator[Fault]:
    """Papers demanded that a declared register answers for (CM-03, 国务院令第716号 第七条)."""
    supplied = {m.name for matter in subject.matters for m in matter.materials if m.waived}
    supplied |= {need.title for matter in subject.matters for need in matter.needs}
    for matter in subject.matters:
        for material in matter.materials:
            if material.waived:
                continue
            named = any(isinstance(source, FromRegister) for source in material.sources)
            if named or material.name in supplied:
                what = f"material {material.name!r} of {matter.id} is demanded, though a register supplies it"
                mend = "put FromRegister(…) first among its sources (CM-03)"
                yield Fault(subject.place(material.key), what, mend)


def answers_prefilled(subject: Subject) -> Iterator[Fault]:
    """Answers demanded that a declared register holds under the same name and title."""
    for matter in subject.matters:
        held = {(field.name, title): need for need in matter.needs for field, title in _titled(need.record)}
        for bound in fields_of(matter.form):
            need = held.get((bound.name, bound.field.label))
            if need is not None and bound.field.prefill is None:
                what = f"the applicant types {bound.field.label!r}, which {need.register} holds"
                mend = f'fill it in: prefill=Prefill(need="{need.key}", attribute="{bound.name}")'
                yield Fault(subject.field_place(matter.form, bound.name), what, mend)


def _titled(record: type[msgspec.Struct]) -> Iterator[tuple[msgspec.structs.FieldInfo, str]]:
    hints = get_type_hints(record, include_extras=True)
    for field in msgspec.structs.fields(record):
        titles = [each.title for each in get_args(hints[field.name]) if isinstance(each, msgspec.Meta) and each.title]
        yield from ((field, title) for title in titles)


def personal_classified(subject: Subject) -> Iterator[Fault]:
    """Personal answers that nobody has marked as such."""
    for _, form in subject.forms():
        for bound in fields_of(form):
            if PERSONAL.search(bound.field.label) and not bound.field.sensitive:
                what = f"{bound.field.label!r} is personal and not classified"
                yield Fault(subject.field_place(form, bound.name), what, "mark the field sensitive=True")


def personal_seen(subject: Subject) -> Iterator[Fault]:
    """Personal answers open to a place that takes no step with them."""
    for matter, form in subject.forms():
        for bound in fields_of(form):
            for role in sorted(_idle(bound.field, matter)) if bound.field.sensitive else ():
                what = f"{bound.field.label!r} is shown to {role!r}, which takes no step in {matter.id}"
                mend = f"take {role!r} out of its audience; a register there is told what `by` names anyway"
                yield Fault(subject.field_place(form, bound.name), what, mend)


def _idle(field: Field, matter: Matter) -> frozenset[str]:
    return field.audience - {RECEIVING, COMPETENT} - {step.at for step in matter.procedure.steps}


CHECKS = (
    Check(id="steps-timed", sentence="each step has a place and a time limit", find=steps_timed),
    Check(id="materials-waived", sentence="no paper is demanded that a register supplies", find=materials_waived),
    Check(id="answers-prefilled", sentence="no answer is demanded that a register holds", find=answers_prefilled),
    Check(id="personal-classified", sentence="personal answers are marked sensitive", find=personal_classified),
    Check(id="personal-seen", sentence="personal answers are seen only where they are needed", find=personal_seen),
)
