"""A draft as it is read: what was typed, who applies, where it would go, and what was handed in with it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import msgspec

from tongban.cases.calendar import WorkingCalendar
from tongban.cases.facts import PlaceRef
from tongban.clock import Clock, milliseconds
from tongban.desk.drafts import Application as Written
from tongban.desk.drafts import Draft
from tongban.desk.representing import applicants
from tongban.evidence.items import Evidence, SourceKind
from tongban.evidence.materials import stated
from tongban.identity.people import Party
from tongban.matters.application import Application
from tongban.matters.forms import Form, Parsed, fields_of
from tongban.matters.matter import Matter
from tongban.matters.parameters import Parameters
from tongban.matters.routes import UNDECIDED
from tongban.matters.rules import Objection
from tongban.matters.so_far import objections_so_far
from tongban.routing.choice import ChosenRoute


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as far as it could be read: its matter, what was typed, who applies and where it would go.

    `law` are the values of the deciding place, none while it is not known which that is.
    """

    draft: Draft
    matter: Matter
    parsed: Parsed
    parties: tuple[Party, ...]
    route: ChosenRoute | None
    law: Parameters
    today: date
    calendar: WorkingCalendar

    def application(self, evidence: Mapping[str, Evidence]) -> Application[Any]:
        """The application as rules and registers see it; an answer that is not there yet is None."""
        answers: Any = self.parsed.answers or partial(self.matter.form, self.parsed)
        return Application(
            id=self.draft.id,
            answers=answers,
            parties=self.parties,
            on=self.today,
            today=self.today,
            parameters=self.law,
            calendar=self.calendar,
            evidence=evidence,
        )

    def objections_so_far(self, evidence: Mapping[str, Evidence]) -> tuple[Objection, ...]:
        """What the rules object to what could be read, while not all of the form could be."""
        parties = functools.partial(_with_others, self.matter, self.draft.application)
        return objections_so_far(self.matter, self.parsed, asked=self.application(evidence), parties=parties)


def partial(form: type[Form], parsed: Parsed) -> SimpleNamespace:
    """The answers that could be read; one that is not there yet is None."""
    return SimpleNamespace(**{bound.name: None for bound in fields_of(form)} | dict(parsed.values))


def places_of(route: ChosenRoute | None) -> dict[str, PlaceRef]:
    """The places of a route by their roles; none without a route."""
    if route is None:
        return {}
    return {"receiving": route.receiving, "competent": route.competent, **route.cooperating}


def parties_of(matter: Matter, written: Written, parsed: Parsed) -> tuple[Party, ...]:
    """Who applies, and whom the answers name once they are whole."""
    return _with_others(matter, written, parsed.answers)


def sought(matter: Matter, written: Written, parsed: Parsed) -> tuple[Party, ...]:
    """The same for registers: with whom the answers will name, so that nobody is asked about in their place."""
    try:
        return _with_others(matter, written, parsed.answers or partial(matter.form, parsed))
    except UNDECIDED:
        return parties_of(matter, written, parsed)


def _with_others(matter: Matter, written: Written, answers: Any) -> tuple[Party, ...]:
    others = matter.other_parties(answers) if matter.other_parties is not None and answers is not None else ()
    own = applicants(written)
    named = {(party.role, party.number) for party in own}
    return (*own, *(party for party in others if (party.role, party.number) not in named))


def given(matter: Matter, written: Written, uploads: Sequence[Evidence], clock: Clock) -> dict[str, Evidence]:
    """What was uploaded, promised and checked at the window, by the key of its material."""
    given = {item.key: item for item in uploads}
    for kind, keys in ((SourceKind.PLEDGE, written.pledges), (SourceKind.WINDOW, written.window_checks)):
        if keys:
            now = milliseconds(clock.now())
            given |= {each.key: stated(each, kind, at=now) for each in matter.materials if each.key in keys}
    return given
