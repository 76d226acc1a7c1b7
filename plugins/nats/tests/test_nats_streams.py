"""A node's stream is its own: it alone says what it is like, and others need not want the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, StorageType, StreamConfig, StreamInfo
from structlog.testing import capture_logs

from tongban.testing.transports import FAR, NEAR, Recorder, at_work
from tongban_nats import streams
from tongban_nats.connection import Connection

from .conftest import Server
from .ends import THIRD, Ends, until

OLDER = StreamConfig(
    name=streams.name_of(FAR),
    subjects=[f"tongban.letters.{FAR}.*"],
    storage=StorageType.FILE,
    discard=DiscardPolicy.NEW,
    max_bytes=128 * 1024 * 1024,
)
"""As streams were once laid, by whoever sent first."""


@pytest.fixture
async def ends(nats_server: Server) -> AsyncIterator[Ends]:
    made = Ends({node: {"servers": nats_server.address, "replicas": replicas} for node, replicas in WANTED.items()})
    yield made
    await made.close()


WANTED = {NEAR: "3", FAR: "1", THIRD: "5"}


async def config(connection: Connection) -> StreamConfig:
    return (await (await connection.jetstream()).stream_info(streams.name_of(FAR))).config


async def test_senders_that_want_other_streams_for_themselves_send_all_the_same(ends: Ends) -> None:
    far = Recorder()
    async with at_work(ends.transports[FAR], far):
        for sender in (NEAR, THIRD):
            await until(ends.transports[sender], reaches=FAR)
            await ends.transports[sender].send(FAR, [sender.encode()])
        await far.until_seen([NEAR.encode(), THIRD.encode()])
    assert (await config(ends.connections[NEAR])).num_replicas == 1


async def test_a_stream_of_an_older_kind_is_made_anew(ends: Ends) -> None:
    await (await ends.connections[FAR].jetstream()).add_stream(OLDER)
    await ends.connections[FAR].own_stream()
    assert (await config(ends.connections[FAR])).retention == "workqueue"


class Overtaken:
    """JetStream as a process sees it that looks at a stream of an older kind just before another one lays it."""

    def __init__(self, ends: Ends, jetstream: JetStreamContext) -> None:
        self._ends, self._jetstream, self._has_looked = ends, jetstream, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jetstream, name)

    async def stream_info(self, name: str) -> StreamInfo:
        found = await self._jetstream.stream_info(name)
        if not self._has_looked:
            self._has_looked = True
            await self._ends.connections[FAR].own_stream()
            await self._ends.transports[NEAR].send(FAR, [b"a"])
        return found


async def test_of_two_processes_that_find_an_older_stream_the_second_keeps_what_the_first_laid(ends: Ends) -> None:
    jetstream = await ends.connections[FAR].jetstream()
    await jetstream.add_stream(OLDER)
    await streams.lay(Overtaken(ends, jetstream), FAR, replicas=1)  # type: ignore[arg-type]
    assert (await jetstream.stream_info(streams.name_of(FAR))).state.messages == 1


async def test_what_can_be_changed_is_and_what_waits_stays(ends: Ends) -> None:
    jetstream = await ends.connections[FAR].own_stream()
    narrower = await config(ends.connections[FAR])
    narrower.max_msgs_per_subject = 1
    await jetstream.update_stream(narrower)
    await ends.transports[NEAR].send(FAR, [b"a"])
    ends.connections[FAR].forget_stream()
    await ends.connections[FAR].own_stream()
    info = await jetstream.stream_info(streams.name_of(FAR))
    assert (info.config.max_msgs_per_subject, info.state.messages) == (streams.MOST_WAITING, 1)


async def test_a_change_that_the_servers_refuse_is_told_and_the_node_goes_on(ends: Ends) -> None:
    jetstream = await ends.connections[FAR].own_stream()
    sealed = await config(ends.connections[FAR])
    sealed.sealed, sealed.max_age = True, 3600
    await jetstream.update_stream(sealed)  # the servers let nobody change it any more
    ends.connections[FAR].forget_stream()
    with capture_logs() as logs:
        await ends.connections[FAR].own_stream()
    assert [log["event"] for log in logs] == ["nats_stream_not_changed"]
    assert "max_age" in logs[0]["changes"]
