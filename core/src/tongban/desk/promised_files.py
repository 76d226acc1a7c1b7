"""Who gets a file that it asked for by letter: by its right, and by what one node may ask for in a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from tongban.cases.context import Context
from tongban.clock import begin_of, milliseconds
from tongban.desk.file_letters import PIECE_BYTES, Wanted, id_in, want_of
from tongban.desk.file_rights import FileRights
from tongban.desk.promises import Promise, Promises
from tongban.errors import NotFound
from tongban.evidence.contents import MEGABYTE
from tongban.evidence.uploads import Uploads
from tongban.exchange.envelope import Envelope
from tongban.exchange.refusals import Rejected

OPEN_AT_ONCE: Final = 100
"""Files that may be promised to one node and not sent yet."""


@dataclass(slots=True)
class PromisedFiles:
    """Says who gets a file.

    `most_bytes` is what one node may ask for in a day: its pieces are kept for a while at both ends. The end of a file
    counts as a whole piece, so that it cannot be asked for without end. One that is asked for anew, as after a day
    without anything of it, is sent from where its asker says, and no more as it was promised before.
    """

    context: Context
    uploads: Uploads
    rights: FileRights
    promises: Promises
    most_bytes: int
    piece_bytes: int = PIECE_BYTES

    async def promise(self, envelope: Envelope) -> None:
        """In the transaction of a letter: its sender gets the file; raises `Rejected` where it has no right to it."""
        want, wanted = want_of(envelope.case), msgspec.json.decode(envelope.body, type=Wanted)
        case = await self.rights.require(envelope.sender, case_id=wanted.case)
        size = await self._size_of(wanted)
        promise = Promise(
            id=want,
            asker=envelope.sender,
            case_id=case.id,
            file=wanted.file,
            size=size,
            asked_from=wanted.offset,
            sent=wanted.offset,
            at=milliseconds(self.context.clock.now()),
        )
        await self.promises.end_earlier(promise)
        await self._require_quota(promise)
        if not await self.promises.add(promise):
            raise Rejected("business_rule", "该次调取已经受理，不再重复办理")
        await self.context.audit.record(
            actor=f"node:{envelope.sender}", role="node", act="hand_over_file", purpose=case.matter, case_id=case.id
        )

    async def on_rejected(self, envelope: Envelope) -> None:
        """In the transaction of the refusal: no further piece goes out where one was refused."""
        await self.promises.end(id_in(envelope.case))

    async def _size_of(self, wanted: Wanted) -> int:
        try:
            stored = await self.uploads.known(wanted.file, application=wanted.case)
        except NotFound:
            raise Rejected("part_missing", "收件地没有所要的文件，请联系收件地重新上传") from None
        if (stored.digest, stored.size) != (wanted.digest, wanted.size) or wanted.offset >= stored.size:
            raise Rejected("part_missing", "所要的文件与收件地所存的不一致，请联系收件地核实")
        return stored.size

    async def _require_quota(self, promise: Promise) -> None:
        asker, today = promise.asker, begin_of(self.context.clock.today())
        more = max(promise.size - promise.asked_from, self.piece_bytes)
        if await self.promises.asked_by(asker, since=today, least=self.piece_bytes) + more > self.most_bytes:
            most = self.most_bytes // MEGABYTE
            raise Rejected("over_quota", f"今日以信件向贵地提供的文件已达{most}MB的上限，请明日再打开该文件")
        if await self.promises.count_open(asker) >= OPEN_AT_ONCE:
            raise Rejected("over_quota", f"正在以信件向贵地提供的文件已有{OPEN_AT_ONCE}个，请待其到达后再打开该文件")
