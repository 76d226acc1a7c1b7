"""A case opened by staff: only for officers of an office that the case concerns; for all others it is not there."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.cases.intents import Pending
from tongban.cases.options import Option
from tongban.identity.people import OfficerRole
from tongban.identity.viewers import Viewer
from tongban.node import Node
from tongban_web.admission import require_officer
from tongban_web.case_pages import matter_of
from tongban_web.desk.kinds import Bench, Entered
from tongban_web.desk.offers import available
from tongban_web.officers import AT_DESK, actor_of, officer_of
from tongban_web.rendering import places_of
from tongban_web.requests import PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case on somebody's desk, what was asked of its owner, and what may be done now."""

    viewer: Viewer
    bench: Bench
    pending: list[Pending]
    options: tuple[Option, ...]


async def open_case(
    request: PageRequest, node: Node, case_id: str, *, about: str = "", entered: Entered | None = None, seen: int = 0
) -> Opened:
    """The case for the officer who asks; raises `NotFound` for whoever has nothing to do with it."""
    viewer = require_officer(request, *AT_DESK)
    officer, actor = officer_of(viewer), actor_of(node, viewer)
    view = await node.reader.at_desk(case_id, officer.office, actor)
    pending = await node.reader.pending(view.case)
    bench = Bench(
        node=node,
        view=view,
        matter=matter_of(node, view.case),
        actor=actor,
        about=about,
        names=places_of(request),
        seen=seen or view.case.seq,
        entered=entered or Entered(),
    )
    options = available(view, actor, node.cases.context.moment(), pending)
    return Opened(viewer=viewer, bench=bench, pending=pending, options=options)


def section_of(viewer: Viewer) -> str:
    """Which part of the navigation a case belongs to for this officer."""
    held = officer_of(viewer).roles
    return "desk" if held & {OfficerRole.OFFICER, OfficerRole.APPROVER} else "window"
