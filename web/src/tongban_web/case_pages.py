"""What pages of a case share, whoever reads it: the matter, where this node has it, and the time limits."""

from __future__ import annotations

from tongban.cases.state import Case
from tongban.errors import NotFound
from tongban.matters.matter import Matter
from tongban.node import Node
from tongban_web.views.deadlines import Deadlines


def matter_of(node: Node, case: Case) -> Matter | None:
    """The matter of a case in its edition, or None where its plugin is not enabled here."""
    try:
        return node.plugins.matter(case.matter, case.edition)
    except NotFound:
        return None


def deadlines_of(node: Node) -> Deadlines:
    """Time limits as seen today."""
    return Deadlines(node.cases.context.calendar, node.clock.today())
