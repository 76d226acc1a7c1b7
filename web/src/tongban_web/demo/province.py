"""One province as a process: `python -m tongban_web.demo.province path/to/tongban.toml`.

It ends when its standard input does, so that no province outlives whoever started it, however that ended.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn

from tongban.node import open_node
from tongban.process_logs import write_logs
from tongban.settings import load_settings
from tongban_web.app import serving
from tongban_web.bounded_http import BoundedHttp

GRACE_SECONDS = 5


def main(path: Path, *, starter_ends: Callable[[], object]) -> None:
    """Serve the node of a settings file until told to end; `starter_ends` returns when whoever started it has ended."""
    threading.Thread(target=_end_after, args=(starter_ends,), daemon=True).start()
    write_logs()
    settings = load_settings(path)
    uvicorn.run(
        serving(open_node(settings)),
        host=settings.host,
        port=settings.port,
        access_log=False,
        http=BoundedHttp,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _end_after(starter_ends: Callable[[], object]) -> None:
    starter_ends()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(Path(sys.argv[1]), starter_ends=sys.stdin.buffer.read)
