"""Files of cases in a simulation: brought with every application, wanted by whoever decides, carried as letters."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tongban.cases.service import CaseService
from tongban.cases.state import Case
from tongban.clock import milliseconds
from tongban.desk.arriving_files import ArrivingFiles
from tongban.desk.departing_files import DepartingFiles
from tongban.desk.file_rests import FileRests
from tongban.desk.file_rights import FileRights
from tongban.desk.file_traffic import CaseHandler, FileTraffic
from tongban.desk.promised_files import PromisedFiles
from tongban.desk.promises import Promises
from tongban.desk.stranded_pieces import StrandedPieces
from tongban.desk.uploaded import uploaded
from tongban.desk.wanted_files import WantedFiles
from tongban.desk.wants import Wants
from tongban.evidence.files import FileStore
from tongban.evidence.items import Evidence
from tongban.evidence.uploads import StoredFile, Uploads
from tongban.exchange.granting import Grants
from tongban.exchange.kept_letters import KeptLetters
from tongban.storage.errors import StorageError
from tongban.testing.simulation.province import Process

PIECE_BYTES: Final = 500
PIECES: Final = 4
REST_SECONDS: Final = 1.0


def scanned(case_id: str) -> bytes:
    """What the file of a case holds; the last piece is a short one."""
    line = f"%PDF-1.7 {case_id}\n".encode()
    return (line * PIECE_BYTES)[: PIECE_BYTES * (PIECES - 1) + len(line)]


@dataclass(frozen=True, slots=True)
class SimulatedFiles:
    """The files of one process: the production code on a folder that survives it."""

    uploads: Uploads
    traffic: FileTraffic
    cases: CaseService

    @classmethod
    def opened(
        cls, folder: Path, *, cases: CaseService, letters: CaseHandler, grants: Grants, process: Process
    ) -> SimulatedFiles:
        """Those in a folder."""
        context = cases.context
        store = FileStore(folder, secret=b"s" * 32, clock=context.clock)
        uploads = Uploads(context.database, files=store, clock=context.clock, most_bytes=2**30)
        rights = FileRights(cases.store, grants)
        kept = KeptLetters(context.database, process.keyring)
        wants, promises = Wants(context.database, context.clock), Promises(context.database, context.clock)
        wanted = WantedFiles(context, cases.store, uploads, wants, most_bytes=2**30)
        traffic = FileTraffic(
            letters,
            wanted,
            ArrivingFiles(cases.store, uploads, wants, kept, FileRests(context.clock), piece_bytes=PIECE_BYTES),
            PromisedFiles(context, uploads, rights, promises, most_bytes=2**30, piece_bytes=PIECE_BYTES),
            DepartingFiles(context, uploads, rights, promises, FileRests(context.clock), piece_bytes=PIECE_BYTES),
            StrandedPieces(context.clock, wants, wanted, kept),
        )
        return cls(uploads, traffic, cases)

    async def brought(self, case_id: str) -> Evidence:
        """The file that comes with an application."""
        content = scanned(case_id)
        digest = hashlib.sha256(content).hexdigest()
        stored = StoredFile(
            id=case_id,
            application=case_id,
            material="scan",
            name="说明.pdf",
            type="application/pdf",
            size=len(content),
            digest=digest,
            by="",
            at=milliseconds(self.cases.context.clock.now()),
        )
        here = self.cases.context.node
        await self.uploads.add_piece(digest, content, offset=0, source=here)
        await self.uploads.take_in_pieces(stored, source=here)
        return stored.evidence("说明材料")

    async def open_there(self, case: Case) -> None:
        """Somebody who decides a case opens its file."""
        item = uploaded(await self.cases.store.facts(case.id), case.id)
        is_elsewhere = case.receiving.node != self.cases.context.node == case.competent.node
        if item is None or not is_elsewhere or await self.uploads.of_application(case.id):
            return
        if not await self.traffic.arriving.complete(case, item):
            await self.traffic.wanted.ask(case, item)

    async def carry(self) -> None:
        """Works until cancelled."""
        while True:
            await asyncio.sleep(REST_SECONDS)
            with suppress(StorageError):
                while await self.traffic.go_on():
                    pass
