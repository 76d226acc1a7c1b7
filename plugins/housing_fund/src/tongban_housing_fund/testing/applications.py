"""What is typed in an application for each matter, unless a specification says otherwise, by a short name."""

from __future__ import annotations

from typing import Final

from tongban_housing_fund.testing.account_applications import ACCOUNTS
from tongban_housing_fund.testing.applied import Applied
from tongban_housing_fund.testing.employer_applications import EMPLOYERS
from tongban_housing_fund.testing.loan_applications import LOANS
from tongban_housing_fund.testing.withdrawal_applications import WITHDRAWALS

APPLICATIONS: Final[dict[str, Applied]] = {**WITHDRAWALS, **LOANS, **ACCOUNTS, **EMPLOYERS}
