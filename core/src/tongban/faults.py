"""Where an error arose, without what it says: databases, registers and parsers quote what people typed."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

MOST: int = 20
"""Errors told of, of such as caused one another or came together."""


def trace(problem: BaseException) -> str:
    """The kinds of errors, the outermost first, each with its frames, the innermost first; no message and no value."""
    told = []
    for error in _and_causes(problem, set()):
        frames = "".join(f"\n  {frame}" for frame in reversed(list(_frames(error.__traceback__))))
        told.append(f"{type(error).__module__}.{type(error).__qualname__}{frames}")
    return "\n".join(told[:MOST])


def _and_causes(problem: BaseException, seen: set[int]) -> Iterator[BaseException]:
    if id(problem) in seen:
        return
    seen.add(id(problem))
    yield problem
    within = problem.exceptions if isinstance(problem, BaseExceptionGroup) else ()
    before = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    for error in (*within, *([before] if before else [])):
        yield from _and_causes(error, seen)


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        yield f"{traceback.tb_frame.f_globals.get('__name__', code.co_filename)}:{traceback.tb_lineno} {code.co_name}"
        traceback = traceback.tb_next
