"""Builders of the matters of 婚姻登记, and the steps of `testing_steps`, loaded by pytest."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from tongban import Application, Effect, Event, Party, PartyKind, Role
from tongban.testing.matters import application_of
from tongban_marriage.demo import PEOPLE
from tongban_marriage.forms import NO_KINSHIP, RESIDENT_CARD, MarriageForm, RegistrationForm
from tongban_marriage.matters import marry
from tongban_marriage.records import MaritalStatus, SlotRecord, StatusRecord
from tongban_marriage.registration import REGISTER

pytest_plugins = ("tongban_marriage.testing_steps",)

TODAY = date(2026, 11, 23)
NUMBERS = {name: number for name, number, _, _ in PEOPLE}
FREE = SlotRecord(capacity=3, taken=0, own=False)
UNMARRIED = StatusRecord(status=MaritalStatus.UNMARRIED)
MARRIED = StatusRecord(status=MaritalStatus.MARRIED, since="2015-05-20")


def person(name: str, role: Role, number: str = "") -> Party:
    """A party of the demo by name, or anybody with a number."""
    return Party(role=role, kind=PartyKind.PERSON, name=name, number=number or NUMBERS[name])


def pair(own: str = "吴浩", other: str = "李秋萍") -> tuple[Party, Party]:
    """Two people of the demo, the first of whom applies."""
    return person(own, Role.APPLICANT), person(other, Role.CO_APPLICANT)


def answers_of(other: Party, **changed: Any) -> MarriageForm:
    """Sound answers that name the other person, with some changed."""
    answers = MarriageForm(
        office_division="500103",
        day=TODAY,
        slot="10:00",
        own_id_type=RESIDENT_CARD,
        own_ethnicity="汉族",
        own_hukou="610104",
        own_status="unmarried",
        other_name=other.name,
        other_id_type=RESIDENT_CARD,
        other_number=other.number,
        other_mobile="13800000000",
        other_ethnicity="汉族",
        other_hukou="500103",
        other_status="unmarried",
        kinship=NO_KINSHIP,
        in_person=True,
    )
    return msgspec.structs.replace(answers, **changed)


def typed(other: str = "李秋萍", **changed: str) -> dict[str, str]:
    """The same as it is typed into the form."""
    values = msgspec.to_builtins(answers_of(person(other, Role.CO_APPLICANT)))
    texts = {name: "on" if value is True else str(value) for name, value in values.items()}
    return texts | changed


def marriage_of(
    parties: tuple[Party, ...],
    *,
    own: StatusRecord | None = UNMARRIED,
    other: StatusRecord | None = UNMARRIED,
    slot: SlotRecord | None = FREE,
    **changed: Any,
) -> Application:
    """An application whose registers have answered; None where a register holds nothing."""
    answers = answers_of(parties[-1], **changed)
    return application_of(marry, answers, parties, records={"own_status": own, "other_status": other, "slot": slot})


def without_answer(application: Application, need: str) -> Application:
    """The application while one register has not answered."""
    evidence = {key: item for key, item in application.evidence.items() if key != need}
    return Application(
        id=application.id, answers=application.answers, parties=application.parties, evidence=evidence
    )


def registration(number: str = "测试字号-1", on: date = TODAY) -> RegistrationForm:
    """What the registrar enters; the number stands for one that 民政部's system has given out."""
    return RegistrationForm(registered_on=on, certificate_number=number, registrar="刘蓉")


def effect_of(
    event: Event,
    parties: tuple[Party, ...],
    *,
    case_id: str,
    on: date = TODAY,
    certificate: str = "测试字号-1",
    **changed: Any,
) -> Effect:
    """A fact of a marriage as the registry stores it."""
    return Effect(
        case_id=case_id,
        number=f"KS-{case_id}",
        matter=marry.id,
        event=event,
        roles=frozenset({"receiving", "competent"}),
        answers=msgspec.to_builtins(answers_of(parties[-1], **changed)),
        reports={REGISTER: msgspec.to_builtins(registration(certificate, on))},
        parties=parties,
        on=on.isoformat(),
    )


