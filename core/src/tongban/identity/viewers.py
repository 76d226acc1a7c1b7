"""Who is looking: the person or officer behind a request."""

from __future__ import annotations

import hmac

import msgspec

from tongban.identity.people import Assurance, Officer, Person


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Whose session or token it is: a person, perhaps acting for an organisation, or an officer."""

    person: Person | None = None
    officer: Officer | None = None
    organisation: str = ""
    organisation_name: str = ""


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in person or officer.

    `key` is the person key or the officer's id; `organisation` is the credit code acted for; `csrf` is empty and
    `scopes` are set for an API token. `session` is the session's stored id, never what the browser holds.
    """

    key: str
    holder: Holder
    session: str = ""
    csrf: str = ""
    scopes: frozenset[str] = frozenset()

    @property
    def person(self) -> Person | None:
        """The person, at the public entrance."""
        return self.holder.person

    @property
    def officer(self) -> Officer | None:
        """The officer, at the staff entrance."""
        return self.holder.officer

    @property
    def organisation(self) -> str:
        """The credit code of the organisation acted for, if any."""
        return self.holder.organisation

    @property
    def organisation_name(self) -> str:
        """Its name."""
        return self.holder.organisation_name

    @property
    def name(self) -> str:
        """The name shown on the page."""
        who = self.holder.person or self.holder.officer
        return who.name if who else ""

    @property
    def assurance(self) -> Assurance:
        """How surely a person signed in; officers are known to their employer (L3)."""
        return self.holder.person.assurance if self.holder.person else Assurance.L3

    def csrf_matches(self, given: str) -> bool:
        """Whether a form was made for this session."""
        return bool(self.csrf) and hmac.compare_digest(self.csrf.encode(), given.encode())
