"""Where an application belongs: what a matter's route function returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tongban.errors import PluginError
from tongban.matters.needs import in_one_city

NOBODY: Final[Mapping[str, str]] = {}
UNDECIDED: Final = (AttributeError, TypeError, ValueError, LookupError, PluginError)
"""What asking for the route raises of answers that are not all there: not typed yet, or kept from this place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The divisions that decide and cooperate, with a reason a person can read.

    Codes are division codes as fields of `Place` have them; core finds the office and the node.
    `own` are the place roles that the deciding place has itself in this case.
    """

    competent: str
    reason: str
    cooperating: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()


def routed(
    competent: str, *, reason: str, asked: Mapping[str, str] = NOBODY, **cooperating: str
) -> Callable[[Any], Route]:
    """The route of a matter whose form asks for the places: which answer says who decides, and who has which role.

    A place that is not named has no part in the case. Those in `asked` only have their registers asked: one in the
    deciding place's own city is that place.
    """

    def route(answers: Any) -> Route:
        places = {role: getattr(answers, name) for role, name in {**cooperating, **asked}.items()}
        own = frozenset(role for role in asked if places[role] and in_one_city(answers, competent, asked[role]))
        named = {role: place for role, place in places.items() if place and role not in own}
        return Route(competent=getattr(answers, competent), reason=reason, cooperating=named, own=own)

    return route
