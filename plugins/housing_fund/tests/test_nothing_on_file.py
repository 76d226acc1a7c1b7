"""A register that has no record silences no rule about money: something objects before any of it moves."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tongban import IrrevocableStep, Matter
from tongban.testing.judging import Judging, Record, matter_of, person
from tongban_housing_fund.testing.accounts import ZHANG
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.employer_applications import RECORDS
from tongban_housing_fund.testing.people import unit
from tongban_housing_fund.testing.samples import TRANSFER

PAYING_IN = ("单位汇缴", "单位补缴")


def matter(short_name: str) -> Matter:
    return matter_of("housing_fund", APPLICATIONS[short_name].matter)


MOVING = [
    name for name in APPLICATIONS if any(isinstance(step, IrrevocableStep) for step in matter(name).procedure.steps)
]


def judging(short_name: str, records: Mapping[str, Record]) -> Judging:
    applied = APPLICATIONS[short_name]
    who = unit(applied.organisation) if applied.organisation else person(*ZHANG)
    return Judging(plugin="housing_fund", matter_id=applied.matter, applicant=who, typed=applied.typed, records=records)


@pytest.mark.parametrize("short_name", MOVING)
def test_where_no_register_has_anything_an_application_for_money_is_refused(short_name: str) -> None:
    assert judging(short_name, {need.key: None for need in matter(short_name).needs}).findings.blocking


@pytest.mark.parametrize("short_name", PAYING_IN)
def test_what_a_unit_pays_in_is_worked_out_or_refused_whichever_register_has_nothing(short_name: str) -> None:
    held: dict[str, Record] = {need.key: RECORDS.get(need.key) for need in matter(short_name).needs}
    assert judging(short_name, held).broken == ()
    for key in held:
        without = judging(short_name, {**held, key: None})
        assert without.findings.blocking or without.calculation is not None, key


def test_nothing_is_paid_out_of_an_account_that_the_old_centre_does_not_have() -> None:

    gone = Judging(
        plugin="housing_fund",
        matter_id="hf.transfer",
        applicant=person(*ZHANG),
        typed=TRANSFER.answers,
        records={"out_account": None, "out_loan": None, "out_ban": None},
        reports=TRANSFER.reports,
    )
    assert gone.step_messages("pay_out") == ["原账户已被冻结，或未因本次转移占用，不能转出"]
