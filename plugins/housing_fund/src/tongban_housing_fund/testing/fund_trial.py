"""An application to the fund as it is tried: who applies, on which day, what is typed and what the registers hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
import pytest

from tongban import Choice, Field, Matter, Needs
from tongban.testing.judging import Judging, Record, Scalar, fields_of, matter_of
from tongban_housing_fund.records import Account, Loan, Loans, Withdrawal, Withdrawals
from tongban_housing_fund.testing.accounts import CHENGDU, paying_account
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.people import PEOPLE, party, unit

THINGS: Final = ("house_id", "contract", "deceased_number", "lease_no")


def cents(amount: str) -> int:
    """An amount of yuan in 分."""
    return int(Decimal(amount) * 100)


def coded(matter: Matter, typed: Mapping[str, str]) -> dict[str, str]:
    """What is typed by the labels of a form, as the form has it: by name, and of a choice its code."""
    by_label = {bound.field.label: bound for bound in fields_of(matter.form)}
    return {by_label[label].name: _code(by_label[label].field, value) for label, value in typed.items()}


def _code(field: Field, value: str) -> str:
    labels = {label: code for code, label in field.options} if isinstance(field, Choice) else {}
    return labels.get(value, value)


@dataclass(slots=True)
class FundTrial:
    """An application by 张建国 at 成都 on 2026-11-23, with what the registers hold, until a step says otherwise.

    A register that no step speaks of holds nothing; one in `silent` has not answered.
    """

    name: str = "张建国"
    on: date = date(2026, 11, 23)
    handed_in: date | None = None
    short_name: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    silent_titles: set[str] = field(default_factory=set)
    local: dict[str, Scalar] = field(default_factory=dict)
    reports: dict[str, dict[str, str]] = field(default_factory=dict)
    withdrawn: list[Withdrawal] = field(default_factory=list)
    more_loans: list[Loan] = field(default_factory=list)

    @property
    def matter(self) -> Matter:
        """The matter that the application is for."""
        return matter_of("housing_fund", APPLICATIONS[self.short_name].matter)

    @property
    def account(self) -> Account:
        """The applicant's account in 成都."""
        held = self.records.get("account")
        return held if isinstance(held, Account) else paying_account("510100000001", self.who, CHENGDU)

    @property
    def who(self) -> tuple[str, str]:
        """Name and number of the applicant."""
        return self.name, PEOPLE[self.name]

    def change(self, **changed: object) -> None:
        """Let the centre hold something else about the account."""
        self.records["account"] = msgspec.structs.replace(self.account, **changed)

    @property
    def judging(self) -> Judging:
        """The application as it stands."""
        applied = APPLICATIONS[self.short_name]
        applicant = unit(applied.organisation) if applied.organisation else party(self.name)
        bare = Judging(plugin="housing_fund", matter_id=applied.matter, applicant=applicant, typed={})
        held: dict[str, Record] = {"account": self.account, **applied.records, **self.records}
        typed = {**applied.typed_by(self.name), **self._by_name(bare)}
        asked = [need.key for need in bare.matter.needs if self._answers(need) and need.asked_with(typed)]
        held |= self._withdrawals(applied.matter, typed) | (self._loans(typed) if "loans" in asked else {})
        return Judging(
            plugin="housing_fund",
            matter_id=applied.matter,
            applicant=applicant,
            typed=typed,
            records={key: held.get(key) for key in asked},
            on=self.on,
            handed_in=self.handed_in,
            changed=self.local,
            reports=self.reports,
        )

    def draw(self, day: str, amount: str, *, own: bool = True, purpose: str = "", of_year: str = "") -> None:
        """Let somebody have withdrawn before, for the purpose of this application and the same thing if not said."""
        withdrawal = Withdrawal(
            number=f"earlier-{len(self.withdrawn)}",
            own=own,
            purpose=purpose,
            amount=cents(amount),
            drawn_on=date.fromisoformat(day),
            of_year=of_year,
        )
        self.withdrawn.append(withdrawal)

    def _withdrawals(self, matter: str, typed: Mapping[str, str]) -> dict[str, Record]:
        purpose, thing = matter.partition(".")[2], next((typed[name] for name in THINGS if typed.get(name)), "")
        drawn = tuple(
            msgspec.structs.replace(
                each,
                purpose=each.purpose or purpose,
                drawn_for=thing,
                of_year=each.of_year or typed.get("fee_year", ""),
            )
            for each in self.withdrawn
        )
        return {
            "past": Withdrawals(drawn=tuple(each for each in drawn if each.own)),
            "drawn_for": Withdrawals(drawn=drawn),
        }

    def _loans(self, typed: Mapping[str, str]) -> dict[str, Record]:
        loan = self.records.get("loan")
        every = (*([loan] if isinstance(loan, Loan) else []), *self.more_loans)
        named = next((each for each in every if each.contract == typed.get("contract")), None)
        return {"loan": named, "loans": Loans(loans=every) if every else None}

    def _answers(self, need: Needs[Any]) -> bool:
        return need.key not in self.silent and need.title not in self.silent_titles

    def _by_name(self, bare: Judging) -> dict[str, str]:
        return coded(bare.matter, self.typed)


@pytest.fixture
def fund_trial() -> FundTrial:
    """The application of a scenario."""
    return FundTrial()
