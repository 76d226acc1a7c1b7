"""Who operates the node, and what its nodes are called."""

from __future__ import annotations

from typing import Final

from tongban.identity.people import Officer, OfficerRole
from tongban.node import Node
from tongban_web.admission import require_officer
from tongban_web.officers import officer_of
from tongban_web.requests import PageRequest

SECTION: Final = "operation"


def operator(request: PageRequest) -> Officer:
    """The operator who asks; raises `NotFound` for other staff."""
    return officer_of(require_officer(request, OfficerRole.OPERATOR))


def names(node: Node) -> dict[str, str]:
    """The names of nodes by their codes."""
    return {each.id: each.name for each in node.trust.current.nodes}
