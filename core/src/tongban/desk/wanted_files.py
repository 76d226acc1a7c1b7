"""Files that this node has asked for by letter: kept until they are whole, asked for once however many want to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

import msgspec
import structlog

from tongban.cases.context import Context
from tongban.cases.heads import encode
from tongban.cases.state import Case
from tongban.cases.store import CaseStore
from tongban.clock import begin_of, milliseconds, milliseconds_of
from tongban.desk.file_letters import PIECE_BYTES, WANTED, Piece, Wanted, id_in, stream_of, want_of
from tongban.desk.uploaded import as_named, uploaded
from tongban.errors import NotFound
from tongban.evidence.items import Evidence
from tongban.evidence.named_files import NOT_NAMED, can_be_uploaded
from tongban.evidence.uploads import StoredFile, Uploads
from tongban.exchange.envelope import Envelope
from tongban.exchange.ids import mint_id
from tongban.exchange.kept_letters import KeptLetters
from tongban.exchange.letters import Letter
from tongban.exchange.refusals import Rejected
from tongban.faults import trace
from tongban.storage.errors import StorageError

PATIENCE: Final = timedelta(days=1)
"""Without anything of a file for so long after the holder has the asking, whoever opens it asks for the rest anew."""

REFUSAL_STANDS: Final = timedelta(hours=1)
"""For so long a refusal is told to whoever opens the file; afterwards it is asked for once more."""

PIECES_AT_ONCE: Final = 10
SPOILT: Final = "spoilt"
"""The code of a file that is whole and not the one that the case names."""

BUILT_ANEW: Final = "built_anew"
"""The code of a file that was not the one, until its pieces are put together once more from their letters."""

NOT_KEPT: Final = "not_kept"
"""The code of a file whose pieces came and could not be put together here, however often that was tried."""

ATTEMPTS: Final = 5
FIRST_REST: Final = timedelta(minutes=1)
"""After a failure; twice as long after each further one."""

_log = structlog.get_logger(__name__)


class WantState(StrEnum):
    """How far a file has come: asked for, all of it in letters, kept, refused, or given up for another asking."""

    OPEN = "open"
    ARRIVED = "arrived"
    DONE = "done"
    REFUSED = "refused"
    OVER = "over"


class Want(msgspec.Struct, frozen=True, kw_only=True):
    """A file asked for; see `tables.WantedFile`."""

    id: str
    case_id: str
    file: str
    digest: str
    size: int
    holder: str
    asked_from: int
    have: int
    taken: int
    taken_seq: int
    state: WantState
    code: str
    asked_at: int
    moved_at: int


class Failures(NamedTuple):
    """How often a file could not be taken in, and until when it rests."""

    times: int
    rest_until: int


NONE_YET: Final = Failures(0, 0)


@dataclass(frozen=True, slots=True)
class WantedFiles:
    """Asks, takes pieces in as letters bring them, and makes them the file that the case names.

    `most_bytes` is what is wanted of one node in a day: what it says of its files decides how many bytes it may send.
    """

    context: Context
    store: CaseStore
    uploads: Uploads
    letters: KeptLetters
    most_bytes: int
    piece_bytes: int = PIECE_BYTES
    _failures: dict[str, Failures] = field(default_factory=dict)

    async def complete(self, case: Case, item: Evidence) -> bool:
        """Keeps the file if all of it lies here; whether it did."""
        if not can_be_uploaded(item) or await self.uploads.begun(item.digest) < item.value["size"]:
            return False
        return await self._kept(as_named(item, case.id))

    async def ask(self, case: Case, item: Evidence) -> Want:
        """What became of the asking so far; asks where nobody has, or where it led to nothing; raises `NotFound`."""
        if not can_be_uploaded(item):
            raise NotFound(NOT_NAMED)
        begun = await self.uploads.begun(item.digest)
        offset = begun if begun < item.value["size"] else 0
        async with self.context.database.transaction("files.ask"):
            await self.store.lock(case.id)  # so that two who open it at once ask once
            last = await self._last(case.id, item.value["file"])
            if last is not None and await self._stands(last):
                return last
            await self._require_share(case.receiving.node, item.value["size"] - offset)
            if last is not None:
                await self.context.database.execute(_GIVE_UP, last.id)
            want = await self._asked(case, item, offset)
        self.context.wake()
        return want

    async def take(self, envelope: Envelope) -> None:
        """In the transaction of a letter: one more piece is here; raises `Rejected` for one that nobody asked for."""
        want = await self._of(want_of(envelope.case))
        if want is None or want.holder != envelope.sender or want.state not in _TAKEN_OF:
            raise Rejected("business_rule", "本节点没有向贵地调取该文件")
        piece = msgspec.json.decode(envelope.body, type=Piece)
        if not piece.content:
            await self._refused(want.id, "part_missing")
            return
        have = min(want.have + self.piece_bytes, want.size)
        if piece.offset != want.have or len(piece.content) != have - want.have:
            raise Rejected("bad_body", "收到的不是所要的文件分段")
        await self.context.database.execute(_CAME, want.id, want.have, have, self._now())

    async def on_rejected(self, envelope: Envelope, code: str) -> None:
        """In the transaction of the refusal: the holder does not give it."""
        await self._refused(id_in(envelope.case), code)

    async def take_in_due(self) -> int:
        """Puts what has come with what came before, and keeps what is whole; how many files went on."""
        wants = [_want(row) for row in await self.context.database.fetch(_DUE)]
        return sum([await self._went_on(want) for want in wants])

    async def awaited(self) -> frozenset[str]:
        """The digests of files that are on their way."""
        found = await self.context.database.fetch(_AWAITED)
        return frozenset(row["digest"] for row in found)

    async def _went_on(self, want: Want) -> bool:
        failures = self._failures.get(want.id, NONE_YET)
        if self._now() < failures.rest_until:
            return False
        try:
            went_on = await self._take_in(want)
        except StorageError:
            raise
        except Exception as problem:  # noqa: BLE001 - one file must not keep others from being taken in
            _log.error("file_not_taken_in", case=want.case_id, holder=want.holder, trace=trace(problem))
            await self._failed(want, failures.times)
            return False
        self._failures.pop(want.id, None)
        return went_on

    async def _failed(self, want: Want, before: int) -> None:
        """Tries again after a while, a few times."""
        rest = FIRST_REST * 2**before
        self._failures[want.id] = Failures(before + 1, self._now() + milliseconds_of(rest))
        if before + 1 == ATTEMPTS:
            del self._failures[want.id]
            await self.context.database.execute(_NOT_KEPT, want.id, NOT_KEPT, self._now())

    async def _take_in(self, want: Want) -> bool:
        """A few pieces; and the whole file, once there is no further."""
        came = await self.letters.applied(
            stream_of(want.id), sender=want.holder, after=want.taken_seq, most=PIECES_AT_ONCE
        )
        for letter in came:
            piece = msgspec.json.decode(letter.body, type=Piece)
            await self.uploads.add_piece(want.digest, piece.content, offset=piece.offset)
            taken = piece.offset + len(piece.content)
            await self.context.database.execute(_TAKEN, want.id, taken, letter.seq)
        if not came and want.state is WantState.ARRIVED:
            await self._finish(want)
            return True
        if not came:  # what came is erased
            await self.context.database.execute(_NONE_LEFT, want.id, want.have)
        return bool(came)

    async def _finish(self, want: Want) -> None:
        item = uploaded(await self.store.facts(want.case_id), want.file)
        if item is not None and await self._kept(as_named(item, want.case_id)):
            await self._ended(want, WantState.DONE, "")
        elif want.code != BUILT_ANEW:
            await self.context.database.execute(_BUILD_ANEW, want.id, want.code, BUILT_ANEW)
        elif await self._ended(want, WantState.REFUSED, SPOILT):
            await self.uploads.forget_pieces(want.digest)

    async def _ended(self, want: Want, state: WantState, code: str) -> int:
        """Not where another process has begun to build it anew."""
        return await self.context.database.execute(_FINISH, want.id, want.code, state.value, code, self._now())

    async def _kept(self, stored: StoredFile) -> bool:
        try:
            await self.uploads.take_in_pieces(stored)
        except FileNotFoundError:
            _log.warning("file_not_as_handed_in", case=stored.application, digest=stored.digest)
            return False
        return True

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
        await self.context.database.execute(_INSERT, *msgspec.to_builtins(want).values())
        await self.context.outbox.put(_letter(want))
        return want

    async def _stands(self, want: Want) -> bool:
        since = self._now() - want.moved_at
        if want.state is WantState.REFUSED:
            return since < milliseconds_of(REFUSAL_STANDS)
        return want.state in _UNDER_WAY and (since < milliseconds_of(PATIENCE) or await self._has_just_been_told(want))

    async def _has_just_been_told(self, want: Want) -> bool:
        """Whether the asking is still on its way, or was until lately: carriers may need days."""
        lately = self._now() - milliseconds_of(PATIENCE)
        return bool(await self.context.database.fetch(_JUST_TOLD, want.holder, stream_of(want.id), lately))

    async def _require_share(self, holder: str, more: int) -> None:
        since = begin_of(self.context.clock.today())
        row = await self.context.database.fetch_one(_ASKED_OF, holder, since)
        if (int(row["bytes"]) if row else 0) + more > self.most_bytes:
            raise NotFound("今日向收件地调取的文件已达上限，请明日再打开")

    async def _refused(self, want: str, code: str) -> None:
        await self.context.database.execute(_REFUSE, want, code, self._now())

    async def _last(self, case_id: str, file: str) -> Want | None:
        row = await self.context.database.fetch_one(_LAST, case_id, file)
        return _want(row) if row else None

    async def _of(self, want: str) -> Want | None:
        row = await self.context.database.fetch_one(f"{_ALL} WHERE id = $1", want)
        return _want(row) if row else None

    def _now(self) -> int:
        return milliseconds(self.context.clock.now())


def _letter(want: Want) -> Letter:
    """A file is no fact of the case, and so of no epoch."""
    body = Wanted(case=want.case_id, file=want.file, digest=want.digest, size=want.size, offset=want.asked_from)
    return Letter(receiver=want.holder, case=stream_of(want.id), kind=WANTED, body=encode(body), epoch=0)


def _want(row: Any) -> Want:
    return msgspec.convert({name: row[name] for name in Want.__struct_fields__}, Want)


_UNDER_WAY: Final = frozenset({WantState.OPEN, WantState.ARRIVED})
_TAKEN_OF: Final = frozenset({WantState.OPEN, WantState.OVER})
_COLUMNS: Final = ", ".join(Want.__struct_fields__)
_ALL: Final = f"SELECT {_COLUMNS} FROM tongban_wanted_file"
_LAST: Final = f"{_ALL} WHERE case_id = $1 AND file = $2 ORDER BY asked_at DESC, id DESC LIMIT 1"
_DUE: Final = f"""{_ALL} WHERE (state = 'arrived' OR have > taken) AND state IN ('open', 'arrived', 'over')
ORDER BY asked_at, id"""
_AWAITED: Final = "SELECT DISTINCT digest FROM tongban_wanted_file WHERE state IN ('open', 'arrived')"
_INSERT: Final = f"""INSERT INTO tongban_wanted_file ({_COLUMNS})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"""
_CAME: Final = """UPDATE tongban_wanted_file SET have = $3, moved_at = $4,
state = CASE WHEN state = 'open' AND size = $3 THEN 'arrived' ELSE state END WHERE id = $1 AND have = $2"""
_TAKEN: Final = "UPDATE tongban_wanted_file SET taken = $2, taken_seq = $3 WHERE id = $1 AND taken_seq < $3"
_FINISH: Final = """UPDATE tongban_wanted_file SET state = $3, code = $4, moved_at = $5
WHERE id = $1 AND state = 'arrived' AND code = $2"""
_BUILD_ANEW: Final = """UPDATE tongban_wanted_file SET taken = asked_from, taken_seq = 0, code = $3
WHERE id = $1 AND state = 'arrived' AND code = $2"""
_NOT_KEPT: Final = """UPDATE tongban_wanted_file SET state = 'refused', code = $2, moved_at = $3
WHERE id = $1 AND state IN ('open', 'arrived', 'over')"""
_NONE_LEFT: Final = "UPDATE tongban_wanted_file SET taken = $2 WHERE id = $1 AND have = $2 AND state <> 'arrived'"
_JUST_TOLD: Final = f"""SELECT 1 AS one FROM tongban_outbox WHERE receiver = $1 AND case_id = $2 AND kind = '{WANTED}'
AND (coalesce(settled_at, custody_at) IS NULL OR settled_at > $3)"""
_ASKED_OF: Final = """SELECT coalesce(sum(size - asked_from), 0) AS bytes FROM tongban_wanted_file
WHERE holder = $1 AND asked_at >= $2"""
_REFUSE: Final = """UPDATE tongban_wanted_file SET state = 'refused', code = $2, moved_at = $3
WHERE id = $1 AND state = 'open'"""
_GIVE_UP: Final = "UPDATE tongban_wanted_file SET state = 'over' WHERE id = $1 AND state IN ('open', 'arrived')"
