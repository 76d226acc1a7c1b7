"""What 《户籍类证明》 says; the platform adds the code by which it is verified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import Application, Day, Line, Result
from tongban_household.forms import ABOUT_A_RELATIVE, KINDS, HouseholdCertificateForm
from tongban_household.records import ARCHIVE, HouseholdRecord, name_asked_about


def compose_certificate(application: Application[HouseholdCertificateForm]) -> Sequence[Line]:
    """The fact with the archive record that holds it and its date; the applicant by the name in the archive."""
    record = application.record(ARCHIVE)
    if record is None or not record.fact:
        message = f"application {application.id}: a certificate is issued only of what the archive holds (HC-01)"
        raise ValueError(message)
    answers = application.answers
    return [
        ("证明种类", KINDS[answers.cert_kind]),
        ("申请人", f"{record.name}（{application.applicant.number}）"),
        *_relative(answers, record),
        ("证明内容", record.fact),
        ("依据的档案", record.source),
        ("档案记载日期", _recorded_on(record)),
        ("用途", answers.purpose),
    ]


def _recorded_on(record: HouseholdRecord) -> str:
    """The day in words; old entries bear none."""
    return Day("").show(record.recorded_on) if record.recorded_on else "档案未载明"


def _relative(answers: HouseholdCertificateForm, record: HouseholdRecord) -> list[Line]:
    """The relative by the name in the archive, whatever was typed."""
    if answers.cert_kind not in ABOUT_A_RELATIVE:
        return []
    return [("亲属", f"{name_asked_about(record)}（{answers.relative_number}）")]


CERTIFICATE: Final = Result(key="household_certificate", title="户籍类证明", compose=compose_certificate)
