"""Evidence that a matter's rules need from registers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Final, Generic, TypeVar

import msgspec

from tongban.identity.people import Party, Role
from tongban.matters.cities import city_of
from tongban.matters.parameters import NO_PARAMETERS, Parameters

Record = TypeVar("Record", bound=msgspec.Struct)

RECEIVING = "receiving"
"""The place where an application comes in, as `at=` names it."""
COMPETENT = "competent"
"""The place that decides, as `at=` names it."""
PLACE_ROLE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
"""What a cooperating place may be called; every node refuses a case with another name."""


@dataclass(frozen=True, slots=True)
class Needs(Generic[Record]):
    """A record about one party that a register at one place of the case must answer for.

    `key` names it among the evidence, and is the register's own last word unless given.
    `at` is a place role (`RECEIVING`, `COMPETENT` or a cooperating role of the route); `by` names answers
    that narrow the look-up, under the register's own names where it is a mapping: `{"city": "out_city"}`.
    `where` are criteria that are the same for everybody: `{"kind": "retired"}`. `naming` are criteria that are the
    number of another party: `{"relative_number": Role.APPLICANT}`, `stated` those that are a parameter of the deciding
    place: `{"months": "proof_months"}`.
    A register answers only about a party of the case: that with the first of the roles in `about` that the case has.
    Where it has none, or where the answer named in `asked_when` has none of the values there, nothing is asked; neither
    where both answers named in `apart` are in one city, for a matter between two. `whose` is the attribute of the
    record that holds the subject's own number: a record that has another there is somebody else's, and no answer.
    """

    register: str
    title: str
    record: type[Record]
    _: KW_ONLY
    key: str = ""
    at: str = COMPETENT
    about: Role | tuple[Role, ...] = Role.APPLICANT
    by: tuple[str, ...] | Mapping[str, str] = field(default=(), hash=False)
    where: Mapping[str, str] = field(default_factory=dict, hash=False)
    naming: Mapping[str, Role] = field(default_factory=dict, hash=False)
    stated: Mapping[str, str] = field(default_factory=dict, hash=False)
    asked_when: tuple[str, tuple[str, ...]] | None = None
    apart: tuple[str, str] | None = None
    whose: str = ""
    purpose: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.key or self.register.rpartition(".")[2])

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles in `about`, the first that the case has being the subject."""
        return (self.about,) if isinstance(self.about, Role) else self.about

    def subject(self, answers: object, parties: Sequence[Party]) -> Party | None:
        """The party that the register is asked about, or None where nothing is to be asked."""
        if not self.asked_with(answers):
            return None
        for role in self.roles:
            for party in parties:
                if party.role is role:
                    return party
        return None

    def asked_with(self, answers: object) -> bool:
        """Whether the answers call for it, whomever it is about."""
        return self.is_chosen(answers) and (self.apart is None or not in_one_city(answers, *self.apart))

    def is_chosen(self, answers: object) -> bool:
        """Whether the answer named in `asked_when` is one with which it is asked."""
        return self.asked_when is None or str(answer_of(answers, self.asked_when[0])) in self.asked_when[1]

    @property
    def criteria(self) -> Mapping[str, str]:
        """The answer that each criterion of the register takes its value from."""
        return self.by if isinstance(self.by, Mapping) else {name: name for name in self.by}

    def narrowed(self, answers: object, parties: Sequence[Party], law: Parameters = NO_PARAMETERS) -> dict[str, Any]:
        """What the look-up is narrowed by, as plain JSON values; what is not typed or not known yet narrows nothing."""
        if not (self.naming or self.by or self.stated):
            return {**self.where}
        numbers = {party.role: party.number for party in reversed(parties)} if self.naming else {}
        named = {name: numbers[role] for name, role in self.naming.items() if role in numbers}
        typed = {name: answer_of(answers, answer) for name, answer in self.criteria.items()}
        given = {name: value for name, value in typed.items() if value not in (None, "")}
        stated = {name: law[each].value for name, each in self.stated.items() if each in law.values}
        return {**self.where, **named, **stated, **msgspec.to_builtins(given)}


def answer_of(answers: object, name: str) -> object:
    """One answer of a form, or of answers by name; None where it is not given."""
    return answers.get(name) if isinstance(answers, Mapping) else getattr(answers, name, None)


def in_one_city(answers: object, first: str, second: str) -> bool:
    """Whether two answers name divisions of the same city; one that is not given names none."""
    one, other = answer_of(answers, first), answer_of(answers, second)
    return bool(one and other) and city_of(str(one)) == city_of(str(other))
