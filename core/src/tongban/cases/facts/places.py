"""A place of a case, as its events name it."""

from __future__ import annotations

import msgspec


class PlaceRef(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the case: node (empty where no node serves it), office, its name and its division (6 digits)."""

    node: str
    office: str
    name: str
    division: str
    province: str = ""
