"""Gherkin steps of the matters of 住房公积金, loaded by pytest."""

from __future__ import annotations

from typing import Final

CHAPTER: Final = "住房公积金"

pytest_plugins = (
    "tongban_housing_fund.testing.fund_conditions",
    "tongban_housing_fund.testing.fund_handling",
    "tongban_housing_fund.testing.withdrawal_conditions",
    "tongban_housing_fund.testing.transfer_conditions",
    "tongban_housing_fund.testing.transfer_handling",
    "tongban_housing_fund.testing.employer_conditions",
    "tongban_housing_fund.testing.employer_handling",
)
