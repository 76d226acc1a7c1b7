"""What a fact of a 结婚登记 writes in this plugin's tables, at the registry that decides. Pure.

It is booked on submission, released when it comes to nothing, and the marital status changes with the certificates: who
is found married, or whose number is taken, gets none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tongban import (
    COME_TO_NOTHING,
    Breach,
    Claim,
    Corrected,
    Effect,
    Effects,
    Granted,
    Objection,
    Party,
    Received,
    ResidentNumber,
    Sex,
    Submitted,
    Written,
    delete,
    done,
    insert,
    update,
)
from tongban_marriage import booking, rules
from tongban_marriage.couple import COUPLE
from tongban_marriage.forms import WALK_IN, MarriageForm, RegistrationForm
from tongban_marriage.records import MaritalStatus
from tongban_marriage.registration import REGISTER, number_used
from tongban_marriage.tables import Appointment, Engaged, Registration

_ARRIVE: Final = "UPDATE marriage_appointment SET arrived_on = $2 WHERE case_id = $1 AND day <= $2"
_TAKE: Final = """INSERT INTO marriage_slot (division, day, slot, capacity, taken)
SELECT division, $2, slot, capacity, 1 FROM marriage_opening
WHERE division = $1 AND slot = $3 AND weekday = $4 AND capacity > 0
ON CONFLICT (division, day, slot) DO UPDATE SET taken = marriage_slot.taken + 1
WHERE marriage_slot.taken < marriage_slot.capacity"""
_GIVE_BACK: Final = """UPDATE marriage_slot SET taken = taken - 1 WHERE EXISTS (SELECT 1 FROM marriage_appointment
WHERE marriage_appointment.case_id = $1 AND marriage_appointment.division = marriage_slot.division
AND marriage_appointment.day = marriage_slot.day AND marriage_appointment.slot = marriage_slot.slot)"""
_MARRY: Final = """INSERT INTO marriage_status (number, name, status, since, case_id) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (number) DO UPDATE SET status = excluded.status, since = excluded.since, case_id = excluded.case_id
WHERE marriage_status.status <> excluded.status"""

Marriage = Effect[MarriageForm]


def _book(effect: Marriage) -> Iterator[Written]:
    for party in _couple(effect):
        yield Claim(insert(Engaged, number=party.number, case_id=effect.id), otherwise=booking.disagreeing)
    yield insert(Appointment, case_id=effect.id, number=effect.number, arrived_on="", **_chosen(effect))
    yield from _take(effect.answers)


def _book_again(effect: Marriage) -> Iterator[Written]:
    yield _GIVE_BACK, (effect.id,)
    yield update(Appointment, _chosen(effect), case_id=effect.id)
    yield from _take(effect.answers)


def _arrive(effect: Marriage) -> Iterator[Written]:
    yield Claim((_ARRIVE, (effect.id, effect.today)), otherwise=booking.too_early)


def _release(effect: Marriage) -> Iterator[Written]:
    yield _GIVE_BACK, (effect.id,)
    yield delete(Engaged, case_id=effect.id)


def _marry(effect: Marriage) -> Iterator[Written]:
    report = effect.entered(REGISTER, RegistrationForm)
    by_sex = {ResidentNumber.of_checked(party.number).sex: party for party in _couple(effect)}
    man, woman = by_sex[Sex.MALE], by_sex[Sex.FEMALE]
    registered = insert(
        Registration,
        certificate_number=report.certificate_number,
        case_id=effect.id,
        registered_on=report.registered_on,
        division=effect.answers.office_division,
        man_number=man.number,
        man_name=man.name,
        woman_number=woman.number,
        woman_name=woman.name,
    )
    yield Claim(registered, otherwise=number_used)
    for party in (man, woman):
        changed = (party.number, party.name, MaritalStatus.MARRIED, report.registered_on, effect.id)
        yield Claim((_MARRY, changed), otherwise=_already_married(party))
    yield delete(Engaged, case_id=effect.id)


def _couple(effect: Marriage) -> list[Party]:
    # In one order for all, so that two acts that touch the same persons never wait for each other.
    return sorted((party for party in effect.parties if party.role in COUPLE), key=lambda party: party.number)


def _chosen(effect: Marriage) -> dict[str, object]:
    answers = effect.answers
    return {"division": answers.office_division, "day": answers.day, "slot": answers.slot}


def _take(answers: MarriageForm) -> Iterator[Claim]:
    if answers.slot != WALK_IN:
        wanted = (answers.office_division, answers.day, answers.slot, answers.day.isoweekday())
        yield Claim((_TAKE, wanted), otherwise=booking.full)


def _already_married(party: Party) -> Objection:
    return rules.neither_married.objection(Breach(name=party.name))


_BEFORE: Final[Effects] = {Submitted: _book, Corrected: _book_again, Received: _arrive, COME_TO_NOTHING: _release}
EFFECTS: Final[Effects] = {**_BEFORE, done(REGISTER): _marry}
EFFECTS_2026_11: Final[Effects] = {**_BEFORE, Granted: _marry}
