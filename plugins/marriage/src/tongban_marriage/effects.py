"""What a fact of a 结婚登记 writes in this plugin's tables, at the registry that decides. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import singledispatch
from typing import Any, Final

from tongban import (
    COMPETENT,
    Claim,
    Corrected,
    Declined,
    Effect,
    Event,
    Granted,
    Lapsed,
    Objection,
    Party,
    Received,
    RefusedByPlace,
    ResidentNumber,
    Sex,
    Submitted,
    Withdrawn,
)
from tongban_marriage import booking, rules
from tongban_marriage.couple import COUPLE
from tongban_marriage.forms import WALK_IN
from tongban_marriage.records import MaritalStatus
from tongban_marriage.registration import REGISTER, number_used

Write = tuple[str, tuple[object, ...]] | Claim


def write(effect: Effect) -> Sequence[Write]:
    """Book on submission, release when it comes to nothing, change the marital status on grant."""
    if COMPETENT not in effect.roles:
        return ()
    return tuple(_writes(effect.event, effect))


@singledispatch
def _writes(event: Event, effect: Effect) -> Iterator[Write]:
    yield from ()


@_writes.register
def _book(event: Submitted, effect: Effect) -> Iterator[Write]:
    for party in _couple(effect):
        yield Claim(sql=_ENGAGE, arguments=(party.number, effect.case_id), otherwise=booking.disagreeing)
    yield _APPOINT, (effect.case_id, effect.number, *_chosen(effect))
    yield from _take(effect)


@_writes.register
def _book_again(event: Corrected, effect: Effect) -> Iterator[Write]:
    yield _GIVE_BACK, (effect.case_id,)
    yield _MOVE, (effect.case_id, *_chosen(effect))
    yield from _take(effect)


@_writes.register
def _arrive(event: Received, effect: Effect) -> Iterator[Write]:
    yield Claim(sql=_ARRIVE, arguments=(effect.case_id, effect.on), otherwise=booking.too_early)


@_writes.register(Withdrawn)
@_writes.register(Lapsed)
@_writes.register(Declined)
@_writes.register(RefusedByPlace)
def _release(event: Event, effect: Effect) -> Iterator[Write]:
    yield _GIVE_BACK, (effect.case_id,)
    yield _DISENGAGE, (effect.case_id,)


@_writes.register
def _marry(event: Granted, effect: Effect) -> Iterator[Write]:
    report = effect.reports[REGISTER]
    by_sex = {ResidentNumber.of_checked(party.number).sex: party for party in _couple(effect)}
    man, woman = by_sex[Sex.MALE], by_sex[Sex.FEMALE]
    registered = (report["certificate_number"], effect.case_id, effect.on, effect.answers["office_division"])
    yield Claim(
        sql=_REGISTER,
        arguments=(*registered, man.number, man.name, woman.number, woman.name),
        otherwise=number_used,
    )
    for party in (man, woman):
        changed = (party.number, party.name, MaritalStatus.MARRIED.value, effect.on, effect.case_id)
        yield Claim(sql=_MARRY, arguments=changed, otherwise=_already_married(party))
    yield _DISENGAGE, (effect.case_id,)


def _couple(effect: Effect) -> list[Party]:
    # In one order for all, so that two acts that touch the same persons never wait for each other.
    return sorted((party for party in effect.parties if party.role in COUPLE), key=lambda party: party.number)


def _chosen(effect: Effect) -> tuple[Any, Any, Any]:
    return effect.answers["office_division"], effect.answers["day"], effect.answers["slot"]


def _take(effect: Effect) -> Iterator[Claim]:
    division, day, slot = _chosen(effect)
    if slot != WALK_IN:
        weekday = date.fromisoformat(day).isoweekday()
        yield Claim(sql=_TAKE, arguments=(division, day, slot, weekday), otherwise=booking.full)


def _already_married(party: Party) -> Objection:
    rule = rules.neither_married
    return Objection(
        rule=rule.id,
        message=rule.message.format(name=party.name),
        basis=str(rule.basis),
        remedy=rule.remedy.format(name=party.name),
    )


_ENGAGE: Final = "INSERT INTO marriage_engaged (number, case_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_DISENGAGE: Final = "DELETE FROM marriage_engaged WHERE case_id = $1"
_APPOINT: Final = """INSERT INTO marriage_appointment (case_id, number, division, day, slot, arrived_on)
VALUES ($1, $2, $3, $4, $5, '')"""
_MOVE: Final = "UPDATE marriage_appointment SET division = $2, day = $3, slot = $4 WHERE case_id = $1"
_ARRIVE: Final = "UPDATE marriage_appointment SET arrived_on = $2 WHERE case_id = $1 AND day <= $2"
_TAKE: Final = """INSERT INTO marriage_slot (division, day, slot, capacity, taken)
SELECT division, $2, slot, capacity, 1 FROM marriage_opening
WHERE division = $1 AND slot = $3 AND weekday = $4 AND capacity > 0
ON CONFLICT (division, day, slot) DO UPDATE SET taken = marriage_slot.taken + 1
WHERE marriage_slot.taken < marriage_slot.capacity"""
_GIVE_BACK: Final = """UPDATE marriage_slot SET taken = taken - 1 WHERE EXISTS (SELECT 1 FROM marriage_appointment
WHERE marriage_appointment.case_id = $1 AND marriage_appointment.division = marriage_slot.division
AND marriage_appointment.day = marriage_slot.day AND marriage_appointment.slot = marriage_slot.slot)"""
_REGISTER: Final = """INSERT INTO marriage_registration (certificate_number, case_id, registered_on, division,
man_number, man_name, woman_number, woman_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (certificate_number) DO NOTHING"""
_MARRY: Final = """INSERT INTO marriage_status (number, name, status, since, case_id) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (number) DO UPDATE SET status = excluded.status, since = excluded.since, case_id = excluded.case_id
WHERE marriage_status.status <> excluded.status"""
