"""One piece of evidence and where it comes from."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from tongban.clock import FIRST_INSTANT, LAST_INSTANT

Instant = Annotated[int, Meta(ge=FIRST_INSTANT, le=LAST_INSTANT)]
"""Unix milliseconds as another place may tell them."""


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


NOT_TYPED_YET: Final = "相关内容填好后即查询"
"""Why a register is not asked while an answer is missing that says what, or whom, it is to be asked about."""
OF_ANOTHER: Final = "涉及其他当事人的信息，仅向其本人和办理机关显示"


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A value with its source, time (Unix milliseconds) and digest (SHA-256 hex of the value's JSON).

    `asked_of` is the node that answered; `reason` says why there is no answer; `question` is the digest of what was
    asked, so that an answer is not used for an application that has changed since. `about` is the role of the party
    whom a register was asked about. `material` is the key of the paper from which an officer has read the answer to a
    need whose register gave none.
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
    about: str = ""
    material: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether a register was asked at all: not before a place is known or a party agrees, nor off the exchange."""
        return self.kind is SourceKind.REGISTER and bool(self.question)

    @property
    def is_file(self) -> bool:
        """Whether it is a file that was handed in, not what an officer has read in one."""
        return self.kind is SourceKind.UPLOAD and not self.material

    @property
    def is_withheld(self) -> bool:
        """Whether it is kept from who reads it, whatever the register said."""
        return self.reason == OF_ANOTHER

    def withheld(self) -> Evidence:
        """The same for somebody whom it does not concern: that a register was asked, and nothing of what it said."""
        return msgspec.structs.replace(
            self,
            outcome=Outcome.UNANSWERED,
            value=None,
            digest="",
            reason=OF_ANOTHER,
        )


def digest_of(value: object) -> str:
    """SHA-256 hex of the value as deterministic JSON."""
    return sha256(_encode(value)).hexdigest()


_encode = msgspec.json.Encoder(order="sorted").encode
