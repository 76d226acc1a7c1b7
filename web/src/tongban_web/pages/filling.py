"""Who fills in the form of an application: the applicant, or a clerk for whoever stands at the window."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from tongban.cases.acts import Actor
from tongban.cases.state import Case
from tongban.desk.assessment import Assessment
from tongban.desk.drafts import Draft, Ended, Overtaken, Place
from tongban.errors import Conflict, NotFound
from tongban.identity.viewers import Viewer
from tongban.matters.matter import Matter
from tongban.node import Node
from tongban_web.pages.drafting import evidence_of, learned


class HandedIn(Conflict):
    """A draft that was to be changed has become a case of theirs meanwhile: its `number`, and the `address` of it."""

    def __init__(self, case: Case, *, address: str) -> None:
        super().__init__(f"这份申请已经提交，不能再修改或删除，办件编号是{case.number}")
        self.number, self.address = case.number, address


@dataclass(frozen=True, slots=True)
class Filler(ABC):
    """Somebody at the form; theirs lie below the addresses `drafts` and `cases`, `home` is where they go else."""

    section: ClassVar[str]
    drafts: ClassVar[str]
    cases: ClassVar[str]
    home: ClassVar[str]
    template: ClassVar[str] = "draft.html"

    node: Node
    viewer: Viewer

    @abstractmethod
    async def load(self, draft_id: str) -> Draft:
        """A draft that they may go on with; raises `NotFound`."""

    async def shown(self, draft_id: str) -> Draft:
        """The same, to be read: that is audited."""
        draft = await self.load(draft_id)
        await self.read_by_them(draft)
        return draft

    async def read_by_them(self, draft: Draft) -> None:
        """Write down that they read a draft."""
        purpose = draft.application.matter
        await self.node.cases.context.audited_reading(self.reader(), "read_draft", purpose=purpose, case_id=draft.id)

    @abstractmethod
    def reader(self) -> Actor:
        """Whoever is at the form, in whatever roles."""

    async def delete(self, draft: Draft, *, page: str = "") -> None:
        """Delete a draft with its files, as far as they have seen it; that is audited. Raises `Overtaken`."""
        purpose, context = draft.application.matter, self.node.cases.context
        row = context.audit_row(self.reader(), "delete_draft", purpose=purpose, case_id=draft.id)
        await self.node.drafts.delete(draft, page=page, beside=[row])

    @abstractmethod
    async def mine(self, before: Place | None = None) -> list[Draft]:
        """The drafts that they may go on with, the latest first: a page of those after that place."""

    @abstractmethod
    async def case_of(self, draft_id: str) -> Case:
        """The case that a draft has become; raises `NotFound` where it is none of theirs."""

    @asynccontextmanager
    async def changing(self, draft_id: str) -> AsyncIterator[None]:
        """A block that changes a draft; what is not there in it any more is told by `HandedIn`, if it is a case now."""
        try:
            yield
        except (NotFound, Ended) as gone:
            raise await self._became(draft_id) or gone from None

    async def _became(self, draft_id: str) -> HandedIn | None:
        try:
            case = await self.case_of(draft_id)
        except NotFound:
            return None
        return HandedIn(case, address=f"{self.cases}/{case.id}")

    @abstractmethod
    def actor(self, draft: Draft) -> Actor:
        """Who hands in."""

    @abstractmethod
    def handed_in(self, case: Case) -> str:
        """The address that confirms the new case."""

    def read(self, draft: Draft, _: Mapping[str, Any]) -> Draft:
        """The draft with what only their form asks."""
        return draft

    def besides(self, _: Draft, __: Assessment) -> dict[str, Any]:
        """What their page shows besides the form."""
        return {}

    def matter(self, draft: Draft) -> Matter:
        """The matter applied for."""
        return self.node.plugins.matter(draft.application.matter, draft.application.edition)

    async def assess(self, draft: Draft) -> Assessment:
        """Everything about the draft as it stands."""
        files = evidence_of(await self.node.uploads.of_application(draft.id), self.matter(draft))
        return await self.node.applications.assess(draft, actor=self.actor(draft), uploads=files)

    async def open(self, draft: Draft) -> None:
        """Keep a new draft once, with what registers fill in; raises `Refused` for one too many."""
        if kept := await self.node.drafts.begin(draft):
            await self.learn(kept)

    async def learn(self, draft: Draft) -> tuple[Draft, Assessment]:
        """The draft, kept with what registers say to it; answers that were saved meanwhile stay."""
        assessment = await self.assess(draft)
        kept = learned(draft, assessment)
        if kept.application.typed != draft.application.typed:
            assessment = await self.assess(kept)
            kept = learned(kept, assessment)
        with suppress(Overtaken):
            kept = await self.node.drafts.save(kept)
        return kept, assessment

    async def hand_in(self, draft: Draft) -> Case | Assessment:
        """The case that the draft becomes, or why not yet; raises `Refused` without the organisation's mandate."""
        written, matter = draft.application, self.matter(draft)
        if written.organisation:
            number, _ = written.organisation
            await self.node.mandates.require(agent=written.person.number, organisation=number, matter=matter)
        files = evidence_of(await self.node.uploads.of_application(draft.id), matter)
        return await self.node.applications.submit(draft, actor=self.actor(draft), uploads=files)


OwnFiller: TypeAlias = NamedDependency[SkipValidation[Filler]]
"""The dependency `filler`."""
