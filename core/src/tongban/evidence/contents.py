"""What a file is, told from its bytes and never from its name."""

from __future__ import annotations

import re
from typing import Final

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
LABELS: Final = {PDF: "PDF", JPEG: "JPG", PNG: "PNG"}
MEGABYTE: Final = 1024 * 1024
LARGEST_UPLOAD: Final = 50 * MEGABYTE
"""No file is larger, whatever its material allows."""

_HEADS: Final = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
HEAD_BYTES: Final = max(len(head) for head, _ in _HEADS)
_PNG_END: Final = b"IEND\xaeB`\x82"
_EDGE_BYTES: Final = 2048
_ZIP_TAIL_BYTES: Final = 65_557  # a zip's directory ends at most so far before the end of the file
_ARCHIVE_HEADS: Final = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_MARKUP: Final = re.compile(rb"<\s*(?:!doctype\s+html|html|script|svg|iframe)\b|<\?php\b", re.IGNORECASE)
_ACTIVE_PDF: Final = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)\b")


class ContentError(ValueError):
    """A file may not be taken in; the message is the rest of a Chinese sentence about the file."""


def begins_as_document(head: bytes) -> bool:
    """Whether the first `HEAD_BYTES` of a file are those of a PDF, JPEG or PNG."""
    return head.startswith(tuple(start for start, _ in _HEADS))


def type_of(content: bytes) -> str:
    """The media type of a PDF, JPEG or PNG; raises `ContentError` for all else, and for what is two things at once."""
    kind = next((kind for head, kind in _HEADS if content.startswith(head)), "")
    if not kind:
        raise ContentError("不是 PDF、JPG 或 PNG 文件（按文件内容判断，与扩展名无关）")
    if not _complete(content, kind):
        raise ContentError("不完整或已损坏，无法打开")
    if kind == PDF and _ACTIVE_PDF.search(content):
        raise ContentError("含有脚本或内嵌文件，为安全起见不能接收")
    if _holds_markup(content, kind) or _holds_archive(content):
        raise ContentError("夹带了网页或压缩包内容，为安全起见不能接收")
    return kind


def _complete(content: bytes, kind: str) -> bool:
    if kind == PNG:
        return content.rstrip(b"\0\r\n ").endswith(_PNG_END)
    # Telephones add film and depth data after a JPEG's end mark.
    return b"\xff\xd9" in content if kind == JPEG else b"%%EOF" in content[-_EDGE_BYTES:]


def _holds_markup(content: bytes, kind: str) -> bool:
    # The text of a PDF may speak of markup; only its edges would make a browser take it for a page.
    looked_at = content[:_EDGE_BYTES] + content[-_EDGE_BYTES:] if kind == PDF else content
    return bool(_MARKUP.search(looked_at))


def _holds_archive(content: bytes) -> bool:
    edges = content[:_EDGE_BYTES] + content[-_EDGE_BYTES:]
    return b"PK\x05\x06" in content[-_ZIP_TAIL_BYTES:] or any(head in edges for head in _ARCHIVE_HEADS)
