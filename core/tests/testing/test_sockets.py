"""No test reaches beyond this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import httpx
import pytest

from tongban.testing.sockets import LoopbackGuard, OutsideNetworkError, is_loopback


@pytest.mark.parametrize("host", [None, "localhost", "127.0.0.1", "127.8.0.4", "::1", b"localhost"])
def test_this_machine_is_allowed(host: str | bytes | None) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "0.0.0.0", "", "2001:db8::1", b"example.org"])
def test_everything_else_is_not(host: str | bytes) -> None:
    assert not is_loopback(host)


pytest_plugins = ("pytester",)


def connect() -> object:
    with socket.socket() as own:
        return own.connect(("192.0.2.1", 80))


def listen() -> object:
    with socket.socket() as own:
        return own.bind(("0.0.0.0", 0))


def send() -> object:
    with socket.socket(type=socket.SOCK_DGRAM) as own:
        return own.sendto(b"", ("192.0.2.1", 53))


def request() -> object:
    return httpx.get("http://example.org/")


@pytest.mark.parametrize("attempt", [connect, listen, send, request])
def test_an_attempt_is_refused_and_remembered(attempt: Callable[[], object], only_loopback: LoopbackGuard) -> None:
    with pytest.raises(OutsideNetworkError, match=r"127\.0\.0\.1 and unix sockets only"):
        attempt()
    assert len(only_loopback.refused) == 1
    only_loopback.refused.clear()


async def test_an_async_attempt_is_refused(only_loopback: LoopbackGuard) -> None:
    with pytest.raises(OutsideNetworkError):
        await asyncio.open_connection("192.0.2.1", 80)
    only_loopback.refused.clear()


def test_a_swallowed_refusal_fails_the_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import contextlib, socket
        def test_swallow():
            with contextlib.suppress(Exception):
                socket.create_connection(("192.0.2.1", 80))
    """)
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*this test reached beyond this machine: 192.0.2.1*"])


def test_two_sockets_of_this_machine_meet() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
