"""The port through which national, provincial and built-in systems tell who somebody is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from tongban.identity.people import Officer, Person


class Audience(StrEnum):
    """Which entrance somebody signs in at."""

    PUBLIC = "public"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class SignInOption:
    """One of the values a sign-in field offers."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInField:
    """A field of a sign-in form: free text unless it has options; `secret` text is not shown."""

    name: str
    label: str
    options: tuple[SignInOption, ...] = ()
    secret: bool = False


@runtime_checkable
class IdentityProvider(Protocol):
    """A way to sign in; registered through `tongban_register_identity_providers`."""

    id: str
    title: str

    def fields(self, audience: Audience) -> tuple[SignInField, ...]:
        """What the entrance asks for; empty where this provider does not serve it."""
        ...

    async def authenticate(self, form: Mapping[str, str], audience: Audience) -> Person | Officer:
        """Who filled in the form: a `Person` at the public entrance, an `Officer` at the staff's; raises `Refused`."""
        ...
