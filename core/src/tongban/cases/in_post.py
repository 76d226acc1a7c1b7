"""How long a required original on its way stops the time of the place that decides. Pure.

That place itself confirms the arrival, so its time stands still no longer than the window's word of the sending allows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from tongban.cases.clock import Deadline, Fixed, Pause
from tongban.cases.state import Case, PostSpan
from tongban.matters.days import spoken_day

LONGEST_POST: Final = 60
"""No place may say more days, and of one that another node says they count no further."""


def in_post(case: Case) -> tuple[Pause, ...]:
    """The times in which an original that the matter asks for was on its way to the competent place.

    One whose arrival nobody has confirmed counts to its longest. None where that place is off the exchange: what the
    window forgets to enter must not stop its time.
    """
    return tuple(_pause(span) for span in _counted(case))


def reckoned_to_arrive(last: Deadline, case: Case) -> Deadline:
    """The same last day, with words for that an original on its way may still move it."""
    awaited = [_longest(span) for span in _counted(case) if not span.until]
    if not (awaited and isinstance(last, Fixed)):
        return last
    return replace(last, reasons=f"{last.reasons}，原件尚未登记寄达，最迟按{spoken_day(max(awaited))}寄达推算")


def _counted(case: Case) -> tuple[PostSpan, ...]:
    return () if case.off_exchange else case.posted


def _pause(span: PostSpan) -> Pause:
    arrived = date.fromisoformat(span.until) if span.until else _longest(span)
    return Pause(date.fromisoformat(span.since), min(arrived, _longest(span)))


def _longest(span: PostSpan) -> date:
    return date.fromisoformat(span.since) + timedelta(days=min(span.days, LONGEST_POST))
