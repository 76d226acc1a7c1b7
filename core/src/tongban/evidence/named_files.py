"""Whether what a case says of a file is such as anybody may upload: another place may have written it. Pure."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from tongban.evidence.contents import LARGEST_UPLOAD
from tongban.evidence.items import Evidence, Instant
from tongban.exchange.envelope import Digest

NOT_NAMED: Final = "办件中对该文件的记载（大小、类型、名称或摘要）不符合上传要求，不予调取，请联系收件地核实"


class _Named(msgspec.Struct, frozen=True):
    """What a case may say of a file that somebody uploaded."""

    file: Annotated[str, Meta(pattern=r"\A[0-9A-Za-z-]{1,36}\Z")]
    name: Annotated[str, Meta(pattern=r"\A[^\x00-\x1f\x7f]{1,200}\Z")]
    type: Literal["application/pdf", "image/jpeg", "image/png"]
    size: Annotated[int, Meta(ge=1, le=LARGEST_UPLOAD)]


class _Evidence(msgspec.Struct, frozen=True):
    """The same of the evidence that names it."""

    value: _Named
    digest: Digest
    at: Instant


def can_be_uploaded(item: Evidence) -> bool:
    """Whether name, size, type and digest are such as a file may have that somebody uploaded."""
    try:
        msgspec.convert({"value": item.value, "digest": item.digest, "at": item.at}, _Evidence)
    except msgspec.ValidationError:
        return False
    return True
