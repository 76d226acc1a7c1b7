"""What an officer has read from a paper where the register is silent: which paper may serve, and what stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tongban.cases.facts import PlaceRef
from tongban.evidence.items import Evidence, Outcome, SourceKind, digest_of
from tongban.evidence.needed import place_of, question_of, subject_of
from tongban.evidence.questions import Grounds, RegisterQuestion
from tongban.matters.application import Application
from tongban.matters.materials import FromRegister, Material, Upload, WindowCheck
from tongban.matters.matter import Matter
from tongban.matters.needs import Needs, answer_of
from tongban.matters.recorded import untypable

SHOWN_AS: Final[Mapping[type, SourceKind]] = {Upload: SourceKind.UPLOAD, WindowCheck: SourceKind.WINDOW}
"""How a paper comes before an officer; what is only promised establishes nothing."""


UNFIT: Final = object()
"""What is no record of the need; it equals no other."""


def papers_for(matter: Matter, need: Needs[Any], answers: object) -> tuple[Material, ...]:
    """The materials that these answers call for and whose paper says, field by field, what the need asks a register."""
    record: type[msgspec.Struct] = need.record
    if untypable(record):
        return ()
    return tuple(each for each in matter.materials if can_be_read(each, need) and _called_for(each, answers))


def can_be_read(material: Material, need: Needs[Any]) -> bool:
    """Whether the paper of a material can be read where the register of the need is silent."""
    sources = material.sources
    listed = any(isinstance(each, FromRegister) and each.need == need and each.on_paper for each in sources)
    return listed and any(type(each) in SHOWN_AS for each in sources)


def paper_of(material: Material, evidence: Mapping[str, Evidence]) -> Evidence | None:
    """The paper that was handed in or shown for a material."""
    item = evidence.get(material.key)
    kinds = {SHOWN_AS[type(each)] for each in material.sources if type(each) in SHOWN_AS}
    return item if item is not None and item.kind in kinds and item.outcome is Outcome.FOUND else None


def bound_to(question: RegisterQuestion, node: str, paper: Evidence) -> str:
    """SHA-256 hex of what was asked of which node and of the paper: another paper or another question voids it."""
    return digest_of([question.digest(node), paper.kind.value, paper.at, paper.digest])


def is_well_formed(item: Evidence) -> bool:
    """Whether what is said to be established can be: from a paper, a record or that there is none, by no register."""
    values = {Outcome.FOUND: isinstance(item.value, dict), Outcome.NONE: item.value is None}
    return item.kind in SHOWN_AS.values() and values.get(item.outcome, False) and not item.asked_of


def still_holds(
    item: Evidence, *, matter: Matter, application: Application[Any], places: Mapping[str, PlaceRef], grounds: Grounds
) -> bool:
    """Whether what was established answers what the application asks now, from the paper that it holds now."""
    need = matter.need(item.key)
    subject, place = subject_of(application, need), place_of(matter, application, places, need)
    paper = _read_for(item, need, matter=matter, application=application)
    if subject is None or place is None or paper is None or _record(need, item) is UNFIT:
        return False
    question = question_of(matter, application, need, subject, grounds=grounds)
    return item.question == bound_to(question, place.node, paper)


def _read_for(item: Evidence, need: Needs[Any], *, matter: Matter, application: Application[Any]) -> Evidence | None:
    """The paper that it names, where the application holds it and it may serve the need."""
    papers = papers_for(matter, need, application.answers)
    return next((paper_of(each, application.evidence) for each in papers if each.key == item.material), None)


def differs(need: Needs[Any], held: Evidence, now: Evidence) -> bool:
    """Whether a register says something else than was established from a paper."""
    if not held.material or now.material or now.outcome is Outcome.UNANSWERED:
        return False
    return _record(need, held) != _record(need, now)


def _record(need: Needs[Any], item: Evidence) -> object:
    if item.outcome is Outcome.NONE:
        return None
    try:
        return msgspec.convert(item.value, need.record, strict=False)
    except msgspec.ValidationError:
        return UNFIT


def _called_for(material: Material, answers: object) -> bool:
    if material.shown_when is None:
        return True
    name, values = material.shown_when
    return str(answer_of(answers, name) or "") in values
