"""Further parties of a case that the answers name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.identity.people import Party, PartyKind, Role

Parties = Callable[[Any], tuple[Party, ...]]


def party_named(role: Role, *, name: str, number: str, mobile: str = "", when: tuple[str, tuple[str, ...]]) -> Parties:
    """The person whose name, number and mobile are those answers, where the answer `when` has one of its values."""

    def named(answers: Any) -> tuple[Party, ...]:
        if getattr(answers, when[0]) not in when[1]:
            return ()
        said = {"name": name, "number": number, "mobile": mobile}
        texts = {part: getattr(answers, field, "") or "" for part, field in said.items()}
        return (Party(role=role, kind=PartyKind.PERSON, **texts),)

    return named
