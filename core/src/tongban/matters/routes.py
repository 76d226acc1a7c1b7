"""Where an application belongs: what a matter's route function returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The divisions that decide and cooperate, with a reason a person can read.

    Codes are 6-digit division codes; core finds the office and the node.
    """

    competent: str
    reason: str
    cooperating: Mapping[str, str] = field(default_factory=dict)


def routed(competent: str, *, reason: str, **cooperating: str) -> Callable[[Any], Route]:
    """The route of a matter whose form asks for the places: which answer says who decides, and who has which role.

    A place that is not named has no part in the case.
    """

    def route(answers: Any) -> Route:
        places = {role: getattr(answers, name) for role, name in cooperating.items()}
        named = {role: place for role, place in places.items() if place}
        return Route(competent=getattr(answers, competent), reason=reason, cooperating=named)

    return route
