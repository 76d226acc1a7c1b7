"""Turns drafts into sealed facts: names the actor, adds the papers, chains the heads, adds what follows by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from tongban.cases import facts as f
from tongban.cases.acts import Actor, Moment
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.evolve import evolve
from tongban.cases.facts import PlaceRef
from tongban.cases.follow import next_by_itself
from tongban.cases.heads import Draft, Fact, Head, encode, hash_of, seal_parts
from tongban.cases.papers import notice_papers, paper_of, result_papers
from tongban.cases.sheets import BOTH
from tongban.cases.state import Case
from tongban.cases.wording import Parts, actor_part
from tongban.chance import printed_code

NODE = Actor(kind="node")
ISSUED = {"results": result_papers, "notice": notice_papers}
"""The papers that a matter composes, by the part in which an act brings what they say."""


class Sealing(msgspec.Struct, frozen=True, kw_only=True):
    """What every fact of one act shares: when, by whom, for whom papers are, and why."""

    moment: Moment
    actor: Actor
    calendar: WorkingCalendar
    addressee: str
    cause: str = ""


class Appended(msgspec.Struct, frozen=True):
    """The case after an act, and the facts that the act appended."""

    case: Case
    facts: tuple[Fact, ...]
    heads: tuple[Head, ...]


def append(case: Case | None, drafts: Sequence[Draft], *, case_id: str, sealing: Sealing) -> Appended:
    """Seal the drafts and everything that follows by itself."""
    facts: list[Fact] = []
    heads: list[Head] = []
    queue = list(drafts)
    actor = sealing.actor
    while queue:
        draft = queue.pop(0)
        case, fact, head = _seal(case, draft, case_id=case_id, actor=actor, sealing=sealing)
        facts.append(fact)
        heads.append(head)
        if not queue and (following := next_by_itself(case)):
            queue, actor = [following], NODE
    if case is None:
        message = f"case {case_id}: nothing to append"
        raise ValueError(message)
    return Appended(case, tuple(facts), tuple(heads))


def _seal(case: Case | None, draft: Draft, *, case_id: str, actor: Actor, sealing: Sealing) -> tuple[Case, Fact, Head]:
    place = _place(case, draft, actor)
    bare = _head(case, draft, case_id=case_id, actor=actor, sealing=sealing, place=place)
    preview = evolve(case, bare, digest="")
    parts: Parts = {**draft.parts, **actor_part(preview, actor), **_papers(preview, draft, place, sealing)}
    contents, seals = seal_parts(parts)
    head = replace(bare, parts=seals)
    exact = encode(head)
    # Parts change nothing in what a case adds up to, so the preview only lacks the hash of the sealed head.
    return replace(preview, hash=hash_of(exact)), Fact(head=exact.decode(), parts=contents), head


def _head(case: Case | None, draft: Draft, *, case_id: str, actor: Actor, sealing: Sealing, place: PlaceRef) -> Head:
    epoch = case.epoch if case else 0
    return Head(
        case=case_id,
        seq=case.seq + 1 if case else 1,
        epoch=epoch + 1 if isinstance(draft.event, f.Opened) else epoch,
        at=sealing.moment.at,
        on=sealing.moment.on,
        place=place.office,
        place_name=place.name,
        actor=_capacity(actor),
        event=draft.event,  # type: ignore[arg-type] # every concrete event is in the union
        parts={},
        prev=case.hash if case else "",
        cause=sealing.cause,
    )


def _capacity(actor: Actor) -> str:
    if actor.kind == "party":
        return f"party:{actor.roles[0]}" if actor.roles else "party"
    return actor.kind


def _place(case: Case | None, draft: Draft, actor: Actor) -> PlaceRef:
    if case is None:
        event = draft.event
        assert isinstance(event, f.Submitted)  # noqa: S101 - a case begins with its submission
        return event.receiving
    for place in case.places().values():
        if actor.office and (place.node, place.office) == (actor.node, actor.office):
            return place
    if actor.kind == "party" or (case.epoch == 0 and not isinstance(draft.event, f.Opened)):
        return case.receiving
    return case.competent


def _papers(case: Case, draft: Draft, place: PlaceRef, sealing: Sealing) -> Parts:
    contents: dict[str, Any] = {name: content for name, (content, _) in draft.parts.items()}
    on = sealing.moment.on
    paper = paper_of(
        case, draft.event, contents, to=sealing.addressee, issuer=place.name, on=on, calendar=sealing.calendar
    )
    papers = [paper] if paper else []
    for name, issued in ISSUED.items():
        if name in contents:
            papers += issued(case, contents[name], to=sealing.addressee, issuer=place.name, on=on)
    return {"papers": ([replace(each, code=printed_code()) for each in papers], BOTH)} if papers else {}
