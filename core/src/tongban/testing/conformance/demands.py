"""Steps have place and time; no more is asked for than is needed, and no more people see it than need it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from tongban.matters.fields import BankCard, Field, Flag, Mobile, Number, Place
from tongban.matters.forms import fields_of
from tongban.matters.materials import FromRegister, Material
from tongban.matters.matter import Matter
from tongban.matters.needs import COMPETENT, RECEIVING
from tongban.matters.recorded import titles_of
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.ids import own_registers
from tongban.testing.conformance.subject import Subject

# 个人信息保护法 第四条; the kind of a field or, where that is a plain one, its label says what an answer is.
KINDS: Final = (Mobile, BankCard)
PERSONAL: Final = re.compile(
    "姓名|证件号|身份证号|公民身份号码|护照|驾驶证号|社会保障号|手机|电话|联系方式|联系人|微信|邮箱|地址|住址|住所|"
    "婚姻状况|出生日期|籍贯|银行账号|银行卡|收入|病|残疾等级|民族|宗教|政治面貌|车牌"
)
# What a paper is called after the thing that it shows.
PAPER: Final = re.compile("(复印件|原件|扫描件|证明|证书|书|登记|表|凭证|材料|文件|信息|证)+$")


def steps_timed(subject: Subject) -> Iterator[Fault]:
    """Steps without an end."""
    for matter in subject.matters:
        for step in matter.procedure.steps:
            if not step.within:
                mend = "name the parameter that holds its working days in within=…"
                yield Fault(subject.place(step.name), f"step {step.name!r} of {matter.id} has no time limit", mend)


def materials_waived(subject: Subject) -> Iterator[Fault]:
    """Papers demanded that a declared register answers for (CM-03, 国务院令第716号 第七条)."""
    materials = [(matter, material) for matter in subject.matters for material in matter.materials]
    supplied = {material.name: _named(material) for _, material in materials if material.waived}
    for matter, material in materials:
        if not material.waived:
            by = _named(material) or supplied.get(material.name) or _answering(subject, material)
            if by:
                what = f"material {material.name!r} of {matter.id} is demanded, though {by} supplies it"
                mend = "put FromRegister(…) first among its sources (CM-03), what serves where it is silent after it"
                yield Fault(subject.place(material.key), what, mend)


def _named(material: Material) -> str:
    """The register among its sources."""
    return next((each.need.register for each in material.sources if isinstance(each, FromRegister)), "")


def _answering(subject: Subject, material: Material) -> str:
    """The declared register that says of itself, or of its records, what the paper shows."""
    shown = PAPER.sub("", material.name)
    for need in (need for matter in subject.matters for need in matter.needs):
        said = (need.title, need.purpose, *(title for _, title in _titled(need.record)))
        if need.key == material.key or (len(shown) > 1 and any(shown in text for text in said)):
            return need.register
    for register in own_registers(subject) if len(shown) > 1 else ():
        record = getattr(register, "record", None)
        said = (register.title, *(title for _, title in (_titled(record) if record else ())))
        if any(shown in text for text in said):
            return register.name
    return ""


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
    titles = titles_of(record)
    yield from ((field, titles[field.name]) for field in msgspec.structs.fields(record) if field.name in titles)


def personal_classified(subject: Subject) -> Iterator[Fault]:
    """Personal answers that nobody has marked as such."""
    for _, form in subject.forms():
        for bound in fields_of(form):
            if _is_personal(bound.field) and not bound.field.sensitive:
                what = f"{bound.field.label!r} is personal and not classified"
                yield Fault(subject.field_place(form, bound.name), what, "mark the field sensitive=True")


def _is_personal(field: Field) -> bool:
    """By kind, else by label; a division is where somebody lives for thousands, and a tick says nothing of anybody."""
    if isinstance(field, Number):
        return field.kind != "organisation"
    return isinstance(field, KINDS) or (bool(PERSONAL.search(field.label)) and not isinstance(field, Place | Flag))


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
