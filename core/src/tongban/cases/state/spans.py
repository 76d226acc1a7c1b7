"""Times within a case: the correction, suspensions, and originals in the post."""

from __future__ import annotations

import msgspec


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """The one correction notice: the fields, the day it was told, and the applicant's working days."""

    fields: tuple[str, ...]
    asked_on: str
    days: int
    answered_on: str = ""


class PauseSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A suspension with its enumerated reason; `until` is empty while it lasts.

    `days` are the working days that the applicant has, where it waits for them.
    """

    reason: str
    since: str
    days: int = 0
    until: str = ""


class PostSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A required original on its way from the window to the competent place; `until` is empty while it lasts.

    It stops the time of that place for `days` (of the wall calendar) at most.
    """

    original: str
    since: str
    days: int = 15
    until: str = ""
