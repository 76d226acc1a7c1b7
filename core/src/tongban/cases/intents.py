"""Intents: what a place that does not own a case asks of its owner, shown as pending until the fact arrives. Pure."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tongban.cases.acts import Actor, AnyAct, Moment


class IntentState(StrEnum):
    """What became of an intent."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """The body of an intent: its id, the act, who acts, and when it was handed in here."""

    id: str
    act: AnyAct
    actor: Actor
    made: Moment | None = None


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """An intent as this place shows it."""

    id: str
    act: AnyAct
    actor: Actor
    at: int
    state: IntentState
    message: str | None = None
    code: str = ""
