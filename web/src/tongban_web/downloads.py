"""An uploaded file as an answer: saved by the browser under its name, never shown within our pages."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response

from tongban.evidence.uploads import StoredFile


def download(stored: StoredFile, content: bytes) -> Response[bytes]:
    """The file to save."""
    disposition = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    return Response(content, media_type=stored.type, headers={"Content-Disposition": disposition})
