"""A run counts only if something happened in it."""

from __future__ import annotations

from collections import Counter

import pytest
from chaos.judging import Verdict
from chaos.reaching import AtLeast, missed
from chaos.running import Outcome

PLANNED = ("kills", "cuts", "full disks")


def outcome(*, messages: int = 100, seconds: float | None = 1.0, lost: int = 0, **faults: int) -> Outcome:
    counted = Counter(
        {"kills": 5, "cuts": 2, "full disks": 1} | {name.replace("_", " "): n for name, n in faults.items()}
    )
    verdict = Verdict(messages=messages, seconds=seconds, lost=lost)
    return Outcome("sqlite", 60.0, counted, 1, 0, verdict, PLANNED)


def test_a_run_in_which_everything_happened_and_nothing_was_lost_is_reached() -> None:
    assert missed([outcome(), outcome()], AtLeast(200, 10)) == []


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (outcome(messages=0), "sqlite: no message was sent"),
        (outcome(kills=0), "sqlite: no kills: let the storm last longer"),
        (outcome(full_disks=0), "sqlite: no full disks: let the storm last longer"),
        (outcome(lost=1), "sqlite: not clean"),
        (outcome(seconds=None), "sqlite: not clean"),
        (outcome(seconds=10.5), "sqlite: at rest 10.5 s after the last fault, not within 10 s"),
    ],
)
def test_what_did_not_happen_or_went_wrong_is_said(found: Outcome, said: str) -> None:
    assert said in missed([found, outcome()], AtLeast())


def test_a_kind_of_fault_that_could_not_be_brought_about_is_no_proof() -> None:
    found = outcome(full_disks=0)
    found.failed["full disks"] += 3
    (said,) = missed([found], AtLeast())
    assert said.startswith("sqlite: no full disks: 3 tries did not succeed, so this is no proof of that")


def test_fewer_messages_or_kills_than_asked_for_are_not_enough() -> None:
    assert missed([outcome()], AtLeast(101, 6)) == ["100 messages of the 101 asked for", "5 kills of the 6 asked for"]


def test_no_run_at_all_reaches_nothing() -> None:
    assert missed([], AtLeast()) == ["0 messages of the 1 asked for", "0 kills of the 1 asked for"]
