"""The JSON API and the exchange endpoint: routers without cookies, sessions or form tokens."""

from __future__ import annotations

from collections.abc import Sequence

from litestar.openapi import OpenAPIConfig
from litestar.router import Router

from tongban.node import Node
from tongban_web.api.description import describe
from tongban_web.api.routing import api_router
from tongban_web.exchange_api import exchange_router


def routers() -> Sequence[Router]:
    """The routers of machines: API and exchange."""
    return (api_router(), exchange_router())


def openapi(node: Node) -> OpenAPIConfig | None:
    """The description of the API."""
    return describe(node)
