"""`make demo`: three provinces until Ctrl-C; `make demo-reset` forgets their data."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tongban.clock import SystemClock
from tongban.demonstration.clock import clock_of
from tongban.errors import TongbanError
from tongban_web.demo import databases
from tongban_web.demo.lock import held
from tongban_web.demo.ports import chosen_ports, require_free
from tongban_web.demo.processes import Running, end_all, start_all
from tongban_web.demo.provinces import Province, forget, lay_out, read_settings
from tongban_web.demo.stories import guide

FOLDER = Path(".tongban/demo")
WATCH_SECONDS = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tongban_web.demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="remove the demonstration's data and end")
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where its files are ({FOLDER})")
    chosen = parser.parse_args(arguments)
    folder: Path = chosen.folder.absolute()
    stop = _stop_on_signals()
    try:
        with held(folder, "end it with Ctrl-C first"):
            return _reset(folder) if chosen.reset else _run(folder, stop)
    except TongbanError as error:
        print(error, file=sys.stderr)
        return 1


def _reset(folder: Path) -> int:
    forget(folder)
    print(f"演示数据已清空 · removed {folder}")
    return 0


def _run(folder: Path, stop: threading.Event) -> int:
    began = time.monotonic()
    ports = chosen_ports()
    require_free(ports)
    provinces = lay_out(folder, ports, now=SystemClock().now())
    asyncio.run(databases.prepare(provinces, on=clock_of(read_settings(provinces[0])).today()))
    running = [Running(province) for province in provinces]
    start_all(running)
    try:
        print(guide(provinces, folder, seconds=time.monotonic() - began), flush=True)
        return _watch(running, stop)
    finally:
        end_all(running)
        print("三个节点均已结束，数据保留 · all three nodes ended, data kept", flush=True)


def _watch(running: Sequence[Running], stop: threading.Event) -> int:
    while not stop.wait(WATCH_SECONDS):
        for each in running:
            if each.ended is not None:
                told: Province = each.province
                print(f"{told.name} ended with status {each.ended}:\n{each.last_lines()}", file=sys.stderr)
                return 1
    return 0


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


if __name__ == "__main__":
    sys.exit(main())
