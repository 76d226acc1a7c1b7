"""A node as a process: production storage and exchange, its endpoint, and a door through which the driver writes."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import uvicorn
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.status_codes import HTTP_204_NO_CONTENT, HTTP_503_SERVICE_UNAVAILABLE

from chaos.notes import Effects, Note, write
from tongban.assembly.foundation import Foundation, lay_foundation
from tongban.clock import SystemClock
from tongban.exchange.exchange import Exchange, assemble
from tongban.exchange.http_transport import HttpTransport
from tongban.exchange.outbox import Outbox
from tongban.exchange.refused_limit import RefusedQuota
from tongban.exchange.stores.database import DatabaseStore
from tongban.process_logs import write_logs
from tongban.settings import load_settings
from tongban.storage import Database, StorageError
from tongban.testing.postgresql_server import die_with_parent
from tongban_web.bounded_http import BoundedHttp
from tongban_web.exchange_api import exchange_router
from tongban_web.garbage import spare_the_collector

BACKLOG: Final = "SELECT count(*) AS letters FROM tongban_outbox WHERE settled_at IS NULL"


@dataclass(frozen=True, slots=True)
class NoteNode:
    """What the endpoint needs of a node."""

    database: Database
    outbox: Outbox
    exchange: Exchange


@post("/chaos/notes", status_code=HTTP_204_NO_CONTENT)
async def take_notes(
    request: Request[Any, Any, State], node: Annotated[NamedDependency[NoteNode], SkipValidation]
) -> Response[None]:
    """Commit the driver's notes; 503 where the database cannot."""
    notes = msgspec.json.decode(await request.body(), type=list[Note])
    try:
        await write(node.database, node.outbox, notes)
        node.exchange.courier.wake()
    except StorageError:
        return Response(None, status_code=HTTP_503_SERVICE_UNAVAILABLE)
    return Response(None, status_code=HTTP_204_NO_CONTENT)


@get("/chaos/waiting", media_type=MediaType.TEXT)
async def tell_waiting(node: Annotated[NamedDependency[NoteNode], SkipValidation]) -> str:
    """How many letters of this node are unsettled."""
    row = await node.database.fetch_one(BACKLOG)
    return str(row["letters"] if row else 0)


def exchange_of(base: Foundation) -> Exchange:
    """The production exchange, with notes for letters."""
    effects = Effects(base.database, random.Random())  # noqa: S311 - which note fails is no secret
    return assemble(
        DatabaseStore(base.database),
        node=base.settings.node,
        keyring=base.keyring,
        trust=base.trust,
        transport=HttpTransport(base.client, keyring=base.keyring, clock=base.clock),
        clock=base.clock,
        handler=effects,
        rejections=effects,
        responder=effects,
        alarms=effects,
        chance=random.Random(),  # noqa: S311 - jitter, not secrecy
        refused_quota=RefusedQuota(letters=10**9, bytes=10**12),  # a storm is meant to have many
    )


def application(base: Foundation) -> Litestar:
    """The exchange endpoint and the driver's door."""
    node = NoteNode(base.database, Outbox(base.database, clock=base.clock), exchange_of(base))

    @asynccontextmanager
    async def running(_app: Litestar) -> AsyncIterator[None]:
        await base.database.start()
        courier = base.database.spawn(node.exchange.courier.run())
        try:
            yield
        finally:
            courier.cancel()
            await base.client.aclose()
            await base.database.stop()

    return Litestar(
        route_handlers=[exchange_router(), take_notes, tell_waiting],
        dependencies={"node": Provide(lambda: node, sync_to_thread=False)},
        lifespan=[running],
        logging_config=None,
        openapi_config=None,
    )


def serve(
    settings_file: Path, log_file: Path, make: Callable[[Foundation], Litestar], *, port: int | None = None
) -> None:
    """Serve what is made on a node's foundation until killed, or until whoever started this process has ended.

    It listens where the settings say, or on a port of its own beside other processes of the node.
    """
    if end_with_parent := die_with_parent():
        end_with_parent()
    log = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    write_logs()
    settings = load_settings(settings_file, {})
    app = make(lay_foundation(settings, SystemClock()))
    spare_the_collector(app)
    at: dict[str, Any] = {"host": settings.host, "port": port or settings.port}
    uvicorn.run(app, **at, http=BoundedHttp, access_log=False, log_level="warning")


def main(settings_file: Path, log_file: Path, port: int) -> None:
    """A process of a node that exchanges notes."""
    serve(settings_file, log_file, application, port=port)
