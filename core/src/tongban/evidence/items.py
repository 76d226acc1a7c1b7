"""One piece of evidence and where it comes from."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any

import msgspec


class Outcome(StrEnum):
    """What asking for a piece of evidence led to."""

    FOUND = "found"
    NONE = "none"
    UNANSWERED = "unanswered"


class SourceKind(StrEnum):
    """The kinds of source a material or a record may come from."""

    REGISTER = "register"
    UPLOAD = "upload"
    PLEDGE = "pledge"
    WINDOW = "window"


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A value with its source, time (Unix milliseconds) and digest (SHA-256 hex of the value's JSON).

    `asked_of` is the node that answered; `reason` says why there is no answer; `question` is the digest of what was
    asked, so that an answer is not used for an application that has changed since.
    """

    key: str
    title: str
    kind: SourceKind
    outcome: Outcome
    source: str
    at: int
    value: Any = None
    digest: str = ""
    asked_of: str = ""
    reason: str = ""
    question: str = ""


def digest_of(value: object) -> str:
    """SHA-256 hex of the value as deterministic JSON."""
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()
