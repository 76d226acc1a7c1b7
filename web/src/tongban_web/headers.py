"""Security headers on every answer, also on errors and files."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from litestar.types import Message, Scope

POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
    (b"strict-transport-security", b"max-age=31536000"),
)


async def guarded(message: Message, scope: Scope) -> None:
    """Add each header that the answer does not set itself."""
    if message["type"] == "http.response.start":
        given = message["headers"]
        message["headers"] = [*given, *_lacking(tuple([name for name, _ in given]))]


@lru_cache(maxsize=256)
def _lacking(given: tuple[bytes, ...]) -> tuple[tuple[bytes, bytes], ...]:
    """Answers have few different sets of headers, and there is an answer to every request."""
    present = {name.lower() for name in given}
    return tuple(header for header in HEADERS if header[0] not in present)
