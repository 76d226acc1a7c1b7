"""What this plugin registers; the entry point `housing_fund` in the group `tongban`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import tongban as tb


@tb.hookimpl
def tongban_register_matters() -> Iterable[tb.Matter]:
    """The matters of 住房公积金."""
    from tongban_housing_fund.accounts import flex_open, query
    from tongban_housing_fund.employers import change, opening, paying_in
    from tongban_housing_fund.loans import loan_out, proofs, settling
    from tongban_housing_fund.transfer.matter import TRANSFER
    from tongban_housing_fund.withdrawals import close, own_home, purchase, rent, repay, retire

    for_homes = (rent.RENT, purchase.PURCHASE, repay.REPAY, own_home.RENOVATE, own_home.PROPERTY_FEE)
    withdrawals = (*for_homes, retire.RETIRE, close.CLOSE)  # in the order of 条例第二十四条
    persons = (TRANSFER, *withdrawals, proofs.LOAN_PROOF, query.QUERY, flex_open.FLEX_OPEN)
    borrowers = (settling.SETTLE_FULL, settling.SETTLE_PART, proofs.CLEAR_PROOF, loan_out.LOAN_OUT)
    return [*persons, *borrowers, opening.EMPLOYER_OPEN, change.EMPLOYER_CHANGE, paying_in.REMIT, paying_in.BACKPAY]


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
def tongban_demo_records(node: str, on: date) -> Iterable[tuple[str, tuple[object, ...]]]:
    """The accounts, loans and licences of the fictitious test persons, from `demo/<node>/*.yaml`."""
    return tb.demo_rows(Path(__file__).with_name("demo"), node, on=on)
