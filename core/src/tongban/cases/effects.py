"""What a matter's effects are a function of: a fact as it is stored at one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.cases.facts import Event
from tongban.identity.people import Party
from tongban.matters.rules import Objection

Statement = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement that must change a row, such as taking the last place of a time slot.

    Where it changes none, the act that the fact comes from is refused with `otherwise` and nothing of it is kept. It
    binds only the node that appends the fact; a fact that another node has written stands.
    """

    sql: str
    arguments: tuple[object, ...]
    otherwise: Objection


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A stored fact seen from here: `roles` are the place roles this node holds in the case.

    `answers`, `reports` (by step name) and `parties` hold what this place may see; the effects function returns
    SQL statements and claims on the plugin's own tables, run in the fact's transaction.
    """

    case_id: str
    number: str
    matter: str
    event: Event
    roles: frozenset[str]
    answers: Mapping[str, Any]
    reports: Mapping[str, Mapping[str, Any]]
    parties: tuple[Party, ...]
    on: str


Effects = Callable[[Effect], Sequence[Statement | Claim]]
