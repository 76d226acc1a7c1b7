"""What two places write to each other about a file where no question is carried: wanted, and a piece of it. Pure."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.exchange.envelope import Digest
from tongban.exchange.refusals import Rejected
from tongban.exchange.statements import FILE_STREAMS

WANTED: Final = "file.wanted"
PIECE: Final = "file.piece"
STREAM: Final = FILE_STREAMS
"""How the streams of files are called, each with the id of what was wanted: none holds up a case, nor another file."""

ID_LENGTH: Final = 36
PIECE_BYTES: Final = 120 * 1024

UNREADABLE: Final = "unreadable"
"""Why a promised file breaks off where the place that has it cannot read it."""

Bytes = Annotated[int, Meta(ge=0, le=2**40)]
Name = Annotated[str, Meta(min_length=1, max_length=64)]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a case as its facts name it, of which all bytes from `offset` on are missing."""

    case: Annotated[str, Meta(min_length=1, max_length=ID_LENGTH)]
    file: Name
    digest: Digest
    size: Bytes
    offset: Bytes


class Piece(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Some bytes of the file, in base64; none where the place that promised it finds it no more, or says why not."""

    offset: Bytes
    content: Annotated[bytes, Meta(max_length=PIECE_BYTES)]
    code: Annotated[str, Meta(max_length=64)] = ""


def stream_of(want: str) -> str:
    """The stream in which a file is asked for and comes."""
    return f"{STREAM}{want}"


def id_in(stream: str) -> str:
    """The id in the name of such a stream that this node itself wrote in."""
    return stream.removeprefix(STREAM)


def want_of(stream: str) -> str:
    """The id in the name of such a stream of another node; raises `Rejected` for one that is not called so."""
    want = id_in(stream)
    if stream != stream_of(want) or len(want) != ID_LENGTH:
        raise Rejected("bad_body", "文件不随办件的信件传送")
    return want
