"""What happens to the paper originals of a case."""

from __future__ import annotations

from enum import StrEnum

from tongban.cases.facts.event import Event


class Mishap(StrEnum):
    """What became of an original on its way or in custody."""

    RETURNED = "returned"
    LOST = "lost"


class OriginalTaken(Event, frozen=True, kw_only=True, tag="original_taken"):
    """A paper original was taken into custody at the window; `required` by the matter, or handed over of one's own."""

    original: str
    required: bool = False


class OriginalSent(Event, frozen=True, kw_only=True, tag="original_sent"):
    """An original left by courier for another place of the case; it stops that place's time for `days` at most."""

    original: str
    to: str
    days: int = 15


class OriginalArrived(Event, frozen=True, kw_only=True, tag="original_arrived"):
    """An original was received by a place."""

    original: str
    at: str


class OriginalUndelivered(Event, frozen=True, kw_only=True, tag="original_undelivered"):
    """The post brought an original back to the office that sent it, or it is lost, so that no place has it any more.

    Whatever is lost was in the post, or in the custody of a place.
    """

    original: str
    mishap: Mishap


class OriginalReturned(Event, frozen=True, kw_only=True, tag="original_returned"):
    """An original was given back to the applicant."""

    original: str
