"""Gherkin steps of the matters of 住房公积金, loaded by pytest."""

from __future__ import annotations

from typing import Final

from tongban_housing_fund.testing import samples

CHAPTER: Final = "住房公积金"

pytest_plugins = (
    "tongban_housing_fund.testing.fund_trial",
    "tongban_housing_fund.testing.account_conditions",
    "tongban_housing_fund.testing.loan_conditions",
    "tongban_housing_fund.testing.unit_conditions",
    "tongban_housing_fund.testing.trial_outcomes",
    "tongban_housing_fund.testing.fund_case",
    "tongban_housing_fund.testing.fund_handling",
    "tongban_housing_fund.testing.fund_registers",
    "tongban_housing_fund.testing.withdrawal_conditions",
    "tongban_housing_fund.testing.transfer_conditions",
    "tongban_housing_fund.testing.transfer_handling",
    "tongban_housing_fund.testing.employer_conditions",
    "tongban_housing_fund.testing.employer_handling",
)

SAMPLES: Final = (
    samples.TRANSFER,
    samples.EMPLOYER,
    samples.RENT,
    samples.PURCHASE,
    samples.REPAY,
    samples.RENOVATE,
    samples.PROPERTY_FEE,
    samples.RETIRE,
    samples.CLOSE,
    samples.SETTLE_FULL,
    samples.SETTLE_PART,
    samples.CLEAR_PROOF,
    samples.LOAN_PROOF,
    samples.LOAN_OUT,
    samples.QUERY,
    samples.FLEX_OPEN,
    samples.CHANGE,
    samples.REMIT,
    samples.BACKPAY,
)
