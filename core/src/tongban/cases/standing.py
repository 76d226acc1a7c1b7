"""Who is still a party: an agent until the principal ends it, a guardian until the ward comes of age. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tongban.cases.state import Case
from tongban.identity.numbers import ResidentNumber
from tongban.identity.people import Party, PartyKind, Role


def standing(parties: Sequence[Party], case: Case, *, on: date) -> tuple[Party, ...]:
    """The parties who may see and act in the case on that day."""
    gone = ended(parties, case, on=on)
    return tuple(party for party in parties if party.role not in gone)


def ended(parties: Sequence[Party], case: Case, *, on: date) -> frozenset[Role]:
    """The roles in which nobody is a party any more on that day."""
    guardians = [Role.GUARDIAN] if _is_of_age(parties, on) else []
    return frozenset([*map(Role, case.former), *guardians])


def _is_of_age(parties: Sequence[Party], on: date) -> bool:
    """Whether the applicant is; a number that is none of a resident says nothing of it."""
    applicant = next((party for party in parties if party.role is Role.APPLICANT), None)
    if applicant is None or applicant.kind is not PartyKind.PERSON:
        return False
    try:
        return ResidentNumber.of_checked(applicant.number).is_of_age(on)
    except ValueError:
        return False
