"""Evidence that a matter's rules need from registers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

import msgspec

from tongban.identity.people import Role

Record = TypeVar("Record", bound=msgspec.Struct)

RECEIVING = "receiving"
COMPETENT = "competent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs(Generic[Record]):
    """A record about one party that a register at one place of the case must answer for.

    `at` is a place role (`RECEIVING`, `COMPETENT` or a cooperating role of the route); `by` names answers
    that narrow the look-up, as "account=out_account" where the register calls it otherwise than the form. A register
    answers only about a party of the case.
    """

    key: str
    register: str
    title: str
    at: str
    record: type[Record]
    about: Role = Role.APPLICANT
    by: tuple[str, ...] = field(default=())
    purpose: str = ""

    @property
    def criteria(self) -> dict[str, str]:
        """Criterion of the register to name of the answer."""
        pairs = (name.partition("=") for name in self.by)
        return {criterion: answer or criterion for criterion, _, answer in pairs}
