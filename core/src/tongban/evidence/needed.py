"""What a need amounts to for one application: the place that is asked, and the question. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from tongban.cases.facts import PlaceRef
from tongban.evidence.questions import Grounds, RegisterQuestion
from tongban.identity.people import Party
from tongban.matters.application import Application
from tongban.matters.matter import Matter
from tongban.matters.needs import COMPETENT, Needs
from tongban.matters.routes import UNDECIDED


def place_of(
    matter: Matter, application: Application[Any], places: Mapping[str, PlaceRef], need: Needs[Any]
) -> PlaceRef | None:
    """Where a need is asked; the deciding place has itself what the route says that it has."""
    deciding = places.get(COMPETENT)
    return places.get(need.at) or (deciding if deciding and need.at in _own(matter, application) else None)


def _own(matter: Matter, application: Application[Any]) -> Collection[str]:
    """What the deciding place has itself; nothing while an answer is missing from which the route follows."""
    try:
        return matter.route(application.answers).own
    except UNDECIDED:
        return ()


def subject_of(application: Application[Any], need: Needs[Any]) -> Party | None:
    """The party that a need is about, or None where nothing is to be asked."""
    return need.subject(application.answers, application.parties)


def criteria_of(application: Application[Any], need: Needs[Any]) -> dict[str, Any]:
    """What the look-up is narrowed by."""
    return need.narrowed(application.answers, application.parties, application.parameters)


def question_of(
    matter: Matter, application: Application[Any], need: Needs[Any], subject: Party, *, grounds: Grounds
) -> RegisterQuestion:
    """The question to the register."""
    return RegisterQuestion(
        register=need.register,
        need=need.key,
        matter=matter.id,
        application=application.id,
        subject=subject.number,
        about=subject.role,
        criteria=criteria_of(application, need),
        grounds=msgspec.structs.replace(grounds, purpose=need.purpose or grounds.purpose),
    )
