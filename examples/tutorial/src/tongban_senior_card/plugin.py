"""What the plugin brings to a node."""

from __future__ import annotations

from collections.abc import Iterable

from tongban import Matter, hookimpl
from tongban_senior_card.matters import SENIOR_CARD


@hookimpl
def tongban_register_matters() -> Iterable[Matter]:
    """老年人优待证申领."""
    return [SENIOR_CARD]
