"""Letters about files: what each of them does, and the work that goes on after their commits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec

from tongban.desk import file_letters
from tongban.desk.arriving_files import ArrivingFiles
from tongban.desk.departing_files import DepartingFiles
from tongban.desk.promised_files import PromisedFiles
from tongban.desk.stranded_pieces import StrandedPieces
from tongban.desk.wanted_files import WantedFiles
from tongban.exchange.envelope import Envelope
from tongban.exchange.ports import Handler, Rejections
from tongban.exchange.receipts import Receipt
from tongban.exchange.refusals import REFUSALS, Rejected
from tongban.storage import Unstorable

REST_SECONDS: Final = 1.0


class CaseHandler(Handler, Rejections, Protocol):
    """Gives all other letters their effect, and is told of all other refusals."""


@dataclass(frozen=True, slots=True)
class FileTraffic:
    """The exchange's handler for files that travel as letters; every other letter goes to `cases`."""

    cases: CaseHandler
    wanted: WantedFiles
    arriving: ArrivingFiles
    promised: PromisedFiles
    departing: DepartingFiles
    stranded: StrandedPieces

    async def apply(self, envelope: Envelope) -> None:
        """Write the effect of one letter; raises `Rejected` for what can never be right."""
        try:
            await self._apply(envelope)
        except (msgspec.MsgspecError, Unstorable) as problem:
            raise Rejected("bad_body", f"{REFUSALS['bad_body'].sentence}（{problem}）") from problem

    async def _apply(self, envelope: Envelope) -> None:
        match envelope.kind:
            case file_letters.WANTED:
                await self.promised.promise(envelope)
            case file_letters.PIECE:
                await self.arriving.take(envelope)
            case _:
                await self.cases.apply(envelope)

    async def on_rejected(self, envelope: Envelope, receipt: Receipt) -> None:
        """Whoever opens the file reads why it does not come; a piece that is refused is the last of its file."""
        if envelope.kind == file_letters.WANTED:
            await self.wanted.on_rejected(envelope, receipt.code)
        elif envelope.kind == file_letters.PIECE:
            await self.promised.on_rejected(envelope)
        else:
            await self.cases.on_rejected(envelope, receipt)

    async def on_taken_back(self, envelope: Envelope, receipt: Receipt) -> None:
        """What became of a letter is otherwise there than here: the operator's."""
        await self.cases.on_taken_back(envelope, receipt)

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            if not await self.go_on():
                await asyncio.sleep(REST_SECONDS)

    async def go_on(self) -> int:
        """Writes pieces that are due, takes in those that came and lets go of the rest; 0 if there is nothing to do."""
        gone_on = await self.departing.write_due() + await self.arriving.take_in_due()
        return gone_on + await self.stranded.give_up()
