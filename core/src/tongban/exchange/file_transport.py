"""The transport over folders, for nodes with a gap between their networks that only files cross (网闸)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import structlog

from tongban.clock import Clock
from tongban.errors import Misconfigured
from tongban.exchange import frame, incoming_files
from tongban.exchange.ids import mint_id
from tongban.exchange.incoming_files import SUFFIX, IncomingFiles
from tongban.exchange.transport import Manner, Receiver, TransportFailed
from tongban.exchange.trust import Trust
from tongban.faults import trace
from tongban.storage.errors import StorageError
from tongban.storage.guard import outside_transaction

UNFINISHED: Final = ".unfinished"
LOOK_SECONDS: Final = 1.0
ANSWERS_WITHIN: Final = 60 * 60 * 1000
MOST_FILES: Final = 1_000
"""Files that may lie in a peer's folder before nothing more is laid there: whoever carries them does not come."""

_log = structlog.get_logger(__name__)


class FileTransport:
    """Lays each batch as a file into `outgoing/<peer>` and takes what lies in `incoming/<peer>`, in turn.

    A file bears its final name only once it is whole and on the disk. One that is no batch is set aside under another
    name and told of in the log. Questions cannot wait for a carrier and get no answer.
    """

    name = "files"

    def __init__(self, *, incoming: Path, outgoing: Path, trust: Trust, clock: Clock) -> None:
        self._incoming = IncomingFiles(incoming, clock)
        self._outgoing = outgoing
        self._trust = trust
        self._clock = clock

    def manner(self, peer: str) -> Manner:
        """Receipts come back as files."""
        return Manner(answers_within=ANSWERS_WITHIN, carries_questions=False)

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        """Lay a batch out; nothing is answered at once."""
        outside_transaction("write for another node")
        if self._trust.current.node(peer) is None:
            raise TransportFailed(f"{peer} is not in the trust list")
        try:
            await asyncio.to_thread(self._lay, peer, items)
        except OSError as problem:
            raise TransportFailed(f"{self._outgoing / peer} cannot be written: {problem.strerror}") from problem
        return []

    async def ask(self, peer: str, question: bytes) -> bytes:
        """No question crosses the gap."""
        raise TransportFailed(f"{peer} is reached by files only, which carry no questions")

    async def probe(self, peer: str) -> bool:
        """Whether there is room in the peer's folder."""
        return await asyncio.to_thread(self._has_room, peer)

    async def receive(self, receiver: Receiver) -> None:
        """Take files as they come."""
        while True:
            if not await self.receive_waiting(receiver):
                await asyncio.sleep(LOOK_SECONDS)

    async def receive_waiting(self, receiver: Receiver) -> int:
        """Take some of what lies there from each peer; how many files were taken."""
        peers = [node.id for node in self._trust.current.nodes]
        paths = await asyncio.to_thread(self._incoming.waiting, peers)
        return sum([await self._take(path, receiver) for path in paths])

    async def _take(self, path: Path, receiver: Receiver) -> bool:
        try:
            items = await asyncio.to_thread(incoming_files.read, path)
            answers = await receiver.take(items)
            await self._give_back(path.parent.name, answers)
        except frame.FrameError as problem:
            _log.error("file_set_aside", file=str(path), problem=str(problem))
            await asyncio.to_thread(self._incoming.set_aside, path)
            return False
        except (StorageError, OSError) as problem:
            _log.warning("file_left_for_later", file=str(path), problem=str(problem))
            self._incoming.leave(path)
            return False
        except Exception as problem:  # noqa: BLE001 - it would be first in its folder for ever; its letters come again
            _log.error("file_set_aside", file=str(path), trace=trace(problem))
            await asyncio.to_thread(self._incoming.set_aside, path)
            return False
        await asyncio.to_thread(self._incoming.delete, path)
        return True

    async def _give_back(self, peer: str, answers: Sequence[bytes]) -> None:
        """What was taken is kept, so that the file is done with: whoever misses an answer asks for it again."""
        if not answers:
            return
        try:
            await self.send(peer, answers)
        except TransportFailed as problem:
            _log.warning("answers_not_sent", peer=peer, answers=len(answers), problem=str(problem))

    def _lay(self, peer: str, items: Sequence[bytes]) -> None:
        if not self._has_room(peer):
            raise TransportFailed(f"{MOST_FILES} files wait in {self._outgoing / peer}: see why nobody carries them on")
        folder = self._outgoing / peer
        folder.mkdir(parents=True, exist_ok=True)
        for batch in frame.split(items):
            final = folder / f"{mint_id(self._clock.now())}{SUFFIX}"
            unfinished = final.with_suffix(UNFINISHED)
            with unfinished.open("wb") as file:
                file.write(frame.pack(batch))
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(final)
        _sync(folder)

    def _has_room(self, peer: str) -> bool:
        folder = self._outgoing / peer
        return not folder.is_dir() or sum(1 for _ in folder.iterdir()) < MOST_FILES


def from_options(options: Mapping[str, str], *, trust: Trust, clock: Clock) -> FileTransport:
    """The transport that settings describe; raises `Misconfigured`."""
    folders = {key: Path(options.get(key, "")) for key in ("incoming", "outgoing")}
    for key, folder in folders.items():
        if not folder.is_absolute():
            raise Misconfigured(f"transports.files.{key} = {str(folder)!r}: give the absolute path of a folder")
    return FileTransport(**folders, trust=trust, clock=clock)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
