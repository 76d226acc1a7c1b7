"""The conformance run passes a node that keeps the protocol, and names the fault of one that does not."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from caller import Caller

from tongban.conformance.checks import Check, Nature
from tongban.conformance.probe import Probe
from tongban.conformance.run import CHECKS, Result, run
from tongban.exchange import arrivals, envelope, frame, payloads
from tongban.exchange.applying import Applier
from tongban.exchange.queries import Nonces
from tongban.exchange.stores.kept_receipts import ReceiptRows
from tongban.testing.world import World

PEER = "510000"


@pytest.fixture
def probe(world: World) -> Probe:
    caller = Caller.at(world, PEER)
    asking = world.province("440000").node
    return Probe(
        client=caller.client,
        url="http://127.0.0.1",
        peer=PEER,
        keyring=asking.exchange.inbox.issuer.keyring,
        clock=world.clock,
    )


def results(world: World, probe: Probe, checks: Sequence[Check] = CHECKS) -> list[Result]:
    async def gathered() -> list[Result]:
        return [result async for result in run(probe, checks)]

    return world.run(gathered)


def test_there_are_at_least_sixty_checks_and_half_of_them_are_attacks():
    natures = Counter(check.nature for check in CHECKS)
    assert len(CHECKS) >= 60
    assert natures[Nature.ATTACK] * 2 >= len(CHECKS)
    assert len({check.does for check in CHECKS}) == len(CHECKS)


def test_a_node_as_it_is_passes_every_check(world: World, probe: Probe):
    told = results(world, probe)
    assert [str(result) for result in told if not result.passed] == []
    assert len(told) == len(CHECKS)
    row = world.run(world.province(PEER).node.database.fetch_one, "SELECT count(*) AS cases FROM tongban_case")
    assert row is not None
    assert row["cases"] == 0, "a run leaves no case behind"


def test_a_node_whose_worker_is_at_a_letter_already_is_asked_again(
    world: World, probe: Probe, monkeypatch: pytest.MonkeyPatch
):
    genuine, elsewhere = Applier.apply_streams, list[asyncio.Future[Any]]()

    async def apply_streams(self: Applier, *arguments: Any) -> list[bytes]:
        elsewhere.append(asyncio.ensure_future(genuine(self, *arguments)))
        return []

    monkeypatch.setattr(Applier, "apply_streams", apply_streams)
    plain = [check for check in CHECKS if check.does == "send a letter of an unknown kind"]
    assert [str(result) for result in results(world, probe, plain) if not result.passed] == []
    assert elsewhere


def believe_any_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = envelope.check

    def lenient(heading: Any, *, sender: str, receiver: str, now: int) -> None:
        genuine(heading, sender=heading.sender, receiver=receiver, now=now)

    monkeypatch.setattr(arrivals.envelope, "check", lenient)


def forget_nonces(monkeypatch: pytest.MonkeyPatch) -> None:
    async def use(*_: object, **__: object) -> None:
        """Nothing is remembered."""

    monkeypatch.setattr(Nonces, "use", use)


def ignore_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payloads, "check_depth", lambda _: None)


def forget_receipts(monkeypatch: pytest.MonkeyPatch) -> None:
    async def none(*_: object) -> dict[str, list[bytes]]:
        return {}

    monkeypatch.setattr(ReceiptRows, "receipts_of", none)


@pytest.mark.parametrize(
    ("plant", "caught"),
    [
        (believe_any_sender, "write another sender into a letter"),
        (forget_nonces, "ask one question twice"),
        (ignore_depth, "nest a letter 10,000 deep"),
        (forget_receipts, "send the same letter again"),
    ],
)
def test_a_planted_fault_is_named(world: World, probe: Probe, monkeypatch: pytest.MonkeyPatch, plant: Any, caught: str):
    checks = [check for check in CHECKS if check.does == caught]
    plant(monkeypatch)
    assert [result.passed for result in results(world, probe, checks)] == [False]


def test_a_node_that_takes_everything_without_looking_fails_most_attacks(world: World, probe: Probe):
    async def yes(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": frame.pack([])})

    credulous = Probe(
        client=httpx.AsyncClient(transport=httpx.ASGITransport(app=yes)),
        url="http://127.0.0.1",
        peer=PEER,
        keyring=probe.keyring,
        clock=world.clock,
    )
    told = [result for result in results(world, credulous) if result.check.nature is Nature.ATTACK]
    assert [result.check.does for result in told if result.passed] == []
