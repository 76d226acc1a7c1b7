"""What a need amounts to for one application: the place that is asked, and the question. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import msgspec

from tongban.cases.facts import PlaceRef
from tongban.evidence.questions import Grounds, RegisterQuestion
from tongban.identity.people import Party
from tongban.matters.application import Application
from tongban.matters.fields import visible
from tongban.matters.forms import Bound, fields_of
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


def is_typed(matter: Matter, application: Application[Any], need: Needs[Any]) -> bool:
    """Whether all is typed that says what to look for, but for what the register itself fills in.

    Of what was handed in a place may not see all: there nothing is waited for.
    """
    if application.handed_in is not None or not isinstance(application.answers, SimpleNamespace):
        return True
    return all(getattr(application.answers, bound.name) is not None for bound in _sought_by(matter, application, need))


def _sought_by(matter: Matter, application: Application[Any], need: Needs[Any]) -> Iterator[Bound]:
    """The fields of a form that is not whole by which a register is asked and which must be filled in."""
    typed = {name: value for name, value in vars(application.answers).items() if isinstance(value, str)}
    for bound in fields_of(matter.form):
        by_itself = bound.field.prefill is not None and bound.field.prefill.need == need.key
        if bound.name in need.criteria.values() and bound.needed and not by_itself and visible(bound.field, typed):
            yield bound


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
        grounds=msgspec.structs.replace(grounds, purpose=need.purpose) if need.purpose else grounds,
    )
