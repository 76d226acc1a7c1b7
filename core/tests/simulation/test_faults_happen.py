"""A fault that has silently died is found: a run in which a kind never took effect fails, and names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import pytest
import structlog

from tongban.testing.simulation import province, reports, way
from tongban.testing.simulation.__main__ import main
from tongban.testing.simulation.arrivals import of_answers, of_items
from tongban.testing.simulation.faults import Fault, Happened
from tongban.testing.simulation.membership import Membership
from tongban.testing.simulation.way import Way


@dataclass(frozen=True, slots=True)
class Dead:
    """A kind of fault, how to make it do nothing, and the first of four seeds in which it happens otherwise."""

    fault: Fault
    plant: Callable[[pytest.MonkeyPatch], None]
    first: int


def nothing_is_damaged(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(way, "flipped", lambda item, chance: item)


def no_damaged_copy_is_refused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Way, "_overzealous", lambda self, peer, sent, arrived: [])


def repeated_deliveries_go_nowhere(patch: pytest.MonkeyPatch) -> None:
    async def repeat(self: Way, peer: str, items: list[bytes]) -> None:
        return

    patch.setattr(Way, "_repeat", repeat)


def the_commit_of_effects_is_called_otherwise(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(province, "EFFECT_COMMITTED", "exchange.effect:after")


def keys_are_replaced_by_themselves(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Membership, "rotate", lambda self, node, *, at: self.own[node])


DEAD: Final = (
    Dead(Fault.DAMAGED, nothing_is_damaged, first=118),
    Dead(Fault.OVERZEALOUS, no_damaged_copy_is_refused, first=167),
    Dead(Fault.REPEATED, repeated_deliveries_go_nowhere, first=65),
    Dead(Fault.KILLED_BEHIND_EFFECT, the_commit_of_effects_is_called_otherwise, first=108),
    Dead(Fault.KEY_REPLACED, keys_are_replaced_by_themselves, first=75),
)


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.parametrize("dead", DEAD, ids=lambda dead: dead.fault.value)
def test_a_fault_that_does_nothing_fails_the_run_and_is_named(
    dead: Dead, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    arguments = ["--seeds", "4", "--first", str(dead.first), "--enough", "4", "--workers", "1"]
    main(arguments)
    assert dead.fault not in named(capsys.readouterr().out)
    dead.plant(monkeypatch)
    assert main(arguments) == 1
    printed = capsys.readouterr().out
    assert dead.fault in named(printed)
    assert ", 0 failed: " in printed


def named(printed: str) -> list[str]:
    """The kinds of fault that a run says never happened."""
    line = next((each for each in printed.splitlines() if each.startswith("NEVER HAPPENED in 4 seeds: ")), "")
    return line.partition(": ")[2].partition(";")[0].split(", ")


def test_few_seeds_need_not_bring_about_everything() -> None:
    happened = Happened(dict.fromkeys(Fault, 1))
    assert not reports.never(happened, seeds=reports.ENOUGH)
    happened[Fault.DAMAGED] = 0
    assert not reports.never(happened, seeds=reports.ENOUGH - 1)
    assert Fault.DAMAGED in reports.never(happened, seeds=reports.ENOUGH)


def test_what_arrives_as_it_was_sent_has_suffered_nothing() -> None:
    items = [b"a", b"b", b"a", b"c"]
    assert not +of_items(items, items)
    assert +of_items(items, [b"a", b"c"]) == {Fault.ITEM_LOST: 2}
    assert +of_items(items, [b"c", b"a", b"B"]) == {Fault.ITEM_LOST: 1, Fault.REORDERED: 1, Fault.DAMAGED: 1}
    assert not +of_answers(items, items)
    assert +of_answers(items, [b"c", b"b", b"a"]) == {Fault.ANSWER_LOST: 1, Fault.ANSWERS_REORDERED: 1}
