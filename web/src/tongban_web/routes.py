"""Routers of the site, which are put together at its start."""

from __future__ import annotations

from collections.abc import Mapping

from litestar.router import Router


class Routes(Router):
    """A router made for one place: Litestar would copy it, and all within it, whenever it is put into another.

    That is a quarter of what it takes to make a site.
    """

    def __deepcopy__(self, _copied: Mapping[int, object]) -> Routes:
        return self
