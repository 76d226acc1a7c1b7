"""Addresses that lead nowhere."""

from __future__ import annotations

from typing import Final

from litestar import HttpMethod, Response, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from tongban_web.admission import recognise
from tongban_web.requests import PageRequest

METHODS: Final = [HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE]


@route("/{address:path}", http_method=METHODS, before_request=recognise)
async def nowhere(request: PageRequest, address: FromPath[str]) -> Response[str]:
    """Every address that there is not, so that its error page still knows who is signed in; no form belongs there."""
    raise NotFoundException


ROUTE_HANDLERS = (nowhere,)
