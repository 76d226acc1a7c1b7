"""Names of people: which are the same however they are written, and which belong to an identity number."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from tongban.identity.people import Party, PartyKind, Role
from tongban.matters.rules import Objection

DOTS: Final = dict.fromkeys(map(ord, "•‧∙⋅・."), "·")
"""What keyboards and older systems write for the dot (间隔号) between the parts of a name."""


def as_compared(name: str) -> str:
    """A name without what differs from system to system: the width and case of letters, the kind of dot, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().translate(DOTS).split())


def same_name(one: str, other: str) -> bool:
    """Whether two systems or people have written the same name, each in its own way."""
    return as_compared(one) == as_compared(other)


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

    async def fits(self, name: str, number: str) -> bool | None:
        """Whether name and number belong together; None where nobody knows."""
        for provider in self.providers:
            told = await provider.name_fits(name, number) if isinstance(provider, KnowsNames) else None
            if told is not None:
                return told
        return None

    async def objections(self, parties: Iterable[Party], fields: Mapping[Role, str]) -> list[Objection]:
        """An objection for each natural person whose name is another's; `fields` has it where a form asks for it."""
        people = [party for party in parties if party.kind is PartyKind.PERSON]
        wrong = [party for party in people if await self.fits(party.name, party.number) is False]
        return [
            Objection(
                rule="NAME",
                field=fields.get(party.role, f"{party.role}_name"),
                message=f"{party.role.label}的姓名与公民身份号码不一致",
                remedy="请对照居民身份证重新核对；证件信息已变更的，请当事人先到公安机关更正",
            )
            for party in wrong
        ]
