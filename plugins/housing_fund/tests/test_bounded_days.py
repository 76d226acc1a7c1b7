"""Every day and month that a form asks for is bounded by a rule of the matter, or of the step that it is told in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pytest

from tongban import Day, Month
from tongban.testing.judging import Judging, Record, fields_of
from tongban_housing_fund.plugin import tongban_register_matters
from tongban_housing_fund.records import Ban
from tongban_housing_fund.testing import SAMPLES
from tongban_housing_fund.testing.accounts import CHENGDU, GUANGZHOU, JINJIANG, ZHANG, paying_account, sealed_account
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.people import party, unit

LATE_IS_WELCOME: Final = ""  # which is told, and no more
BOUNDS: Final = {  # the rules against a day or month long past, and against one far off
    "hf.transfer pay_out.opened": ("HF-TR-14", "HF-TR-14"),
    "hf.transfer pay_out.paid_through": ("HF-TR-14", "HF-TR-14"),
    "hf.transfer pay_out.banned_until": ("HF-TR-13", "HF-TR-13"),
    "hf.settle_full repay_on": ("HF-SF-04", "HF-SF-07"),
    "hf.settle_part repay_on": ("HF-SF-04", "HF-SF-07"),
    "hf.employer_open first_month": ("HF-EM-10", "HF-EM-21"),
    "hf.employer_change defer_to": ("HF-EM-18", "HF-EM-18"),
    "hf.employer_change day": ("HF-EM-05", "HF-EM-22"),  # by the month from which a new worker is paid for
    "hf.employer_change start_month": ("HF-EM-05", "HF-EM-05"),
    "hf.remit month": ("HF-RM-04", "HF-RM-02"),
    "hf.remit pay_day": (LATE_IS_WELCOME, "HF-RM-06"),
    "hf.backpay from_month": ("HF-BP-02", "HF-BP-01"),
    "hf.backpay to_month": ("HF-BP-01", "HF-BP-01"),
}
PAYMENTS: Final = {"paid_on": ("HF-PAY-04",) * 2, "arrived_on": ("HF-PAY-05",) * 2}
RECORDS: Final[dict[str, dict[str, Record]]] = {
    "hf.employer_open": {"licence": JINJIANG},
    "hf.transfer": {
        "out_account": sealed_account("440100000001", ZHANG, GUANGZHOU),
        "out_ban": Ban(kind="骗提", decided_on=date(2024, 1, 1), until=date(2027, 1, 1)),
        "in_account": paying_account("510100000001", ZHANG, CHENGDU),
    },
}
FRAUD: Final = {"fraud": "1", "banned_until": "2027-01-01"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of an application, or of the report of a step, with an application in which it is filled in."""

    judging: Judging
    name: str
    kind: type[Day | Month]
    step: str = ""

    def __str__(self) -> str:
        return f"{self.judging.matter_id} {self.step and f'{self.step}.'}{self.name}"

    def told_of(self, typed: str) -> set[str]:
        """The rules that do not take it, beside those that object anyway."""
        told = {self.name: typed}
        if self.step:
            reports = {**self.judging.reports, self.step: {**self.judging.reports[self.step], **told}}
            return self._broken(replace(self.judging, reports=reports)) - self._broken(self.judging)
        return self._broken(replace(self.judging, typed={**self.judging.typed, **told})) - self._broken(self.judging)

    def _broken(self, judging: Judging) -> set[str]:
        findings = judging.step_findings(self.step) if self.step else judging.findings
        return {each.rule for each in findings.blocking}


def asked() -> Iterator[Asked]:
    """Every day and month that any form of the plugin asks for."""
    for sample in SAMPLES:
        applied = [each for each in APPLICATIONS.values() if each.matter == sample.matter]
        typed = [sample.answers, *(each.typed for each in applied)]
        records = {**RECORDS.get(sample.matter, {}), **(applied[0].records if applied else {})}
        reports = {step: {**told, **(FRAUD if step == "pay_out" else {})} for step, told in sample.reports.items()}
        made = judging(sample.matter, records, reports, sample.organisation)
        for bound in fields_of(made.matter.form):
            if isinstance(bound.field, Day | Month):
                filled = next(each for each in typed if bound.name in each)
                yield Asked(replace(made, typed=filled), bound.name, type(bound.field))
        for step in made.matter.procedure.steps:
            for bound in fields_of(step.form) if step.form else ():
                if isinstance(bound.field, Day | Month):
                    yield Asked(replace(made, typed=sample.answers), bound.name, type(bound.field), step.name)


def judging(
    matter: str, records: Mapping[str, Record], reports: Mapping[str, Mapping[str, str]], organisation: str
) -> Judging:
    bare = Judging(
        plugin="housing_fund",
        matter_id=matter,
        applicant=unit(organisation) if organisation else party("张建国"),
        typed={},
        reports=reports,
    )
    return replace(bare, records={need.key: records.get(need.key) for need in bare.matter.needs})


EVERY: Final = tuple(asked())


def test_all_of_them_are_looked_at() -> None:
    assert {each.matter for each in SAMPLES} == {matter.id for matter in tongban_register_matters()}
    assert {str(each) for each in EVERY} >= BOUNDS.keys()


@pytest.mark.parametrize("field", EVERY, ids=str)
def test_a_day_or_month_is_bounded_on_both_sides_or_late_is_welcome(field: Asked) -> None:
    bounds = BOUNDS.get(str(field)) or PAYMENTS[field.name]
    days = ("1900-01", "2199-12") if field.kind is Month else ("1900-01-01", "2199-12-31")
    for day, bound in zip(days, bounds, strict=True):
        told = field.told_of(day)
        assert bound in told or (bound is LATE_IS_WELCOME and not told), (day, told)
