"""What this plugin registers; the entry point `housing_fund` in the group `tongban`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tongban as tb


@tb.hookimpl
def tongban_register_matters() -> Iterable[tb.Matter]:
    """The matters of 住房公积金."""
    from tongban_housing_fund.accounts.flex_open import FLEX_OPEN
    from tongban_housing_fund.accounts.loan_proof import LOAN_PROOF
    from tongban_housing_fund.accounts.query import QUERY
    from tongban_housing_fund.employers.change import EMPLOYER_CHANGE
    from tongban_housing_fund.employers.opening import EMPLOYER_OPEN
    from tongban_housing_fund.employers.paying_in import BACKPAY, REMIT
    from tongban_housing_fund.loans.clear_proof import CLEAR_PROOF
    from tongban_housing_fund.loans.loan_out import LOAN_OUT
    from tongban_housing_fund.loans.settle_full import SETTLE_FULL
    from tongban_housing_fund.loans.settle_part import SETTLE_PART
    from tongban_housing_fund.transfer.matter import TRANSFER
    from tongban_housing_fund.withdrawals.close import CLOSE
    from tongban_housing_fund.withdrawals.own_home import PROPERTY_FEE, RENOVATE
    from tongban_housing_fund.withdrawals.purchase import PURCHASE
    from tongban_housing_fund.withdrawals.rent import RENT
    from tongban_housing_fund.withdrawals.repay import REPAY
    from tongban_housing_fund.withdrawals.retire import RETIRE

    withdrawals = (RENT, PURCHASE, REPAY, RENOVATE, PROPERTY_FEE, RETIRE, CLOSE)  # in the order of 条例第二十四条
    persons = (TRANSFER, *withdrawals, LOAN_PROOF, QUERY, FLEX_OPEN)
    borrowers = (SETTLE_FULL, SETTLE_PART, CLEAR_PROOF, LOAN_OUT)
    return [*persons, *borrowers, EMPLOYER_OPEN, EMPLOYER_CHANGE, REMIT, BACKPAY]


@tb.hookimpl
def tongban_register_registers(context: tb.RegisterContext) -> Iterable[tb.Register]:
    """The registers on the plugin's own tables."""
    from tongban_housing_fund.registers import built_in

    return built_in(context.database)


@tb.hookimpl
def tongban_piccolo_apps() -> Iterable[str]:
    """Tables and migrations of the registers."""
    return ["tongban_housing_fund.piccolo_app"]


@tb.hookimpl
def tongban_demo_records(node: str) -> Iterable[tuple[str, tuple[object, ...]]]:
    """The accounts, loans and licences of the fictitious test persons, from `demo/<node>/*.yaml`."""
    return tb.demo_rows(Path(__file__).with_name("demo"), node)
