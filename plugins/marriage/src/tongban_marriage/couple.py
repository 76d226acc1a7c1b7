"""The two persons who want to marry, as an application names them."""

from __future__ import annotations

from tongban import Application, Party, ResidentNumber, Role, Sex, party_named
from tongban_marriage.forms import RESIDENT_CARD, MarriageForm

COUPLE = (Role.APPLICANT, Role.CO_APPLICANT)


# None where the other person has no resident number, which MR-05 then says.
other_party = party_named(
    Role.CO_APPLICANT,
    name="other_name",
    number="other_number",
    mobile="other_mobile",
    when=("other_id_type", (RESIDENT_CARD,)),
)


def couple(application: Application[MarriageForm]) -> tuple[Party, ...]:
    """Both persons, or as many of them as are known."""
    return tuple(party for party in application.parties if party.role in COUPLE)


def identities(application: Application[MarriageForm]) -> list[tuple[Party, ResidentNumber]]:
    """Both persons with what their resident numbers say."""
    return [(party, ResidentNumber.of_checked(party.number)) for party in couple(application)]


def man_and_woman(application: Application[MarriageForm]) -> tuple[Party, Party] | None:
    """The man and the woman, or None where the application does not name one of each."""
    by_sex = {identity.sex: party for party, identity in identities(application)}
    man, woman = by_sex.get(Sex.MALE), by_sex.get(Sex.FEMALE)
    return (man, woman) if man and woman else None
