"""A request that is broken off in its midst is nothing that an operator has to look at."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs
from test_drafts_audited import opened

from tongban_web.testing.visitor import Page, Visitor

__all__ = ["opened"]

pytestmark = pytest.mark.parametrize("database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)])

FORM = b"application/x-www-form-urlencoded"
FILES = b"multipart/form-data; boundary=b"
BEGUN = {FORM: b"purpose=", FILES: b'--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\n'}


@pytest.mark.parametrize("kind", [FORM, FILES])
def test_nobody_is_called_where_a_sender_has_gone(opened: tuple[Visitor, Page], kind: bytes) -> None:
    visitor, form = opened
    coming = iter([{"type": "http.request", "body": BEGUN[kind], "more_body": True}])
    answered: list[int] = []

    async def receive() -> dict[str, Any]:
        return next(coming, {"type": "http.disconnect"})

    async def send(message: MutableMapping[str, Any]) -> None:
        answered.append(message.get("status", 0))

    async def broken_off() -> None:
        app: Any = visitor.app
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
        headers = {"host": "127.0.0.1", "content-type": kind.decode(), "content-length": "5000", "cookie": cookies}
        await app(_scope(form.path, headers), receive, send)

    with capture_logs() as told:
        visitor.world.run(broken_off)
    assert [each for each in told if each["log_level"] == "error"] == []
    assert answered[0] == 400


def _scope(address: str, headers: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": address, "raw_path": address.encode(), "query_string": b"", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
