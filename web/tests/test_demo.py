"""The demonstration: one command starts three provinces, Ctrl-C or SIGTERM ends them, the data stays."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tongban.errors import Misconfigured
from tongban_web.demo import databases
from tongban_web.demo.ports import DEFAULTS, chosen_ports, free_ports, require_free, variable
from tongban_web.demo.provinces import HOST, lay_out, read_settings

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_ports_are_those_of_the_readme_unless_set() -> None:
    assert chosen_ports({}) == {"440000": 8044, "500000": 8050, "510000": 8051}
    assert chosen_ports({"TONGBAN_PORT_510000": "9051"})["510000"] == 9051


@pytest.mark.parametrize("written", ["", "0", "70000", "eighty", "8044"])
def test_a_port_that_cannot_be_is_told_with_its_variable(written: str) -> None:
    with pytest.raises(Misconfigured, match="TONGBAN_PORT_510000"):
        chosen_ports({"TONGBAN_PORT_510000": written})


def test_a_taken_port_is_named_with_what_changes_it() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, match=f"{port} .TONGBAN_PORT_500000"):
            require_free({"500000": port})


def test_keys_and_secrets_stay_when_a_demonstration_is_laid_out_again(tmp_path: Path) -> None:
    def laid_out() -> dict[str, bytes]:
        provinces = lay_out(tmp_path / "demo", DEFAULTS, now=NOW)
        assert [read_settings(province).port for province in provinces] == [8044, 8050, 8051]
        return {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.suffix in {".key", ".secret"}}

    first = laid_out()
    assert len(first) == 9
    assert laid_out() == first


def test_a_demonstration_older_than_the_first_release_is_told_before_it_starts(tmp_path: Path) -> None:
    provinces = lay_out(tmp_path / "demo", DEFAULTS, now=NOW)
    asyncio.run(databases.prepare(provinces, on=NOW.date()))
    with closing(sqlite3.connect(provinces[2].database_file)) as older:
        older.execute("ALTER TABLE tongban_trust_list RENAME COLUMN taken_at TO then_at")
    with pytest.raises(Misconfigured, match=r"`database` .* tongban_trust_list\.taken_at; run `make demo-reset`"):
        asyncio.run(databases.prepare(provinces, on=NOW.date()))


class Demo:
    """The command in a process of its own, in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = free_ports(list(DEFAULTS))
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start it and read what it prints until it is ready."""
        self.process = self._run()
        assert self.process.stdout is not None
        printed = ""
        for line in self.process.stdout:
            printed += line
            if "make demo-reset" in line:
                return printed
        raise AssertionError(printed)

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run it to its end."""
        process = self._run(*arguments)
        printed, _ = process.communicate()
        return process.returncode, printed

    def end(self, number: signal.Signals) -> int:
        """Send a signal and wait."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.communicate()
        return self.process.returncode

    def _run(self, *arguments: str) -> subprocess.Popen[str]:
        ports = {variable(node): str(port) for node, port in self.ports.items()}
        return subprocess.Popen(
            [sys.executable, "-m", "tongban_web.demo", "--folder", str(self.folder), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **ports},
        )


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    made = Demo(tmp_path / "demo")
    yield made
    if made.process is not None and made.process.poll() is None:
        made.end(signal.SIGTERM)


def _answer(demo: Demo) -> list[bool]:
    found = []
    for port in demo.ports.values():
        try:
            found.append(httpx.get(f"http://{HOST}:{port}/readyz", trust_env=False).is_success)
        except httpx.ConnectError:
            found.append(False)
    return found


def test_the_demonstration_starts_ends_and_keeps_its_data(demo: Demo) -> None:
    printed = demo.start()
    assert all(f"http://{HOST}:{port}" in printed for port in demo.ports.values())
    assert re.search("张建国.+曾祥云.+秦大川", printed, re.DOTALL)
    assert _answer(demo) == [True, True, True]
    status, refusal = demo.run("--reset")
    assert (status, "running" in refusal) == (1, True)
    assert demo.end(signal.SIGINT) == 0
    assert _answer(demo) == [False, False, False]
    assert len(list(demo.folder.glob("*/node.db"))) == 3
    assert demo.run("--reset")[0] == 0
    assert not demo.folder.exists()


def test_no_province_outlives_a_demonstration_that_was_killed(demo: Demo) -> None:
    demo.start()
    demo.end(signal.SIGKILL)
    with httpx.Client(trust_env=False) as client:
        for port in demo.ports.values():
            while True:
                try:
                    client.get(f"http://{HOST}:{port}/livez")
                except httpx.TransportError:
                    break
    assert _answer(demo) == [False, False, False]
