"""A peer that sends too much waits for itself, and nobody can stand in another's line."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tongban.clock import FixedClock, milliseconds
from tongban.exchange import delivery_notes, keys, signatures
from tongban.exchange.delivery_notes import DeliveryNotes
from tongban.exchange.signatures import SigningKey
from tongban.exchange.trust import Trust
from tongban.exchange.turns import NOBODY, TooBusy, Turns

from .conftest import CHONGQING, SICHUAN, START

GUANGDONG = "440000"
NOW = milliseconds(START)


async def take_a_turn(turns: Turns, peer: str, until: asyncio.Event) -> None:
    async with turns.of(peer):
        await until.wait()


@pytest.mark.parametrize("flooding", [SICHUAN, NOBODY])
async def test_a_flooding_peer_waits_for_itself_and_holds_up_no_other(flooding: str) -> None:
    turns, done = Turns(at_once=1, waiting=2), asyncio.Event()
    working = [asyncio.create_task(take_a_turn(turns, flooding, done)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        async with turns.of(flooding):
            pass
    async with turns.of(CHONGQING):
        assert not any(task.done() for task in working)
    done.set()
    await asyncio.gather(*working)
    async with turns.of(flooding):
        pass


@pytest.fixture
def signing() -> dict[str, SigningKey]:
    return {node: keys.generate(node) for node in (SICHUAN, CHONGQING, GUANGDONG)}


@pytest.fixture
def notes(signing: dict[str, SigningKey], list_node: Any, make_trust_list: Any) -> DeliveryNotes:
    listed = make_trust_list(*(list_node(node, key) for node, key in signing.items()))
    return DeliveryNotes(CHONGQING, Trust(listed), FixedClock(START))


def note(key: SigningKey, body: bytes = b"body", **changes: Any) -> str:
    about = {"sender": SICHUAN, "receiver": CHONGQING, "now": NOW}
    return delivery_notes.seal(body, **{**about, **changes}, key=key)


def test_a_note_names_who_delivers_this_body_here_and_now(notes: DeliveryNotes, signing: dict[str, SigningKey]) -> None:
    read = notes.read(note(signing[SICHUAN]))
    assert read is not None
    assert (read.sender, read.covers(b"body"), read.covers(b"another")) == (SICHUAN, True, False)


def test_a_note_that_somebody_else_got_hold_of_uses_up_nobodys_share(
    notes: DeliveryNotes, signing: dict[str, SigningKey]
) -> None:
    once, again = note(signing[SICHUAN]), note(signing[SICHUAN], now=NOW + 1)
    admitted = [notes.admit(each) for each in (once, once, again, once, again)]
    assert [each is not None for each in admitted] == [True, False, True, False, False]
    for later in range(delivery_notes.REMEMBERED + 10):
        assert notes.admit(note(signing[SICHUAN], now=NOW + 2 + later)) is not None
    assert [len(used.headers) for used in notes._used.values()] == [delivery_notes.REMEMBERED], "memory is bounded"
    assert [notes.admit(each) for each in (once, again)] == [None, None], "however many came since"


def test_nobody_delivers_in_the_name_of_another(notes: DeliveryNotes, signing: dict[str, SigningKey]) -> None:
    """What Guangdong can have of Sichuan was signed for Guangdong, or is no note."""
    letter = signatures.sign(b"{}", key=signing[SICHUAN], typ="tongban+jws").decode()
    taken = [
        note(signing[SICHUAN], receiver=GUANGDONG),
        note(signing[GUANGDONG]),
        note(signing[SICHUAN])[:-8] + "AAAAAAAA",
        letter,
        "",
        "签" * 2000,
    ]
    assert [notes.read(each) for each in taken] == [None] * len(taken)


@pytest.mark.parametrize("minutes", [-60, 60])
def test_whose_clock_is_wrong_has_a_line_apart_from_strangers_and_from_its_own(
    notes: DeliveryNotes, signing: dict[str, SigningKey], minutes: int
) -> None:
    now = milliseconds(START + timedelta(minutes=minutes))
    wrong = [notes.admit(note(signing[SICHUAN], now=now + later)) for later in range(3)]
    lines = {delivery.line for delivery in wrong if delivery}
    right = notes.admit(note(signing[SICHUAN]))
    other = notes.admit(note(signing[GUANGDONG], sender=GUANGDONG, now=now))
    assert (right and right.line, len(lines)) == (SICHUAN, 1)
    assert None not in wrong
    assert other
    assert not lines & {SICHUAN, NOBODY, other.line}


def test_old_notes_that_another_sends_take_nothing_from_the_line_of_their_sender(
    notes: DeliveryNotes, signing: dict[str, SigningKey]
) -> None:
    old = [note(signing[SICHUAN], now=NOW - 3_600_000 + each) for each in range(delivery_notes.REMEMBERED + 10)]
    assert all(delivery and delivery.line != SICHUAN for delivery in map(notes.admit, old))
    assert list(map(notes.admit, old)) == [None] * len(old), "nor a second time"
    fresh = notes.admit(note(signing[SICHUAN]))
    assert fresh
    assert fresh.line == SICHUAN
