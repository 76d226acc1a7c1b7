"""Further parties of a case that the answers name, and who may act for an applicant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongban.identity.people import Party, PartyKind, Role
from tongban.matters.needs import Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyNamed:
    """The person whose name, number and mobile are those answers, where the answer `when` has one of its values."""

    role: Role
    name: str
    number: str
    mobile: str = ""
    when: tuple[str, tuple[str, ...]]

    def __call__(self, answers: Any) -> tuple[Party, ...]:
        """That person, or nobody."""
        if getattr(answers, self.when[0]) not in self.when[1]:
            return ()
        said = {"name": self.name, "number": self.number, "mobile": self.mobile}
        texts = {part: getattr(answers, field, "") or "" for part, field in said.items()}
        return (Party(role=self.role, kind=PartyKind.PERSON, **texts),)

    @property
    def identity(self) -> tuple[str, str]:
        """The fields that say who it is."""
        return (self.name, self.number)

    def typed(self, *, name: str, number: str) -> dict[str, str]:
        """The answers, as typed, that name that person."""
        return {self.when[0]: self.when[1][0], self.name: name, self.number: number}


def party_named(
    role: Role, *, name: str, number: str, mobile: str = "", when: tuple[str, tuple[str, ...]]
) -> PartyNamed:
    """The person whose name, number and mobile are those answers, where the answer `when` has one of its values."""
    return PartyNamed(role=role, name=name, number=number, mobile=mobile, when=when)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardianship:
    """How a register shows that somebody is the guardian of the applicant.

    `need` is one of the matter's own, about `Role.GUARDIAN`; `proves` says whether its record shows it.
    """

    need: Needs[Any]
    proves: Callable[[Any], bool]
