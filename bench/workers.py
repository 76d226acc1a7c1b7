"""The processes under measure: started, watched and ended by their own pid."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bench.load import Measured
from bench.serve import HOST, STATEMENTS

ROOT = Path(__file__).parent.parent
START_SECONDS = 180.0
"""A machine that is busy with much else takes long; how long a start took is measured, not presumed."""
SLOWED_BY = frozenset({"PYTHONDONTWRITEBYTECODE", "PYTHONTRACEMALLOC", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE"})
"""What no worker in service has in its environment."""
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One server process; `cold` are the seconds from exec to its first answer out of the database."""

    port: int
    pid: int
    cold: float

    def statements(self) -> int:
        """SQL statements sent so far."""
        with urllib.request.urlopen(f"http://{HOST}:{self.port}{STATEMENTS}") as answer:
            return int(answer.read())


@contextmanager
def serving(what: str, *, environment: Mapping[str, str], probe: bytes) -> Iterator[Worker]:
    """A worker that has answered `probe`, ended when the block is left."""
    port = _free_port()
    began = time.perf_counter()
    command = [sys.executable, "-m", "bench.serve", what, str(port)]
    whole = {name: value for name, value in {**os.environ, **environment}.items() if name not in SLOWED_BY}
    with subprocess.Popen(command, cwd=ROOT, env=whole, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(process, port, probe)
            yield Worker(port=port, pid=process.pid, cold=time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait()


def load(worker: Worker, requests: list[bytes], *, seconds: float, connections: int, folder: Path) -> Measured:
    """Load a worker from a process of its own; raises `RuntimeError` where it did not answer well."""
    file = folder / "requests.bin"
    file.write_bytes(msgspec.msgpack.encode(requests))
    command = [sys.executable, "-m", "bench.load", str(worker.port), str(connections), str(seconds), str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=seconds + START_SECONDS)
    measured = msgspec.json.decode(done.stdout, type=Measured)
    if measured.failure:
        raise RuntimeError(f"a worker answered {measured.statuses}, once with:\n{measured.failure[:2000]}")
    return measured


def cpu_ms(pid: int) -> float:
    """CPU milliseconds that a process and its children have used; 0 where the system does not tell."""
    total = 0.0
    for each in _family(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(ticks) for ticks in fields[11:15]) * TICK_MS
    return total


def rss_mb(pid: int) -> float:
    """Resident megabytes of a process; 0 where the system does not tell."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _family(pid: int) -> list[int]:
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(each for child in children for each in _family(int(child)))]
    return [pid]


def _wait(process: subprocess.Popen[bytes], port: int, probe: bytes) -> None:
    until = time.perf_counter() + START_SECONDS
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the worker ended with {process.returncode}; its words are above")
        with suppress(OSError), socket.create_connection((HOST, port), timeout=5) as connection:
            connection.sendall(probe)
            answer = connection.recv(4096)
            if answer.startswith(b"HTTP/1.1 2"):
                return
            raise RuntimeError(f"the worker answered the probe with {answer[:1000].decode(errors='replace')}")
        time.sleep(0.01)
    raise RuntimeError(f"the worker did not answer within {START_SECONDS:.0f} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
