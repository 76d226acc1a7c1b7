"""Asking by letter for files that lie at another node: once, however many want to read one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tongban.cases.context import Context
from tongban.cases.heads import encode
from tongban.cases.state import Case
from tongban.cases.store import CaseStore
from tongban.clock import begin_of, milliseconds, milliseconds_of
from tongban.desk.file_letters import WANTED, Wanted, id_in, stream_of
from tongban.desk.wants import Want, Wants, WantState
from tongban.errors import NotFound
from tongban.evidence.items import Evidence
from tongban.evidence.uploads import Uploads
from tongban.exchange.envelope import Envelope
from tongban.exchange.ids import mint_id
from tongban.exchange.letters import Letter

PATIENCE: Final = timedelta(days=1)
"""Without anything of a file for so long after the holder has the asking, whoever opens it asks for the rest anew."""

REFUSAL_STANDS: Final = timedelta(hours=1)
"""For so long a refusal is told to whoever opens the file; afterwards it is asked for once more."""

UNDER_WAY: Final = frozenset({WantState.OPEN, WantState.ARRIVED})


@dataclass(frozen=True, slots=True)
class WantedFiles:
    """Asks the holder of a file for what is missing of it.

    `most_bytes` is what is wanted of one node in a day: what it says of its files decides how many bytes it may send.
    """

    context: Context
    store: CaseStore
    uploads: Uploads
    wants: Wants
    most_bytes: int

    async def ask(self, case: Case, item: Evidence) -> Want:
        """What became of the asking for a file that can be uploaded; asks where nobody has, or where it led to nothing.

        Raises `NotFound` where no more may be asked for today.
        """
        begun = await self.uploads.begun(item.digest, source=case.receiving.node)
        offset = begun if begun < item.value["size"] else 0
        async with self.context.database.transaction("files.ask"):
            await self.store.lock(case.id)  # so that two who open it at once ask once
            last = await self.wants.last(case.id, item.value["file"])
            if last is not None and await self.stands(last):
                return last
            await self._require_share(case.receiving.node, item.value["size"] - offset)
            if last is not None:
                await self.wants.give_up(last)
            want = await self._asked(case, item, offset)
        self.context.wake()
        return want

    async def on_rejected(self, envelope: Envelope, code: str) -> None:
        """In the transaction of the refusal: the holder does not give it."""
        await self.wants.refuse(id_in(envelope.case), code)

    async def stands(self, want: Want) -> bool:
        """Whether whoever opens the file does not ask for it anew."""
        since = self._now() - want.moved_at
        if want.state is WantState.REFUSED:
            return since < milliseconds_of(REFUSAL_STANDS)
        return want.state in UNDER_WAY and (since < milliseconds_of(PATIENCE) or await self._has_just_been_told(want))

    async def awaited(self) -> frozenset[str]:
        """The digests of files that are on their way."""
        return await self.wants.awaited()

    async def _asked(self, case: Case, item: Evidence, offset: int) -> Want:
        now = self._now()
        want = Want(
            id=mint_id(self.context.clock.now()),
            case_id=case.id,
            file=item.value["file"],
            digest=item.digest,
            size=item.value["size"],
            holder=case.receiving.node,
            asked_from=offset,
            have=offset,
            taken=offset,
            taken_seq=0,
            state=WantState.OPEN,
            code="",
            asked_at=now,
            moved_at=now,
        )
        await self.wants.add(want)
        await self.context.outbox.put(_letter(want))
        return want

    async def _has_just_been_told(self, want: Want) -> bool:
        """Whether the asking is still on its way, or was until lately: carriers may need days."""
        return await self.wants.is_being_told(want, since=self._now() - milliseconds_of(PATIENCE))

    async def _require_share(self, holder: str, more: int) -> None:
        since = begin_of(self.context.clock.today())
        if await self.wants.asked_of(holder, since=since) + more > self.most_bytes:
            raise NotFound("今日向收件地调取的文件已达上限，请明日再打开")

    def _now(self) -> int:
        return milliseconds(self.context.clock.now())


def _letter(want: Want) -> Letter:
    """A file is no fact of the case, and so of no epoch."""
    body = Wanted(case=want.case_id, file=want.file, digest=want.digest, size=want.size, offset=want.asked_from)
    return Letter(receiver=want.holder, case=stream_of(want.id), kind=WANTED, body=encode(body), epoch=0)
