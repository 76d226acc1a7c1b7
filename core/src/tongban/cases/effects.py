"""What a matter's effects are a function of: a fact as it is stored at one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tongban.cases.facts import Event, PlaceRef
from tongban.identity.people import Party, Role
from tongban.matters.application import read_report
from tongban.matters.forms import Form
from tongban.matters.rules import Objection

Statement = tuple[str, tuple[object, ...]]
Entry = TypeVar("Entry", bound=Form)


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

    `competent` is the place that decides. `answers`, `reports` (by step name) and `parties` hold what this place may
    see; the effects function returns SQL statements and claims on the plugin's own tables, run in the fact's
    transaction.
    """

    case_id: str
    number: str
    matter: str
    event: Event
    roles: frozenset[str]
    competent: PlaceRef
    answers: Mapping[str, Any]
    reports: Mapping[str, Mapping[str, Any]]
    parties: tuple[Party, ...]
    on: str

    @property
    def applicant(self) -> Party:
        """The person or organisation that applies; raises `LookupError` where this place may not see it."""
        for party in self.parties:
            if party.role is Role.APPLICANT:
                return party
        raise LookupError(Role.APPLICANT)

    def report(self, step: str, form: type[Entry]) -> Entry:
        """What was entered about a step that is done; raises `LookupError` where it is not, or not to be seen here."""
        found = read_report(self.reports, step, form)
        if found is None:
            raise LookupError(step)
        return found


Written = Statement | Claim
Effects = Callable[[Effect], Sequence[Written]]
