"""The files of a case wherever they lie: fetched lazily from the place that took them in, piece by piece, and kept."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.cases.state import Case
from tongban.cases.store import CaseStore
from tongban.desk.arriving_files import ArrivingFiles
from tongban.desk.asked_files import AskedFiles
from tongban.desk.file_words import how_it_comes, why_not
from tongban.desk.uploaded import uploaded
from tongban.desk.wanted_files import WantedFiles
from tongban.desk.wants import WantState
from tongban.errors import NotFound
from tongban.evidence.items import Evidence
from tongban.evidence.named_files import NOT_NAMED, can_be_uploaded
from tongban.evidence.uploads import StoredFile, Uploads
from tongban.exchange.transport import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFiles:
    """Opens the files of a case, wherever they lie."""

    node: str
    store: CaseStore
    uploads: Uploads
    asked: AskedFiles
    wanted: WantedFiles
    arriving: ArrivingFiles
    transport: Transport

    async def read(self, file: str, *, application: str) -> tuple[StoredFile, bytes]:
        """A file of a case and its bytes, for somebody to whom the caller has opened the case.

        Raises `NotFound` where the case has no such file, and where it cannot be had now; `OnItsWay` where the place
        that has it answers no question and brings it as letters.
        """
        try:
            return await self.uploads.read(file, application=application)
        except NotFound:
            return await self._fetched(file, application)

    async def _fetched(self, file: str, application: str) -> tuple[StoredFile, bytes]:
        case = await self.store.load(application)
        item = uploaded(await self.store.facts(application), file)
        if case is None or item is None or case.receiving.node in {"", self.node}:
            raise NotFound("没有找到该文件，请从办件页面重新打开")
        if not can_be_uploaded(item):
            raise NotFound(NOT_NAMED)
        if self.transport.manner(case.receiving.node).carries_questions:
            return await self.asked.fetched(case, item)
        return await self._brought(case, item)

    async def _brought(self, case: Case, item: Evidence) -> tuple[StoredFile, bytes]:
        if await self.arriving.complete(case, item):
            return await self.uploads.read(item.value["file"], application=case.id)
        want = await self.wanted.ask(case, item)
        if want.state is WantState.REFUSED:
            raise NotFound(why_not(want))
        raise how_it_comes(want, place=case.receiving.name, manner=self.transport.manner(want.holder))
