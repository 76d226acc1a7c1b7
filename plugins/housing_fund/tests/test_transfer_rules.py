"""The rules of a transfer as tables, and at their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban import yuan
from tongban.testing.judging import Judging, Record, person
from tongban_housing_fund.records import Account, AccountStatus, Ban, Loan
from tongban_housing_fund.testing.accounts import CHENGDU, GUANGZHOU, ZHANG, paying_account, sealed_account
from tongban_housing_fund.testing.transfer_conditions import LOAN

SEALED = sealed_account("440100000001", ZHANG, GUANGZHOU)
PAYING = paying_account("510100000001", ZHANG, CHENGDU)
Typed = dict[str, str]
Held = TypeVar("Held", Account, Ban, Loan)


def judging(reports: dict[str, Typed] | None = None, **accounts: Record) -> Judging:
    """张建国 from 广州 to 成都, with what the two centres hold."""
    return Judging(
        plugin="housing_fund",
        matter_id="hf.transfer",
        applicant=person(*ZHANG),
        typed={"out_city": "440100", "in_city": "510100", "mobile": "13800000000"},
        records={"out_loan": None, **accounts},
        reports=reports or {},
    )


@pytest.mark.parametrize(("handed_in", "rules"), [(date(2026, 11, 30), []), (date(2026, 12, 1), ["HF-TR-02"])])
def test_a_run_that_went_on_when_it_was_handed_in_does_so_when_it_is_accepted(
    handed_in: date, rules: list[str]
) -> None:
    into = but(PAYING, paid_from="2026-04", paid_through="2026-09")
    accepted = replace(judging(out_account=SEALED, in_account=into), on=date(2026, 12, 1), handed_in=handed_in)
    assert list(accepted.broken) == rules


def but(record: Held, **changed: object) -> Held:
    return msgspec.structs.replace(record, **changed)


@pytest.mark.parametrize(
    ("out", "into", "rules"),
    [
        (SEALED, PAYING, []),
        (but(SEALED, status=AccountStatus.NORMAL), PAYING, ["HF-TR-01"]),
        (but(SEALED, status=AccountStatus.CLOSED), PAYING, ["HF-TR-09"]),
        (but(SEALED, frozen=True, pending=True), PAYING, ["HF-TR-03"]),
        (but(SEALED, holder="张建囯"), PAYING, ["HF-TR-06"]),
        (SEALED, but(PAYING, holder_number="510104198503109990"), ["HF-TR-06"]),
        (SEALED, but(PAYING, paid_from="2026-06"), ["HF-TR-02"]),
        (SEALED, but(PAYING, paid_from="", paid_through=""), ["HF-TR-02"]),
        (SEALED, but(PAYING, status=AccountStatus.SEALED), ["HF-CM-02"]),
        (None, None, ["HF-CM-01", "HF-CM-01"]),
    ],
)
def test_each_rule_objects_to_its_own_fault_alone(out: Account | None, into: Account | None, rules: list[str]) -> None:
    assert list(judging(out_account=out, in_account=into).broken) == rules


def test_an_open_loan_at_the_old_place_blocks() -> None:
    assert judging(out_account=SEALED, in_account=PAYING, out_loan=LOAN).broken == ("HF-TR-04",)


def test_an_objection_names_the_account_it_is_about() -> None:
    (found,) = judging(out_account=None, in_account=PAYING).findings.objections
    assert (found.field, found.message) == ("out_account", "未查询到住房公积金账户")


def test_a_run_of_months_over_the_turn_of_the_year_is_counted() -> None:
    assert but(PAYING, paid_from="2025-11", paid_through="2026-04").months_in_a_row == 6


HELD = but(SEALED, pending=True, held_by=judging().application.id)


def told(step: str, **reports: Typed) -> list[str]:
    return judging(reports, out_account=HELD).step_messages(step)


def paid(principal: int = 5_234_018, interest: int = 41_266) -> Typed:
    return {
        "letter": "5101002026112301",
        "principal": str(yuan(principal)),
        "interest": str(yuan(interest)),
        "opened": "2015-07-01",
        "paid_through": "2026-04",
        "six_months": "1",
        "loan": "2",
        "fraud": "2",
    }


def booked(amount: int) -> Typed:
    return {"amount": str(yuan(amount)), "arrived_on": "2026-11-23"}


@given(principal=st.integers(10**6, 10**12), interest=st.integers(0, 10**9), off=st.integers(-(10**6), 10**6))
def test_only_the_amount_paid_out_may_be_booked(principal: int, interest: int, off: int) -> None:
    due = principal + interest
    messages = told("book", pay_out=paid(principal, interest), book=booked(due + off))
    difference = f"转入金额与转出金额不一致（应{yuan(due)}元，实{yuan(due + off)}元）"
    assert messages == ([difference] if off else [])


def test_the_letter_may_be_unseen_but_not_different() -> None:
    assert told("pay_out", pay_out=paid()) == []
    another = {"letter": "5101002026112399"}
    assert told("pay_out", contact_letter=another, pay_out=paid()) == ["联系函编号与转入地发出的不一致"]


@pytest.mark.parametrize(
    ("principal", "interest"), [(5_234_017, 41_266), (5_234_018, 41_267), (5_275_284, 0), (105_234_018, 41_266)]
)
def test_not_one_cent_more_or_less_than_the_account_holds_is_paid_out(principal: int, interest: int) -> None:
    told_of_it = ["转出的本金、利息应与原账户一致（本金52340.18元、利息412.66元）"]
    assert told("pay_out", pay_out=paid(principal, interest)) == told_of_it


@pytest.mark.parametrize("account", [SEALED, but(HELD, frozen=True), but(HELD, held_by="a-withdrawal")])
def test_what_is_not_held_for_the_transfer_is_not_paid_out(account: Account) -> None:
    found = judging({"pay_out": paid()}, out_account=account).step_findings("pay_out")
    assert [each.rule for each in found.objections] == ["HF-TR-12"]


OPEN = {"loan": "1", "loan_times": "1"}


@pytest.mark.parametrize(
    ("loan", "typed", "blocks", "rules"),
    [
        (LOAN, OPEN, "blocks", ["HF-TR-04"]),
        (LOAN, OPEN, "agreed", []),
        (LOAN, {}, "agreed", ["HF-TR-14", "HF-TR-14"]),
        (but(LOAN, settled_on=date(2026, 11, 20)), {"loan_times": "1"}, "blocks", []),
        (None, OPEN, "blocks", ["HF-TR-14", "HF-TR-14"]),
    ],
)
def test_a_loan_of_the_old_place_stops_or_goes_along_by_its_own_rule(
    loan: Loan | None, typed: Typed, blocks: str, rules: list[str]
) -> None:
    one = judging({"pay_out": {**paid(), **typed}}, out_account=HELD, out_loan=loan)
    found = replace(one, changed={"loan_blocks_transfer": blocks == "blocks"}).step_findings("pay_out")
    assert [each.rule for each in found.objections] == rules


BAN = Ban(kind="骗提", decided_on=date(2026, 10, 12), until=date(2029, 10, 12))
TOLD = "骗提骗贷标志和限制期应与转出地登记的一致（{}）"


@pytest.mark.parametrize(
    ("ban", "typed", "told_so"),
    [
        (None, {"fraud": "2"}, []),
        (BAN, {"fraud": "1", "banned_until": "2029-10-12"}, []),
        (but(BAN, until=date(2026, 11, 22)), {"fraud": "2"}, []),
        (BAN, {"fraud": "2"}, ["至2029年10月12日"]),
        (BAN, {"fraud": "1", "banned_until": "2029-10-11"}, ["至2029年10月12日"]),
        (None, {"fraud": "1", "banned_until": "2029-10-12"}, ["没有登记"]),
    ],
)
def test_a_ban_goes_along_as_the_old_centre_has_registered_it(
    ban: Ban | None, typed: Typed, told_so: list[str]
) -> None:
    reports = {"pay_out": {**paid(), **typed}}
    judging_one = judging(reports, out_account=HELD, out_ban=ban)
    assert judging_one.step_messages("pay_out") == [TOLD.format(each) for each in told_so]
