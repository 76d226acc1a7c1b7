"""Security headers on every answer, also on errors and files."""

from __future__ import annotations

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
        given = list(message["headers"])
        present = {name.lower() for name, _ in given}
        message["headers"] = [*given, *(header for header in HEADERS if header[0] not in present)]
