"""The site of one node: its pages, its API and its exchange endpoint as one Litestar application."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar._asgi.utils import wrap_in_exception_handler
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.file_system import BaseLocalFileSystem
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.router import Router
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, LifeSpanScope, LifeSpanSend, LifeSpanSendMessage, Scope
from litestar.types.composite_types import PathType
from litestar.types.file_types import FileInfo

from tongban.errors import TongbanError
from tongban.node import Node, open_node
from tongban.process_logs import write_logs
from tongban.settings import FILE_NAME, load_settings
from tongban.storage import StorageError
from tongban_web.api import openapi, routers
from tongban_web.api.problems import with_problems
from tongban_web.at_the_door import at_the_door
from tongban_web.errors import EXCEPTION_HANDLERS
from tongban_web.garbage import spare_the_collector
from tongban_web.headers import guarded
from tongban_web.pages import pages
from tongban_web.plain_addresses import for_plain_addresses
from tongban_web.rendering import open_rendering
from tongban_web.sealed_spool import seal_uploads

A_YEAR = 365 * 24 * 3600
FORM_BYTES = 1024 * 1024


def create_app_from_settings() -> Litestar:
    """The application of the node whose settings file `TONGBAN_SETTINGS` names; what `tongban run` serves."""
    write_logs()
    return serving(open_node(load_settings(Path(os.environ.get("TONGBAN_SETTINGS", FILE_NAME)))))


def serving(node: Node) -> Litestar:
    """The application of a node that has its process to itself."""
    app = create_app(node)
    spare_the_collector(app)
    return app


class Site(Litestar):
    """Litestar with our own door, and without its plugin for Pydantic, which it loads wherever Pydantic is installed.

    That is so as Piccolo wants it. None of our bodies is a model of Pydantic's, and it takes 11 MB of a worker and a
    third of a second of its start.
    """

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]

    async def __call__(self, scope: Scope | LifeSpanScope, receive: Any, send: Any) -> None:
        """Serve; what keeps the node from starting is told in its own sentence, without the way it came."""
        await super().__call__(scope, receive, _in_a_sentence(self, send) if scope["type"] == "lifespan" else send)

    def _create_asgi_handler(self) -> ASGIApp:
        """One door before the router: each route with a middleware handles exceptions once more."""
        return at_the_door(wrap_in_exception_handler(for_plain_addresses(self.asgi_router)))


def create_app(node: Node) -> Litestar:
    """The application of one node; it starts and stops the node with itself."""
    seal_uploads()
    app = Site(
        route_handlers=[_static(), pages(), *routers()],
        dependencies={"node": Provide(lambda: app.state.node, sync_to_thread=False)},
        lifespan=[_running],
        exception_handlers=with_problems(EXCEPTION_HANDLERS),
        before_send=[guarded],
        request_max_body_size=FORM_BYTES,
        openapi_config=openapi(node),
        logging_config=None,
    )
    settle(app, node)
    return app


def settle(app: Litestar, node: Node) -> None:
    """Let an application serve a node, instead of another one of the same province where it had one."""
    app.state.node, app.state.rendering = node, open_rendering(node)


@asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    node: Node = app.state.node
    try:
        await node.start()
    except (TongbanError, StorageError) as refusal:
        app.state.refusal = str(refusal)
        raise
    try:
        yield
    finally:
        await node.stop()


def _in_a_sentence(app: Litestar, send: LifeSpanSend) -> LifeSpanSend:
    async def sent(message: LifeSpanSendMessage) -> None:
        if message["type"] == "lifespan.startup.failed":
            message["message"] = app.state.get("refusal", message["message"])
        await send(message)

    return sent


def _static() -> Router:
    with resources.as_file(resources.files("tongban_web") / "static") as folder:
        keep = CacheControlHeader(max_age=A_YEAR, public=True, immutable=True)
        return create_static_files_router(
            path="/static", directories=[folder], cache_control=keep, file_system=_OwnFiles()
        )


class _OwnFiles(BaseLocalFileSystem):
    """Litestar's own, which takes an address below a file for a fault of ours."""

    async def info(self, path: PathType, **asked: Any) -> FileInfo:
        """What is known of a file; raises `FileNotFoundError`."""
        try:
            return await super().info(path, **asked)
        except NotADirectoryError as fault:
            raise FileNotFoundError(path) from fault
