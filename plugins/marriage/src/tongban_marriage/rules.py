"""The conditions of 结婚登记 (MR-01 to MR-07) that follow from answers, parties and registers.

What only the registrar sees (presence, free will, signed declarations) stands in `checks`.
"""

from __future__ import annotations

from datetime import date

from tongban import Application, Basis, Breach, Breaches, Role, Sex, rule
from tongban_marriage.couple import COUPLE, couple, identities
from tongban_marriage.forms import NO_KINSHIP, RESIDENT_CARD, MarriageForm, is_married
from tongban_marriage.needs import STATUS_OF
from tongban_marriage.records import MaritalStatus

CIVIL_CODE = "中华人民共和国民法典"
IN_PERSON = Basis(CIVIL_CODE, "第一千零四十九条")
AGE_OF = {Sex.MALE: "age_man", Sex.FEMALE: "age_woman"}


def registration_day(application: Application[MarriageForm]) -> date:
    """The day on which the conditions must hold: that of the appointment, or the day itself once it has come."""
    answers = application.answers
    return max(answers.day, application.today)


@rule(
    "MR-01",
    "未达到法定结婚年龄（男{man}周岁、女{woman}周岁）",
    basis=Basis(CIVIL_CODE, "第一千零四十七条"),
    field="day",
    remedy="请在{names}达到法定结婚年龄当日或以后办理，最早可预约{earliest}",
)
def of_age(application: Application[MarriageForm]) -> Breaches:
    """Both have reached the age on the day of registration, the birthday itself included."""
    day = registration_day(application)
    young = [
        (party.name, _birthday(identity.born, application.parameters.integer(AGE_OF[identity.sex])))
        for party, identity in identities(application)
        if identity.age(day) < application.parameters.integer(AGE_OF[identity.sex])
    ]
    if young:
        yield Breach(
            man=application.parameters.integer("age_man"),
            woman=application.parameters.integer("age_woman"),
            names="、".join(name for name, _ in young),
            earliest=max(reached for _, reached in young),
        )


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)  # born on 29 February


@rule(
    "MR-02",
    "须双方亲自到场办理",
    basis=IN_PERSON,
    field="in_person",
    remedy="结婚登记不能委托他人办理，请双方持本人居民身份证在预约时间一同到场",
)
def both_in_person(application: Application[MarriageForm]) -> Breaches:
    """Nobody is represented."""
    represented = any(party.role not in COUPLE for party in application.parties)
    if represented or not application.answers.in_person:
        yield Breach()


@rule(
    "MR-03",
    "{name}已有配偶，不予登记",
    basis=Basis(CIVIL_CODE, "第一千零五十一条"),
    remedy="如婚姻登记信息有误，请{name}持有关证件到原登记机关更正后再申请",
)
def neither_married(application: Application[MarriageForm]) -> Breaches:
    """Neither is married by the registration base, nor by the own declaration."""
    answers = application.answers
    declared = {Role.APPLICANT: answers.own_status, Role.CO_APPLICANT: answers.other_status}
    fields = {Role.APPLICANT: "own_status", Role.CO_APPLICANT: "other_status"}
    for party in couple(application):
        record = application.record(STATUS_OF[party.role])
        registered = record is not None and record.status is MaritalStatus.MARRIED
        if registered or is_married(declared[party.role]):
            yield Breach(field=fields[party.role], name=party.name)


@rule(
    "MR-04",
    "属于直系血亲或三代以内旁系血亲，禁止结婚",
    basis=Basis(CIVIL_CODE, "第一千零四十八条"),
    field="kinship",
    remedy="如填写有误，请更正“双方亲属关系”",
)
def not_related(application: Application[MarriageForm]) -> Breaches:
    """They are not of forbidden kinship, as they declare."""
    if application.answers.kinship != NO_KINSHIP:
        yield Breach()


@rule(
    "MR-05",
    "请到{office}办理",
    basis=Basis("婚姻登记条例"),
    remedy="涉港澳台和涉外婚姻登记请到{office}办理",
)
def both_mainland_residents(application: Application[MarriageForm]) -> Breaches:
    """Both have a resident identity card; other marriages belong to another office."""
    for field in ("own_id_type", "other_id_type"):
        if getattr(application.answers, field) != RESIDENT_CARD:
            yield Breach(field=field, office=application.parameters.text("foreign_marriage_office"))


@rule(
    "MR-MAN-WOMAN",
    "结婚登记的双方应为一男一女",
    basis=Basis(CIVIL_CODE, "第一千零四十六条"),
    field="other_number",
    remedy="请核对双方的公民身份号码",
)
def man_and_woman(application: Application[MarriageForm]) -> Breaches:
    """One man and one woman, by their resident numbers."""
    sexes = [identity.sex for _, identity in identities(application)]
    if len(set(sexes)) != len(sexes):
        yield Breach()
