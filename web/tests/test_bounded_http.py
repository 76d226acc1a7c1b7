"""A stranger's endless or never-ending head ends their connection, not the node; others are served meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import httpx
import pytest
import uvicorn
from litestar import Litestar, Request, get, post
from litestar.datastructures import State
from litestar.response import Stream

from tongban_web import bounded_http
from tongban_web.bounded_http import HEAD_BYTES, HEAD_FIELDS, MOST_WAITING, BoundedHttp
from tongban_web.demo.ports import free_ports

HOST = "127.0.0.1"


@get("/")
async def greet() -> str:
    return "ok"


@post("/", status_code=200)
async def measured(request: Request[object, object, object]) -> str:
    return str(len(await request.body()))


@get("/endless", media_type="text/plain")
async def endless() -> Stream:
    async def pieces() -> AsyncIterator[str]:
        yield "piece"
        await asyncio.Event().wait()

    return Stream(pieces())


@get("/counted")
async def counted(state: State) -> str:
    state.asked.append("/counted")
    return "ok"


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """What was asked for at /counted."""
    return []


@pytest.fixture(scope="module")
def port(asked: list[str]) -> Iterator[int]:
    port = free_ports(["bounded"])["bounded"]
    quiet = {"log_config": None, "lifespan": "off"}
    app = Litestar([greet, measured, endless, counted], state=State({"asked": asked}))
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, http=BoundedHttp, **quiet))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        pass
    yield port
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize(
    "start",
    [
        b"GET / HTTP/1.1\r\nx: ",
        b"GET / HTTP/1.1\r\n",
        b"GET /",
        b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx: ",
        b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1;",
    ],
    ids=["one header", "many headers", "address", "trailer", "chunk extension"],
)
async def test_a_head_that_never_ends_is_cut_off(port: int, start: bytes) -> None:
    _, writer = await asyncio.open_connection(HOST, port)
    piece = b"y: z\r\n" * 1_000 if start.endswith(b"\r\n") else b"z" * 6_000
    writer.write(start)
    sent = 0
    try:
        while sent < 100 * HEAD_BYTES:
            writer.write(piece)
            await writer.drain()
            sent += len(piece)
    except ConnectionError:
        pass
    assert sent < 100 * HEAD_BYTES, "the node takes no more of it"
    writer.close()
    async with httpx.AsyncClient(trust_env=False) as others:
        assert (await others.get(f"http://{HOST}:{port}/")).text == "ok"


@pytest.mark.parametrize(
    "second", [b"GET / HTTP/1.1\r\nx: " + b"z" * 2 * HEAD_BYTES, b"\0\r\n\r\n"], ids=["long", "malformed"]
)
async def test_a_second_head_that_is_refused_is_not_answered_within_the_first_answer(port: int, second: bytes) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"GET /endless HTTP/1.1\r\nhost: a\r\n\r\n")
    begun = await reader.readuntil(b"piece")
    writer.write(second)
    rest = await reader.read()
    assert b"200 OK" in begun
    assert b"400 Bad Request" not in rest
    writer.close()


async def test_no_more_requests_are_kept_than_may_wait_for_an_answer(port: int, asked: list[str]) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"GET /counted HTTP/1.1\r\nhost: a\r\n\r\n" * 5_000)
    with suppress(ConnectionError):
        assert (await reader.read()).count(b"200 OK") <= MOST_WAITING + 1, "the connection ends"
    writer.close()
    async with httpx.AsyncClient(trust_env=False) as others:
        assert (await others.get(f"http://{HOST}:{port}/")).text == "ok"
    assert len(asked) <= MOST_WAITING + 1


async def test_a_few_requests_at_once_are_all_answered(port: int) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    last = b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
    writer.write(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n" * MOST_WAITING + last)
    assert (await reader.read()).count(b"200 OK") == MOST_WAITING + 1
    writer.close()


@pytest.mark.parametrize(("fields", "status"), [(HEAD_FIELDS - 10, b"200"), (HEAD_FIELDS + 1, b"400")])
async def test_a_head_has_only_so_many_fields(port: int, fields: int, status: bytes) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"GET / HTTP/1.1\r\nconnection: close\r\n" + b"a:\r\n" * fields + b"\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.1 " + status)
    writer.close()


async def test_a_large_body_is_no_head(port: int) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(2):
            answer = await client.post(f"http://{HOST}:{port}/", content=b"b" * 20 * HEAD_BYTES)
            assert answer.text == str(20 * HEAD_BYTES)


async def test_a_head_that_does_not_come_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.05)
    for begun in (b"", b"GET / HTTP/1.1\r\nhost: a", b"GET / HTTP/1.1\r\nhost: a\r\n\r\nGET /"):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(begun)
        answer = await reader.read()
        assert (b"ok" in answer) == (begun.count(b"GET") == 2), "what had come whole is answered"
        writer.close()
