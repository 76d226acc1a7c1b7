"""A test that reaches beyond this machine fails."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address

import pytest

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
GUARDED_CALLS = ("connect", "connect_ex", "bind", "sendto")


class OutsideNetworkError(RuntimeError):
    """A test tried to use an address that is not of this machine alone."""


def is_loopback(host: str | bytes | None) -> bool:
    """Tell whether a host, by name or number, stays on this machine; no host at all does."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in LOOPBACK_NAMES:
        return True
    with suppress(ValueError):
        return ip_address(name.partition("%")[0]).is_loopback
    return False


class LoopbackGuard:
    """Refuses addresses outside this machine and remembers them, as the code under test may swallow the refusal."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def check(self, host: str | bytes | None) -> None:
        """Raise OutsideNetworkError unless the host is this machine."""
        if not is_loopback(host):
            self.refused.append(str(host))
            message = f"a test may use 127.0.0.1 and unix sockets only, not {host!r}"
            raise OutsideNetworkError(message)

    def method(self, original: Callable[..., object]) -> Callable[..., object]:
        """Wrap a method of `socket.socket` whose last argument is an address."""

        def guarded(own: socket.socket, *arguments: object) -> object:
            address = arguments[-1]
            if own.family in {socket.AF_INET, socket.AF_INET6} and isinstance(address, tuple):
                self.check(address[0])
            return original(own, *arguments)

        return guarded

    def lookup(self, original: Callable[..., object]) -> Callable[..., object]:
        """Wrap `socket.getaddrinfo`, since asking for a name already leaves the machine."""

        def guarded(host: str | bytes | None, *arguments: object, **options: object) -> object:
            self.check(host)
            return original(host, *arguments, **options)

        return guarded


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackGuard]:
    """Fail each test that opens a socket beyond this machine; uvloop's own sockets are not seen."""
    guard = LoopbackGuard()
    for name in GUARDED_CALLS:
        monkeypatch.setattr(socket.socket, name, guard.method(getattr(socket.socket, name)))
    monkeypatch.setattr(socket, "getaddrinfo", guard.lookup(socket.getaddrinfo))
    yield guard
    if guard.refused:
        pytest.fail(f"this test reached beyond this machine: {', '.join(guard.refused)}")
