"""What another place may say of a case at most, so that every clock, table and page here can hold it. Pure.

What a field may say follows from its name, so that no kind of fact can be forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

import msgspec

from tongban.cases import facts as f
from tongban.cases.dossier import Dossier
from tongban.cases.number import DIVISION, CaseNumberError, parse_case_number
from tongban.cases.state import Case
from tongban.clock import FIRST_DAY, FIRST_INSTANT, LAST_DAY, LAST_INSTANT
from tongban.evidence.established import is_well_formed
from tongban.evidence.items import Evidence, SourceKind
from tongban.evidence.named_files import can_be_uploaded
from tongban.identity.people import Role
from tongban.matters.matter import Channel, Delivery, Mode
from tongban.matters.needs import PLACE_ROLE
from tongban.matters.parameters import LONGEST
from tongban.matters.place_roles import OWN_ROLES

DAYS: Final = frozenset({"on", "since", "attend_by", "last_day"})
INSTANTS: Final = frozenset({"at", "confirm_until"})
LENGTHS: Final = frozenset({"days", "term_days", "notice_days", "delivery_days"})


def faults(case: Case, dossier: Dossier) -> Iterator[str]:
    """Everything that cannot be in facts that came: in their heads and in what they bring."""
    for head in dossier.heads:
        yield from faults_in(head)
        yield from _event(case, head.event)
    yield from faults_in((*dossier.every_evidence(), *(paper for _, paper in dossier.papers())))
    for event, item in dossier.brought():
        if item.material and not _is_established_by(event, item):
            yield f"nobody has established what it says of {item.key[:40]!r}"
    named = [(party.role, party.number) for party in dossier.parties()]
    if len(named) != len(set(named)):
        yield "a party is named twice"


def faults_in(value: object) -> Iterator[str]:
    """The same of any typed value, in depth; what may be of any type is for whoever knows its form."""
    match value:
        case msgspec.Struct():
            fields = {name: getattr(value, name) for name in value.__struct_fields__}
            for name, held in fields.items():
                for each in _several(held):
                    if _is_out_of_bounds(name, each):
                        yield f"no {name} can be {str(each)[:40]!r}"
            yield from faults_in(tuple(fields.values()))
            yield from _evidence(value) if isinstance(value, Evidence) else ()
        case tuple():
            for each in value:
                yield from faults_in(each)
        case dict():
            yield from faults_in(tuple(each for each in value.values() if isinstance(each, msgspec.Struct)))
        case _:
            return


def _several(held: object) -> Collection[object]:
    """What a field holds: one thing, or what is in a tuple or under the keys of a mapping."""
    match held:
        case tuple():
            return held
        case dict():
            return held.values()
        case _:
            return (held,)


def _case(case: Case) -> Iterator[str]:
    """What its submission has fixed."""
    yield from _known("channel", [case.channel], [*Channel])
    yield from _known("mode", case.modes, [*Mode])
    yield from _known("delivery", [case.delivery], [*Delivery])
    yield from _known("party role", (*case.roles, *case.awaits), [*Role])
    if OWN_ROLES & case.cooperating.keys() or not all(map(PLACE_ROLE.fullmatch, case.cooperating)):
        yield "a cooperating place has the name of another"
    for place in case.places().values():
        yield from _place(place)
    try:
        number = parse_case_number(case.number)
    except CaseNumberError:
        yield "its number is none"
    else:
        said = (case.number, case.receiving.division, case.competent.division)
        if (str(number), number.receiving, number.competent) != said:
            yield "its number is another place's"
        if not FIRST_DAY <= number.submitted <= LAST_DAY:
            yield f"no number can be of {number.submitted}"


def _place(place: f.PlaceRef) -> Iterator[str]:
    for code in (place.division, *filter(None, (place.node, place.province))):
        if not DIVISION.fullmatch(code):
            yield "a place lies nowhere"


def _event(case: Case, event: f.Event) -> Iterator[str]:
    match event:
        case f.Submitted():
            yield from _case(case)
        case f.Accepted(steps=steps):
            yield from _known("place", [step.at for step in steps], case.places())
            if len({step.name for step in steps}) != len(steps):
                yield "two steps have one name"
        case f.OriginalArrived(at=place) | f.OriginalSent(to=place):
            yield from _known("place", [place], case.places())
        case f.Confirmed(role=role):
            yield from _known("party role", [role], [*Role])
        case _:
            return


def _evidence(item: Evidence) -> Iterator[str]:
    if item.material:
        if not is_well_formed(item):
            yield f"nobody can have read what it says of {item.key[:40]!r} from a paper"
    elif item.kind is SourceKind.UPLOAD and item.value is not None and not can_be_uploaded(item):
        yield f"nobody can have uploaded what it says of {item.key[:40]!r}"


def _is_established_by(event: f.Event, item: Evidence) -> bool:
    """Whether the fact says that this was read from that paper; only who decides the case makes such a fact."""
    return isinstance(event, f.Established) and (event.need, event.material) == (item.key, item.material)


def _is_out_of_bounds(name: str, held: object) -> bool:
    match held:
        case int() if name in LENGTHS:
            return not 0 <= held <= LONGEST
        case int() if name in INSTANTS:
            return not FIRST_INSTANT <= held <= LAST_INSTANT
        case str() if name in DAYS and held:
            return not _is_day(held)
        case _:
            return False


def _is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return FIRST_DAY <= day <= LAST_DAY and day.isoformat() == text


def _known(what: str, said: Collection[str], known: Collection[str]) -> Iterator[str]:
    for each in said:
        if each not in known:
            yield f"no {what} is called {each[:40]!r}"
