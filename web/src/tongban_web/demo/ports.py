"""The ports of a demonstration: chosen by settings, found free before anything starts."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Mapping, Sequence

from tongban.errors import Misconfigured
from tongban_web.demo.provinces import HOST

DEFAULTS = {"440000": 8044, "500000": 8050, "510000": 8051}
LARGEST = 65535
QUIET = range(20_000, 30_000)


def variable(node: str) -> str:
    """The environment variable that sets a province's port."""
    return f"TONGBAN_PORT_{node}"


def chosen_ports(environment: Mapping[str, str] = os.environ) -> dict[str, int]:
    """The ports of the three provinces; raises `Misconfigured` for one that is none or is named twice."""
    ports = {node: _port(node, environment.get(variable(node), str(port))) for node, port in DEFAULTS.items()}
    if len(set(ports.values())) < len(ports):
        raise Misconfigured(f"the provinces need different ports, not {ports}; set {', '.join(map(variable, ports))}")
    return ports


def require_free(ports: Mapping[str, int]) -> None:
    """Raise `Misconfigured` for every port that another process listens on."""
    taken = [f"{HOST}:{port} ({variable(node)})" for node, port in ports.items() if not _is_free(port)]
    if taken:
        others = (f"{variable(node)}=9{port % 1000:03d}" for node, port in ports.items() if not _is_free(port))
        example = f"{' '.join(others)} make demo"
        raise Misconfigured(
            f"端口被占用 · port taken: {', '.join(taken)}. End what listens there, or choose another: {example}"
        )


def free_ports(nodes: Sequence[str]) -> dict[str, int]:
    """A free port for each node, from a range that systems give to no outgoing connection.

    So nobody takes it while the node's process is away for a moment.
    """
    candidates = filter(_is_free, random.SystemRandom().sample(QUIET, len(QUIET)))
    return dict(zip(nodes, candidates, strict=False))


def _port(node: str, written: str) -> int:
    if not written.isdecimal() or not 1 <= int(written) <= LARGEST:
        raise Misconfigured(f"{variable(node)} = {written!r} is no port; give a number from 1 to {LARGEST}")
    return int(written)


def _is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True
