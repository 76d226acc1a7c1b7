"""Addresses that lead nowhere."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from tongban.errors import NotFound
from tongban_web.requests import PageRequest


@get("/{address:path}")
async def nowhere(request: PageRequest, address: FromPath[str]) -> Response[str]:
    """Every address that no page has, so that its error page still knows who is signed in."""
    raise NotFound("没有找到这个页面，请检查网址是否完整，或从专区首页重新进入")


ROUTE_HANDLERS = (nowhere,)
