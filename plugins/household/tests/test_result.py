"""《户籍类证明》: what it says, its code, and what is kept of it."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tongban import Accepted, Event, Granted, Written
from tongban.testing.effects import NUMBER, effect_of, written
from tongban_household.records import HouseholdRecord
from tongban_household.results import compose_certificate
from tongban_household.testing import PEOPLE, archive, asked, recorded

CODES = {"household_certificate": "ABCD-EFGH-2345"}
FATHER = {"relative_name": "张德福", "relative_number": PEOPLE["张德福"][0]}


def test_the_certificate_states_fact_record_and_date():
    held = recorded("张建国", "张德福系张建国的父亲", relation="父亲")
    application = asked("张建国", {"archive": held}, cert_kind="kinship", **FATHER).application
    assert compose_certificate(application) == [
        ("证明种类", "亲属关系证明"),
        ("申请人", "张建国（510104198503109997）"),
        ("亲属", "张德福（51010419580206991X）"),
        ("证明内容", "张德福系张建国的父亲"),
        ("依据的档案", "常住人口登记表〔某地〕1号"),
        ("档案记载日期", "1985年3月28日"),
        ("用途", "办理公证"),
    ]


def test_the_relative_bears_the_name_in_the_archive_whatever_was_typed():
    held = recorded("张建国", "张德富系张建国的父亲", relation="父亲", relative="张德富")
    application = asked("张建国", {"archive": held}, cert_kind="kinship", **FATHER).application
    assert dict(compose_certificate(application))["亲属"] == "张德富（51010419580206991X）"


def test_a_certificate_about_oneself_names_no_relative():
    application = asked("张建国", {"archive": recorded("张建国")}).application
    assert "亲属" not in dict(compose_certificate(application))


def test_a_fact_that_the_archive_does_not_date_is_certified_without_a_date():
    held = msgspec.structs.replace(recorded("张建国"), recorded_on=None)
    application = asked("张建国", {"archive": held}).application
    assert dict(compose_certificate(application))["档案记载日期"] == "档案未载明"


@pytest.mark.parametrize("held", [None, archive("张建国")])
def test_no_certificate_is_composed_of_nothing(held: HouseholdRecord | None):
    application = asked("张建国", {"archive": held}).application
    with pytest.raises(ValueError, match="HC-01"):
        compose_certificate(application)


def kept(event: Event, *roles: str) -> list[Written]:
    judging = asked("张建国", {})
    return written(judging.matter, effect_of(judging.application, event, roles=roles, id="case-1", codes=CODES))


def test_an_issued_certificate_is_noted_at_the_hukou_place_under_its_code():
    ((sql, arguments),) = kept(Granted(), "competent")
    assert sql.startswith("INSERT INTO household_certificate")
    assert arguments == ("ABCD-EFGH-2345", "case-1", NUMBER, "origin", date(2026, 11, 23))


@pytest.mark.parametrize(
    ("event", "role"),
    [(Granted(), "receiving"), (Granted(recorded=True), "competent"), (Accepted(term_days=3, since=""), "competent")],
)
def test_nothing_else_is_noted(event: Event, role: str):
    assert kept(event, role) == []
