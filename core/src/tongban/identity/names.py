"""Names of people: which are the same however they are written, and which belong to an identity number."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import msgspec

from tongban.errors import Refused
from tongban.identity.guesses import Guesser, Guesses
from tongban.identity.people import Party, PartyKind, Role
from tongban.matters.rules import Objection

DOTS: Final = dict.fromkeys(map(ord, "•‧∙⋅・."), "·")
"""What keyboards and older systems write for the dot (间隔号) between the parts of a name."""


def as_compared(name: str) -> str:
    """A name without what differs from system to system: the width and case of letters, the kind of dot, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().translate(DOTS).split())


def same_name(one: str, other: str) -> bool:
    """Whether two systems or people have written the same name, each in its own way."""
    return one == other or as_compared(one) == as_compared(other)


@runtime_checkable
class KnowsNames(Protocol):
    """An identity provider that also says whether name and number belong together (二要素核验)."""

    async def name_fits(self, name: str, number: str) -> bool | None:
        """Whether they do; None for a person of whom it knows nothing."""
        ...


@dataclass(frozen=True, slots=True)
class NameChecks:
    """Asks every provider that knows names; where none knows the person, the clerk's look at the card stands alone."""

    providers: Sequence[object]
    guesses: Guesses

    async def fits(self, name: str, number: str, *, by: Guesser) -> bool | None:
        """Whether name and number belong together; None where nobody knows.

        Raises `Refused` where too many of whoever types them did not of late.
        """
        pair = (as_compared(name), number)
        self.guesses.begin(pair, by=by)
        told = await self._told(name, number)
        if told is not False:
            self.guesses.settled(pair, by=by)
        return told

    async def _told(self, name: str, number: str) -> bool | None:
        for provider in self.providers:
            told = await provider.name_fits(name, number) if isinstance(provider, KnowsNames) else None
            if told is not None:
                return told
        return None

    async def objections(self, parties: Iterable[Party], fields: Mapping[Role, str], *, by: Guesser) -> list[Objection]:
        """An objection for each natural person whose name is another's; `fields` has it where a form asks for it.

        Where too many were wrong, that is the objection.
        """
        found: list[Objection] = []
        for party in (each for each in parties if each.kind is PartyKind.PERSON):
            field = fields.get(party.role, f"{party.role}_name")
            try:
                if await self.fits(party.name, party.number, by=by) is False:
                    found.append(_another(party, field))
            except Refused as refused:
                found += [msgspec.structs.replace(each, field=field) for each in refused.objections]
        return found


def _another(party: Party, field: str) -> Objection:
    return Objection(
        rule="NAME",
        field=field,
        message=f"{party.role.label}的姓名与公民身份号码不一致",
        remedy="请对照居民身份证重新核对；证件信息已变更的，请当事人先到公安机关更正",
    )
