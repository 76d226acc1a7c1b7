"""Evidence that a matter's rules need from registers."""

from __future__ import annotations

from collections.abc import Mapping
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
    that narrow the look-up, under the register's own names where it is a mapping: `{"city": "out_city"}`.
    `where` are criteria that are the same for everybody: `{"kind": "retired"}`.
    A register answers only about a party of the case.
    """

    key: str
    register: str
    title: str
    at: str
    record: type[Record]
    about: Role = Role.APPLICANT
    by: tuple[str, ...] | Mapping[str, str] = field(default=(), hash=False)
    where: Mapping[str, str] = field(default_factory=dict, hash=False)
    purpose: str = ""

    @property
    def criteria(self) -> Mapping[str, str]:
        """The answer that each criterion of the register takes its value from."""
        return self.by if isinstance(self.by, Mapping) else {name: name for name in self.by}
