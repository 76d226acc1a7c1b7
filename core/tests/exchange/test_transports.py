"""The transports of core keep the contract, and the trust list chooses among them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tongban.clock import FixedClock
from tongban.exchange import frame, keys
from tongban.exchange.carriers import Carriers
from tongban.exchange.fakes import LoopbackTransport
from tongban.exchange.fetching import Fetches
from tongban.exchange.file_transport import FileTransport
from tongban.exchange.http_transport import DUE_PATH, LETTERS_PATH, QUERIES_PATH, HttpTransport
from tongban.exchange.incoming_files import FILES_AT_ONCE, SUFFIX, UNREADABLE
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import OwnKeys
from tongban.exchange.nonces import Nonces
from tongban.exchange.pull_transport import FETCHED, PullTransport
from tongban.exchange.stores.memory import Disk, MemoryStore
from tongban.exchange.transport import Manner, Transport, TransportFailed
from tongban.exchange.trust import Trust
from tongban.storage.errors import StorageError
from tongban.testing.transports import FAR, NEAR, POISON, Join, Recorder, TransportContract, at_work, lay_lanes

from .conftest import START


def site_of(receiver: Recorder) -> httpx.AsyncClient:
    """A client for which this node answers every request, as its site would."""

    async def answer(request: httpx.Request) -> httpx.Response:
        try:
            if request.url.path == LETTERS_PATH:
                return httpx.Response(200, content=frame.pack(await receiver.take(frame.unpack(request.content))))
            if request.url.path == QUERIES_PATH:
                return httpx.Response(200, content=await receiver.answer(request.content))
        except (StorageError, OverflowError):
            return httpx.Response(503)
        return httpx.Response(200)

    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


@pytest.fixture
def own_keys() -> dict[str, OwnKeys]:
    return {node: OwnKeys((keys.generate(node),)) for node in (NEAR, FAR)}


@pytest.fixture
def trust(list_node: Any, make_trust_list: Any, own_keys: dict[str, OwnKeys]) -> Trust:
    entries = [
        list_node(NEAR, *own_keys[NEAR].signing),
        list_node(FAR, *own_keys[FAR].signing, transports=("pull",)),
    ]
    return Trust(make_trust_list(*entries))


class TestHttps(TransportContract):
    @pytest.fixture
    def join(self, trust: Trust, own_keys: dict[str, OwnKeys]) -> Join:
        @asynccontextmanager
        async def joined(near: Recorder, far: Recorder) -> AsyncIterator[Transport]:
            async with site_of(far) as client:
                keyring = Keyring(NEAR, own_keys[NEAR], trust)
                yield HttpTransport(client, keyring=keyring, clock=FixedClock(START))

        return joined


class HandingOut(LoopbackTransport):
    """Stands for a courier: keeps what is sent until it is fetched, once more if it was not answered."""

    waiting: list[bytes]

    def manner(self, peer: str) -> Manner:
        return FETCHED

    async def send(self, peer: str, items: Any) -> list[bytes]:
        if peer != FAR:
            raise TransportFailed(f"{peer} is not in the trust list")
        self.waiting = list(items)
        return []

    async def ask(self, peer: str, question: bytes) -> bytes:
        raise TransportFailed(f"{peer} takes no connections and so no questions")


class TestPull(TransportContract):
    @pytest.fixture
    def join(self, trust: Trust, own_keys: dict[str, OwnKeys]) -> Join:
        clock = FixedClock(START)
        fetches = Fetches(NEAR, trust, clock, Nonces(MemoryStore(Disk(), lambda: 0)))

        @asynccontextmanager
        async def joined(near: Recorder, far: Recorder) -> AsyncIterator[Transport]:
            held = HandingOut()
            held.waiting = []

            async def answer(request: httpx.Request) -> httpx.Response:
                if request.url.path != DUE_PATH:
                    answers = await near.take(frame.unpack(request.content))
                    held.waiting = []
                    return httpx.Response(200, content=frame.pack(answers))
                assert await fetches.admit(request.content) == FAR
                return httpx.Response(200, content=frame.pack(held.waiting))

            async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
                keyring = Keyring(FAR, own_keys[FAR], trust)
                http = HttpTransport(client, keyring=keyring, clock=clock)
                pull = PullTransport(http=http, keyring=keyring, trust=trust, clock=clock)
                async with at_work(pull, far):
                    yield held

        return joined


class TestFiles(TransportContract):
    @pytest.fixture
    def join(self, trust: Trust, tmp_path: Path) -> Join:
        @asynccontextmanager
        async def joined(near: Recorder, far: Recorder) -> AsyncIterator[Transport]:
            ends = across(tmp_path, trust)
            async with at_work(ends[NEAR], near), at_work(ends[FAR], far):
                yield ends[NEAR]

        return joined


def across(folder: Path, trust: Trust) -> dict[str, FileTransport]:
    """Two nodes between which whoever carries files is at once."""
    lay_lanes(folder, (NEAR, FAR))
    clock = FixedClock(START)
    return {
        node: FileTransport(incoming=folder / node / "in", outgoing=folder / node / "out", trust=trust, clock=clock)
        for node in (NEAR, FAR)
    }


@pytest.fixture
def ends(trust: Trust, tmp_path: Path) -> dict[str, FileTransport]:
    return across(tmp_path, trust)


async def test_a_file_that_is_no_batch_is_set_aside_and_holds_up_nothing(
    ends: dict[str, FileTransport], tmp_path: Path
):
    folder = tmp_path / NEAR / "out" / FAR
    (folder / "0.letters").write_bytes(b"<html>")
    (folder / "1.letters").symlink_to("/dev/zero")
    (folder / "2.letters").mkdir()
    await ends[NEAR].send(FAR, [b"a"])
    far = Recorder()
    assert await ends[FAR].receive_waiting(far) == 1
    assert far.seen == [b"a"]
    assert sorted(path.name for path in folder.iterdir()) == [f"{number}{UNREADABLE}" for number in range(3)]


async def test_a_file_that_breaks_something_here_is_set_aside_and_holds_up_nothing(
    ends: dict[str, FileTransport], tmp_path: Path
):
    await ends[NEAR].send(FAR, [POISON])
    await ends[NEAR].send(FAR, [b"a"])
    far = Recorder()
    assert await ends[FAR].receive_waiting(far) == 1
    assert far.seen == [b"a"]
    assert [path.suffix for path in (tmp_path / NEAR / "out" / FAR).iterdir()] == [UNREADABLE]


@pytest.mark.parametrize("harm", ["the longest name", "a folder in its place"])
async def test_a_file_that_cannot_be_set_aside_under_its_name_gets_another(
    harm: str, ends: dict[str, FileTransport], tmp_path: Path
):
    folder = tmp_path / NEAR / "out" / FAR
    junk = "0" * (255 - len(SUFFIX)) if harm == "the longest name" else "0"
    (folder / f"{junk}{SUFFIX}").write_bytes(b"<html>")
    if harm == "a folder in its place":
        (folder / f"0{UNREADABLE}").mkdir()
    await ends[NEAR].send(FAR, [b"a"])
    far = Recorder()
    assert await ends[FAR].receive_waiting(far) == 1
    assert far.seen == [b"a"]
    assert {path.suffix for path in folder.iterdir()} == {UNREADABLE}


async def test_where_nothing_can_be_moved_or_deleted_each_file_is_taken_once_and_holds_up_nothing(
    ends: dict[str, FileTransport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for number in range(FILES_AT_ONCE):
        (tmp_path / NEAR / "out" / FAR / f"!{number:02}{SUFFIX}").write_bytes(b"<html>")
    items = [b"%02d" % number for number in range(FILES_AT_ONCE + 5)]
    for item in items:
        await ends[NEAR].send(FAR, [item])
    for act in ("replace", "unlink"):
        monkeypatch.setattr(Path, act, refused)
    far = Recorder()
    assert [await ends[FAR].receive_waiting(far) for _ in range(4)] == [0, FILES_AT_ONCE, 5, 0]
    assert sorted(far.seen) == items


def refused(path: Path, *_: object, **__: object) -> None:
    raise PermissionError(1, "it is the folder of another", str(path))


async def test_files_that_cannot_be_read_yet_keep_nobody_waiting_and_are_read_once_they_can_be(
    ends: dict[str, FileTransport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    items = [b"%02d" % number for number in range(FILES_AT_ONCE + 5)]
    for item in items:
        await ends[NEAR].send(FAR, [item])
    lane = sorted((tmp_path / NEAR / "out" / FAR).iterdir())
    genuine, closed = Path.read_bytes, {path.name for path in lane[:FILES_AT_ONCE]}
    monkeypatch.setattr(Path, "read_bytes", lambda path: refused(path) if path.name in closed else genuine(path))
    far = Recorder()
    assert [await ends[FAR].receive_waiting(far) for _ in range(3)] == [0, 5, 0]
    closed.clear()
    assert await ends[FAR].receive_waiting(far) == FILES_AT_ONCE
    assert sorted(far.seen) == items


async def test_a_folder_that_cannot_be_looked_into_stops_no_other(ends: dict[str, FileTransport], tmp_path: Path):
    lane = tmp_path / FAR / "in" / NEAR
    other = tmp_path / FAR / "in" / FAR
    lane.rename(other)
    lane.symlink_to(lane)
    await ends[NEAR].send(FAR, [b"a"])
    assert await ends[FAR].receive_waiting(Recorder()) == 1


async def test_a_file_too_large_for_a_batch_is_not_even_read(ends: dict[str, FileTransport], tmp_path: Path):
    with (tmp_path / NEAR / "out" / FAR / "0.letters").open("wb") as file:
        file.truncate(2**40)
    assert await ends[FAR].receive_waiting(Recorder()) == 0


async def test_files_that_nobody_carries_on_do_not_fill_the_disk(
    ends: dict[str, FileTransport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tongban.exchange.file_transport.MOST_FILES", 3)
    for _ in range(3):
        await ends[NEAR].send(FAR, [b"a"])
    with pytest.raises(TransportFailed, match="see why nobody carries them on"):
        await ends[NEAR].send(FAR, [b"a"])
    assert not await ends[NEAR].probe(FAR)


@pytest.mark.parametrize("harm", ["full", "unwritable"])
async def test_where_no_answer_can_be_laid_out_what_comes_is_taken_once_all_the_same(
    harm: str, ends: dict[str, FileTransport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for number in range(FILES_AT_ONCE + 5):
        await ends[NEAR].send(FAR, [b"%d" % number])
    if harm == "full":
        monkeypatch.setattr("tongban.exchange.file_transport.MOST_FILES", 0)
    else:
        outward = tmp_path / FAR / "out" / NEAR
        outward.unlink() if outward.is_symlink() else outward.rmdir()
        outward.write_bytes(b"no folder")
    far = Recorder()
    assert [await ends[FAR].receive_waiting(far) for _ in range(3)] == [FILES_AT_ONCE, 5, 0]
    assert sorted(far.seen) == sorted(b"%d" % number for number in range(FILES_AT_ONCE + 5))
    assert not list((tmp_path / NEAR / "out" / FAR).iterdir())


@pytest.mark.parametrize(("listed", "chosen"), [(("files", "loopback"), "loopback"), (("https", "loopback"), "https")])
def test_a_peer_is_served_by_its_first_transport_that_we_have(
    listed: tuple[str, ...], chosen: str, list_node: Any, make_trust_list: Any
):
    peers = Trust(make_trust_list(list_node(FAR, keys.generate(FAR), transports=listed)))
    keyring = Keyring(NEAR, OwnKeys((keys.generate(NEAR),)), peers)
    http = HttpTransport(httpx.AsyncClient(), keyring=keyring, clock=FixedClock(START))
    carriers = Carriers([LoopbackTransport(), http], peers)
    assert carriers.serving(FAR).name == chosen


async def test_a_peer_with_no_transport_of_ours_is_said_so(list_node: Any, make_trust_list: Any):
    peers = Trust(make_trust_list(list_node(FAR, keys.generate(FAR), transports=("nats",))))
    with pytest.raises(TransportFailed, match="440000 is reached by nats; this node has loopback: enable one"):
        await Carriers([LoopbackTransport()], peers).send(FAR, [b"a"])


@pytest.mark.parametrize("damage", ["a stranger", "another receiver", "again"])
async def test_only_the_node_itself_fetches_and_each_request_counts_once(
    damage: str, trust: Trust, own_keys: dict[str, OwnKeys]
):
    from tongban.exchange import fetching
    from tongban.exchange.refusals import Refused

    now = int(START.timestamp() * 1000)
    key = keys.generate(FAR) if damage == "a stranger" else own_keys[FAR].signing[0]
    receiver = "500000" if damage == "another receiver" else NEAR
    token = fetching.seal(sender=FAR, receiver=receiver, now=now, key=key)
    fetches = Fetches(NEAR, trust, FixedClock(START), Nonces(MemoryStore(Disk(), lambda: 0)))
    with pytest.raises(Refused):
        await fetches.admit(token)
        assert damage == "again"
        await fetches.admit(token)
