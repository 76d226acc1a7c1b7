"""Builders: couples, what they type, and the facts of their cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from tongban import Effect, Event, Party, Role
from tongban.testing import effects
from tongban.testing.judging import Judging, Record
from tongban.testing.judging import person as party
from tongban_marriage.demo import PEOPLE
from tongban_marriage.forms import NO_KINSHIP, RESIDENT_CARD, MarriageForm, RegistrationForm
from tongban_marriage.registration import REGISTER

TODAY = date(2026, 11, 23)
NUMBERS = {name: number for name, number, _, _ in PEOPLE}
UNMARRIED: Record = {"status": "unmarried", "since": ""}
MARRIED: Record = {"status": "married", "since": "2015-05-20"}
FREE: Record = {"capacity": 3, "taken": 0, "own": False}


def couple(own: str = "吴浩", other: str = "梁晓雯") -> tuple[Party, Party]:
    """Two people of the demo, the first of whom applies."""
    return party(own, NUMBERS[own]), party(other, NUMBERS[other], role=Role.CO_APPLICANT)


def typed_for(other: Party, **changed: str) -> dict[str, str]:
    """Sound answers as typed by somebody who marries `other` in 渝中 today, with some changed; "" is not ticked."""
    answers = {
        "office_division": "500103",
        "day": TODAY.isoformat(),
        "slot": "10:00",
        "own_id_type": RESIDENT_CARD,
        "own_ethnicity": "汉族",
        "own_hukou": "610104",
        "own_status": "unmarried",
        "other_name": other.name,
        "other_id_type": RESIDENT_CARD,
        "other_number": other.number,
        "other_mobile": "13800000000",
        "other_ethnicity": "汉族",
        "other_hukou": "500103",
        "other_status": "unmarried",
        "kinship": NO_KINSHIP,
        "in_person": "on",
    }
    return answers | changed


def registration_typed(number: str = "测试字号-1", on: date = TODAY) -> dict[str, str]:
    """What the registrar types; the number stands for one that the system of 民政部 has given out."""
    return {"registered_on": on.isoformat(), "certificate_number": number, "registrar": "刘蓉"}


def judging_of(
    parties: tuple[Party, Party],
    *,
    on: date = TODAY,
    records: Mapping[str, Record] | None = None,
    reports: Mapping[str, Mapping[str, str]] | None = None,
    **changed: Any,
) -> Judging:
    """A marriage about to be judged; all registers have answered favourably where `records` does not say otherwise."""
    own, other = parties
    return Judging(
        plugin="marriage",
        matter_id="mr.marry",
        applicant=own,
        typed=typed_for(other, **changed),
        records={"own_status": UNMARRIED, "other_status": UNMARRIED, "slot": FREE} | dict(records or {}),
        on=on,
        reports=reports or {},
    )


def effect_of(
    event: Event,
    parties: tuple[Party, Party],
    *,
    case_id: str,
    on: date = TODAY,
    number: str = "测试字号-1",
    **changed: Any,
) -> Effect[MarriageForm]:
    """A fact of a marriage as the registry stores it."""
    report = RegistrationForm(registered_on=on, certificate_number=number, registrar="刘蓉")
    return effects.effect_of(
        judging_of(parties, on=on, **changed).application,
        event,
        id=case_id,
        roles=("receiving", "competent"),
        reports={REGISTER: msgspec.to_builtins(report)},
        parties=parties,
    )
