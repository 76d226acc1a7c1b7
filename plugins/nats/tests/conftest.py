"""A NATS server of the system's package for each test session, on a free port."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tongban.testing.postgresql_server import die_with_parent

START_SECONDS = 20.0


class Server:
    """A server with JetStream in a folder of its own, which can be killed and started again."""

    def __init__(self, program: str, folder: Path, port: int) -> None:
        self.program, self.folder, self.port = program, folder, port
        self.rules: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def allow(self, configuration: str) -> None:
        """From the next start on, let clients do only this."""
        self.rules = self.folder.with_suffix(".conf")
        self.rules.write_text(configuration, "utf-8")

    def start(self) -> None:
        rules = ["-c", str(self.rules)] if self.rules else []
        self.process = subprocess.Popen(
            [self.program, "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", str(self.folder), *rules],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call between fork and exec
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise RuntimeError(f"{self.program} does not answer on port {self.port}")

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def nats_server(tmp_path: Path) -> Iterator[Server]:
    program = shutil.which("nats-server")
    if program is None:
        pytest.skip("no nats-server found: install Debian's package nats-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(program, tmp_path / "jetstream", port)
    server.start()
    yield server
    server.kill()
