"""A peer that sends too much waits for itself, and nobody can stand in another's line."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tongban.clock import FixedClock
from tongban.exchange import keys, signatures
from tongban.exchange.signatures import SigningKey
from tongban.exchange.trust import Trust
from tongban.exchange.turns import TooBusy, Turns

from .conftest import CHONGQING, SICHUAN, START


@pytest.fixture
def signing() -> dict[str, SigningKey]:
    return {node: keys.generate(node) for node in (SICHUAN, CHONGQING)}


@pytest.fixture
def turns(signing: dict[str, SigningKey], list_node: Any, make_trust_list: Any) -> Turns:
    listed = make_trust_list(*(list_node(node, key) for node, key in signing.items()))
    return Turns(Trust(listed), FixedClock(START), at_once=1, waiting=2)


def item(key: SigningKey) -> bytes:
    return signatures.sign(b"{}", key=key, typ="tongban+jws")


async def take_a_turn(turns: Turns, token: bytes, until: asyncio.Event) -> None:
    async with turns.of(token):
        await until.wait()


async def test_a_flooding_peer_waits_for_itself_and_holds_up_no_other(turns: Turns, signing: dict[str, SigningKey]):
    done, flood = asyncio.Event(), item(signing[SICHUAN])
    working = [asyncio.create_task(take_a_turn(turns, flood, done)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        async with turns.of(flood):
            pass
    async with turns.of(item(signing[CHONGQING])):
        assert not any(task.done() for task in working)
    done.set()
    await asyncio.gather(*working)
    async with turns.of(flood):
        pass


async def test_who_claims_anothers_name_stands_in_the_line_of_strangers(turns: Turns, signing: dict[str, SigningKey]):
    done, forged = asyncio.Event(), item(signing[SICHUAN])[:-8] + b"AAAAAAAA"
    working = [asyncio.create_task(take_a_turn(turns, forged, done)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        async with turns.of(b"anything"):
            pass
    async with turns.of(item(signing[SICHUAN])):
        pass
    done.set()
    await asyncio.gather(*working)
