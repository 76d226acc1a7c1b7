"""A log tells where an error arose, and nothing of what it was about."""

from __future__ import annotations

import pytest

from tongban.faults import trace


def broken(typed: str) -> None:
    try:
        int(typed)
    except ValueError as problem:
        raise LookupError(f"Key (name)=({typed}) already exists") from problem


def test_kinds_and_frames_are_told_and_no_word_of_the_messages() -> None:
    with pytest.raises(LookupError, match="张建国") as raised:
        broken("张建国 13800000000")
    told = trace(raised.value)
    assert "builtins.ValueError" in told
    assert "builtins.LookupError" in told
    assert " broken" in told
    assert not any(word in told for word in ("张建国", "13800000000", "invalid literal", "Key"))


def test_errors_that_came_together_are_all_told() -> None:
    told = trace(ExceptionGroup("张建国", [ValueError("张"), KeyError("建国")]))
    assert ("ValueError" in told, "KeyError" in told, "张" in told) == (True, True, False)
