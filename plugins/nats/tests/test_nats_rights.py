"""The rights that the operators' guide gives a node on NATS servers are enough for its work, and for nothing else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest

from tongban.testing.transports import FAR, NEAR, Recorder, answer_to
from tongban_nats import streams
from tongban_nats.connection import inbox_of

from .conftest import Server
from .ends import THIRD, Ends

PAGE = Path(__file__).parents[3] / "docs" / "operators" / "nats.md"
WRITTEN_FOR = "510000"


def rules(nodes: tuple[str, ...]) -> str:
    found = re.search(r"^permissions: \{.*?^\}", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    users = "\n".join(
        f"{{ user: node{node}, password: secret, {found[0].replace(WRITTEN_FOR, node)} }}" for node in nodes
    )
    return f"authorization: {{ users: [\n{users}\n] }}\n"


@pytest.fixture
async def ends(nats_server: Server) -> AsyncIterator[Ends]:
    nodes = (NEAR, FAR, THIRD)
    nats_server.kill()
    nats_server.allow(rules(nodes))
    nats_server.start()
    made = Ends({node: {"servers": address(nats_server, node)} for node in nodes})
    yield made
    await made.close()


def address(server: Server, node: str) -> str:
    return server.address.replace("nats://", f"nats://node{node}:secret@")


async def test_a_node_does_all_its_work_with_the_rights_of_the_guide(ends: Ends) -> None:
    near, far = Recorder(), Recorder()
    async with ends.receiving(near, far) as transport:
        await transport.send(FAR, [b"a"])
        await far.until_seen([b"a"])
        await near.until_seen([answer_to(b"a")])
        assert await transport.ask(FAR, b"question") == answer_to(b"question")


FORBIDDEN = (
    streams.letters(to=FAR, sender=THIRD),
    streams.questions(to=FAR, sender=THIRD),
    f"$JS.API.STREAM.CREATE.{streams.name_of(THIRD)}",
    f"$JS.API.STREAM.UPDATE.{streams.name_of(FAR)}",
    f"$JS.API.STREAM.DELETE.{streams.name_of(FAR)}",
    f"$JS.API.STREAM.PURGE.{streams.name_of(FAR)}",
    f"$JS.API.CONSUMER.DELETE.{streams.name_of(FAR)}.from-{THIRD}",
    f"$JS.API.STREAM.MSG.GET.{streams.name_of(FAR)}",
    f"$JS.ACK.{streams.name_of(FAR)}.from-{THIRD}.1.1.1.1.1",
    f"{inbox_of(FAR)}.anything",
)


class Problems(list[str]):
    """What a server objects to; the client tells of it in its own time."""

    def __init__(self, *, awaited: int) -> None:
        super().__init__()
        self.awaited = awaited
        self.are_told = asyncio.Event()

    async def note(self, problem: Exception) -> None:
        self.append(str(problem).lower())
        if len(self) == self.awaited:
            self.are_told.set()


async def test_a_node_can_do_nothing_in_the_name_of_another_or_to_its_stream(ends: Ends, nats_server: Server) -> None:
    problems = Problems(awaited=len(FORBIDDEN))
    client = await nats.connect(address(nats_server, NEAR), error_cb=problems.note)
    for subject in FORBIDDEN:
        await client.publish(subject, b"{}")
    await client.publish(streams.letters(to=FAR, sender=NEAR), b"{}")
    await client.flush()
    await asyncio.wait_for(problems.are_told.wait(), 60)
    await client.close()
    assert problems == [f'nats: permissions violation for publish to "{subject.lower()}"' for subject in FORBIDDEN]


async def test_a_node_hears_nothing_that_is_meant_for_another(ends: Ends, nats_server: Server) -> None:
    foreign = (f"{inbox_of(FAR)}.>", f"tongban.questions.{FAR}.*", "tongban.>", ">")
    problems = Problems(awaited=len(foreign))
    client = await nats.connect(address(nats_server, NEAR), error_cb=problems.note)
    for subject in foreign:
        await client.subscribe(subject)
    await client.flush()
    await asyncio.wait_for(problems.are_told.wait(), 60)
    await client.close()
    assert all("permissions violation for subscription" in problem for problem in problems)
