"""The form of an application at the window: the same as the applicants' own, filled in by the clerk for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import msgspec
from litestar.di import Provide

from tongban.cases.acts import Actor
from tongban.cases.state import Case
from tongban.desk.assessment import Assessment
from tongban.desk.authority import Standing
from tongban.desk.drafts import Draft, Place
from tongban.desk.representing import capacity_of
from tongban_web.officers import actor_of, officer_of
from tongban_web.pages.filling import Filler
from tongban_web.pages.form_pages import FormPages
from tongban_web.pages.staff.window import clerk, on_the_shelf, shelf
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.window import came_along, checked, coming_along, window_checks


class Clerk(Filler):
    """A clerk at the form of whoever stands there."""

    section: ClassVar = "window"
    drafts: ClassVar = "/window/drafts"
    cases: ClassVar = "/desk/cases"
    home: ClassVar = "/window"
    template: ClassVar = "staff/window_draft.html"

    async def load(self, draft_id: str) -> Draft:
        """A draft of this window."""
        return await self.node.drafts.load(draft_id, shelf(self.viewer))

    def reader(self) -> Actor:
        """The clerk."""
        return actor_of(self.node, self.viewer)

    async def mine(self, before: Place | None = None) -> list[Draft]:
        """The drafts of this window."""
        return await on_the_shelf(self.node, self.viewer, before)

    async def open(self, draft: Draft) -> None:
        """Keep a new draft once: a window has as many as people stand there."""
        if kept := await self.node.drafts.add(draft):
            await self.learn(kept)

    async def case_of(self, draft_id: str) -> Case:
        """A case of the office."""
        office, clerk = officer_of(self.viewer).office, actor_of(self.node, self.viewer)
        return (await self.node.reader.for_office(draft_id, office, clerk)).case

    def actor(self, draft: Draft) -> Actor:
        """The clerk acting for whoever stands there: both identities are recorded."""
        person = draft.application.person
        standing = Standing(role=capacity_of(draft.application).value, name=person.name, number=person.number)
        return actor_of(self.node, self.viewer, standing=standing)

    async def hand_in(self, draft: Draft) -> Case | Assessment:
        """The case, whose party the clerk acted for is remembered as one who signs in is."""
        outcome = await super().hand_in(draft)
        if isinstance(outcome, Case):
            await self.node.accounts.remember(draft.application.person)
        return outcome

    def handed_in(self, case: Case) -> str:
        """The desk, where the case is received next."""
        return f"/desk/cases/{case.id}?done=1"

    def read(self, draft: Draft, posted: Mapping[str, Any]) -> Draft:
        """With the originals that the clerk has checked, and who has come along."""
        seen, along = checked(self.matter(draft), posted), came_along(posted)
        written = msgspec.structs.replace(draft.application, window_checks=seen, present=along)
        return replace(draft, application=written)

    def besides(self, draft: Draft, assessment: Assessment) -> dict[str, Any]:
        """The originals to check, and who else may stand there."""
        written = draft.application
        return {
            "window_checks": window_checks(assessment, written.window_checks),
            "along": coming_along(assessment.matter, written.present),
        }


def at_the_window(request: PageRequest, node: OwnNode) -> Filler:
    """The clerk signed in."""
    return Clerk(node, clerk(request))


class WindowDraftPages(FormPages):
    """The drafts of a window."""

    path = "/window/drafts"
    dependencies = {"filler": Provide(at_the_window, sync_to_thread=False)}  # noqa: RUF012 - as Litestar declares it


ROUTE_HANDLERS = (WindowDraftPages,)
