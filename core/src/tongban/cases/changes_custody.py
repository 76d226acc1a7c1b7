"""How facts about paper originals change a case: who has each of them, and how long it was in the post. Pure."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from tongban.cases import facts as f
from tongban.cases.heads import Head
from tongban.cases.state import IN_TRANSIT, Case, Change, PostSpan


def taken(event: f.OriginalTaken, case: Case, head: Head) -> Change:
    """The window has it; a required one may stop time later."""
    required = (*case.required, event.original) if event.required else case.required
    return {"originals": {**case.originals, event.original: "receiving"}, "required": required}


def sent(event: f.OriginalSent, case: Case, head: Head) -> Change:
    """It is in the post, and whoever had it is who sent it."""
    sender = case.originals.get(event.original, "receiving")
    change: Change = {
        "originals": {**case.originals, event.original: f"{IN_TRANSIT}{event.to}"},
        "senders": {**case.senders, event.original: sender},
    }
    by_the_window = sender == "receiving" and event.to == "competent"
    if event.original in case.required and by_the_window and not case.accepted_on:
        change["posted"] = (*case.posted, PostSpan(original=event.original, since=head.on, days=event.days))
    return change


def received(event: f.OriginalArrived, case: Case, head: Head) -> Change:
    """It lies where it was sent to."""
    posted = arrived(case.posted, head.on, only=event.original)
    return {"originals": {**case.originals, event.original: event.at}, "posted": posted}


def undelivered(event: f.OriginalUndelivered, case: Case, head: Head) -> Change:
    """It is back with its sender, or nobody has it any more, wherever it was."""
    posted = arrived(case.posted, head.on, only=event.original)
    sender = case.senders.get(event.original, case.originals.get(event.original, "receiving"))
    returned = event.mishap is f.Mishap.RETURNED
    originals = {**case.originals, event.original: sender} if returned else _without(case, event.original)
    return {"originals": originals, "posted": posted}


def given_back(event: f.OriginalReturned, case: Case, head: Head) -> Change:
    """The applicant has it."""
    return {"originals": _without(case, event.original)}


def arrived(posted: tuple[PostSpan, ...], on: str, *, only: str = "") -> tuple[PostSpan, ...]:
    """What was in the post stops nobody's time from that day on: one original, or whichever there are."""
    return tuple(
        replace(span, until=max(span.since, on)) if not span.until and only in {"", span.original} else span
        for span in posted
    )


def _without(case: Case, original: str) -> dict[str, str]:
    return {name: at for name, at in case.originals.items() if name != original}


CHANGES: dict[type[f.Event], Callable[..., Change]] = {
    f.OriginalTaken: taken,
    f.OriginalSent: sent,
    f.OriginalArrived: received,
    f.OriginalUndelivered: undelivered,
    f.OriginalReturned: given_back,
}
