"""The form of an application, filled in by the applicant or the agent of the organisation that applies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Final

import msgspec
from litestar.di import Provide

from tongban.cases.acts import Actor
from tongban.cases.state import Case
from tongban.desk.assessment import Assessment
from tongban.desk.drafts import Draft, Place
from tongban.desk.representing import capacity_of
from tongban.errors import NotFound, Refused
from tongban_web.admission import require_person
from tongban_web.pages.filling import Filler
from tongban_web.pages.form_pages import FormPages
from tongban_web.parties import (
    case_of,
    is_open_to,
    looking,
    own_drafts,
    own_key,
    person_of,
    require_mandate,
    sure_enough,
)
from tongban_web.requests import OwnNode, PageRequest

OTHERWISE: Final = "以另一个办理身份或更高等级登录时暂存的，请换回后再打开"


class Applicant(Filler):
    """Whoever applies, at the own form."""

    section: ClassVar = "zone"
    drafts: ClassVar = "/drafts"
    cases: ClassVar = "/cases"
    home: ClassVar = "/cases"

    async def load(self, draft_id: str) -> Draft:
        """One's own draft; who applies is as signed in now."""
        try:
            draft = await self.node.drafts.load(draft_id, own_key(self.node, self.viewer))
        except NotFound as fault:
            raise NotFound(f"{fault}；{OTHERWISE}") from None
        if not is_open_to(self.viewer, draft):
            raise NotFound("没有找到这份暂存的申请，以更高等级登录时暂存的，请以同等级登录后继续")
        if self.viewer.organisation:
            await self._require_own_mandate(draft)
        return replace(draft, application=msgspec.structs.replace(draft.application, person=person_of(self.viewer)))

    def reader(self) -> Actor:
        """The person signed in."""
        return looking(self.node, self.viewer)

    def besides(self, _: Draft, __: Assessment) -> dict[str, Any]:
        """Whether the sign-in is too low to find the draft again among one's cases."""
        return {"signed_in_low": not sure_enough(self.viewer)}

    async def mine(self, before: Place | None = None) -> list[Draft]:
        """One's own drafts, an organisation's as far as its mandates of today go."""
        return await own_drafts(self.node, self.viewer, before)

    async def _require_own_mandate(self, draft: Draft) -> None:
        """An organisation's draft is there for the agents of its matter; raises `NotFound`."""
        try:
            await require_mandate(self.node, self.viewer, self.matter(draft))
        except Refused:
            raise NotFound("没有找到这份暂存的申请：单位给您的授权不包括这个事项或已失效") from None

    async def case_of(self, draft_id: str) -> Case:
        """One's own case."""
        try:
            return (await case_of(self.node, self.viewer, draft_id)).case
        except NotFound:
            raise NotFound(f"没有找到这份暂存的申请，可能已删除或已超过保存期限；{OTHERWISE}") from None

    def actor(self, draft: Draft) -> Actor:
        """In an own name, for the organisation, or as the ward's guardian."""
        return self.node.authority.party(self.viewer, (capacity_of(draft.application).value,))

    def handed_in(self, case: Case) -> str:
        """The case's page."""
        return f"/cases/{case.id}?submitted=1"


def applicant(request: PageRequest, node: OwnNode) -> Filler:
    """The person signed in."""
    return Applicant(node, require_person(request))


class DraftPages(FormPages):
    """One's own drafts."""

    path = "/drafts"
    dependencies = {"filler": Provide(applicant, sync_to_thread=False)}  # noqa: RUF012 - as Litestar declares it


ROUTE_HANDLERS = (DraftPages,)
