"""Persons, organisations, officers and the parties of a case."""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec

from tongban.identity.credit_code import Body


class Assurance(IntEnum):
    """How surely a person is who they say: L1 account, L2 real name, L3 face match or window check."""

    L1 = 1
    L2 = 2
    L3 = 3


class Role(StrEnum):
    """The role of a party in a case."""

    APPLICANT = "applicant"
    CO_APPLICANT = "co_applicant"
    AGENT = "agent"
    GUARDIAN = "guardian"
    DECEASED = "deceased"

    @property
    def label(self) -> str:
        """The Chinese term of the glossary."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.APPLICANT: "申请人",
    Role.CO_APPLICANT: "共同申请人",
    Role.AGENT: "经办人",
    Role.GUARDIAN: "监护人",
    Role.DECEASED: "被继承人",
}


class PartyKind(StrEnum):
    """Whether a party is a natural person or an organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with a role in a case; `number` is a resident number or a unified social credit code."""

    role: Role
    kind: PartyKind
    name: str
    number: str
    mobile: str = ""


class OfficerRole(StrEnum):
    """What an officer does at an office; an operator runs the node and sees no case."""

    CLERK = "clerk"
    OFFICER = "officer"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """A unit by its unified social credit code; `body` is the kind of body that whoever proved the sign-in states."""

    number: str
    name: str
    body: Body | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A natural person as signed in.

    `represents` are the organisations whose registered legal representative the person is, as far as whoever proved
    the sign-in vouches for it.
    """

    name: str
    number: str
    assurance: Assurance
    mobile: str = ""
    represents: tuple[Organisation, ...] = ()


class Officer(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff with one office and the roles held there."""

    id: str
    name: str
    office: str
    roles: frozenset[OfficerRole]


class Mandate(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's authorisation of one person, for some matters, until a date (ISO)."""

    organisation: str
    organisation_name: str
    agent: str
    agent_name: str = ""
    matters: frozenset[str]
    since: str
    until: str
