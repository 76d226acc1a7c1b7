"""What a decision writes into the plugin's own table."""

from __future__ import annotations

from collections.abc import Iterable

from tongban import Effect, Statement, update
from tongban_gas.forms import GasForm
from tongban_gas.tables import AccountRow


def hand_over(effect: Effect[GasForm]) -> Iterable[Statement]:
    """The account is the applicant's from now on."""
    yield update(AccountRow, {"holder": effect.applicant.number}, account=effect.answers.account)
