"""The supervisor's overview as the API gives it; nothing here names a person."""

from __future__ import annotations

from tongban_web.api.bodies import Shown


class CountBody(Shown, frozen=True, kw_only=True):
    """How many open cases there are of one pair of provinces (division codes), state and urgency."""

    receiving: str
    competent: str
    state: str
    urgency: str
    cases: int


class OverviewBody(Shown, frozen=True, kw_only=True):
    """All counts as they stood at an instant; `ended` counts the last 30 days by the state cases ended in."""

    at: int
    open: tuple[CountBody, ...]
    ended: dict[str, int]


class OverseenLine(Shown, frozen=True, kw_only=True):
    """One case of the supervisor's list; `due_on` as in the queue, null where nothing is due."""

    id: str
    number: str
    matter_name: str
    state: str
    state_name: str
    receiving: str
    competent: str
    due_on: str | None
    submitted_at: int


class OverseenLines(Shown, frozen=True, kw_only=True):
    """A page of cases, newest first; `next` is the query `before` of the page that follows, empty at the end."""

    cases: tuple[OverseenLine, ...]
    next: str = ""
