"""One worker: `python -m bench.serve node|limit 8000`, with the settings in the environment.

A node's settings come as JSON in `BENCH_SETTINGS`; `GET /bench/statements` tells how many SQL statements it has sent.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import uvicorn

if TYPE_CHECKING:
    from litestar import Litestar
    from litestar.types import Receive, Scope, Send

    from tongban.settings import Settings

HOST = "127.0.0.1"
STATEMENTS = "/bench/statements"


class Counted:
    """A node's application with one more address."""

    def __init__(self, app: Litestar) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == STATEMENTS:
            body = str(self.app.state.node.database.statements).encode()
            headers = [(b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body, "more_body": False})
        else:
            await self.app(scope, receive, send)


def encode_settings(settings: Settings) -> str:
    """Settings for the environment of a worker."""
    return msgspec.json.encode(settings, enc_hook=str).decode()


def node_app() -> Counted:
    """The node that `BENCH_SETTINGS` describes."""
    from tongban.node import open_node
    from tongban.settings import Settings
    from tongban_web.app import serving

    settings = msgspec.json.decode(os.environ["BENCH_SETTINGS"], type=Settings, dec_hook=_path)
    return Counted(serving(open_node(settings)))


def limit_app() -> Litestar:
    """The limit."""
    from bench.limit import create_app

    return create_app()


def _path(wanted: type, value: Any) -> Any:
    return Path(value) if wanted is Path else wanted(value)


def main() -> None:
    """Serve until told to end."""
    what, port = sys.argv[1:]
    app: Any = {"node": node_app, "limit": limit_app}[what]()
    http: Any = {"node": "tongban_web.bounded_http:BoundedHttp", "limit": "auto"}[what]
    uvicorn.run(app, host=HOST, port=int(port), http=http, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
