"""A log tells where an error arose, and nothing of what it was about."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tongban
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


def test_no_source_of_core_gives_an_error_itself_to_the_log() -> None:
    """The log would write the message down: `trace` tells the same without it."""
    root = Path(tongban.__file__).parent
    assert [f"{path.relative_to(root)}:{line}" for path in root.rglob("*.py") for line in _given_whole(path)] == []


def _given_whole(path: Path) -> Iterator[int]:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        to_a_log = isinstance(call.func.value, ast.Name) and call.func.value.id == "_log"
        if to_a_log and (call.func.attr == "exception" or any(each.arg == "exc_info" for each in call.keywords)):
            yield call.lineno
