"""The application of a node as tests ask for it: routes are the same for every node, and dear to register.

It keeps what was raised last, which people are not told.
"""

from __future__ import annotations

from typing import Final

from litestar import Litestar
from litestar.types import Scope

from tongban.node import Node
from tongban_web.app import create_app, settle

_BUILT: Final[dict[tuple[str, str], Litestar]] = {}


def site_of(node: Node) -> Litestar:
    """The application of a node: the one that served its province in an earlier test, where there is one."""
    province = (node.settings.node, node.settings.name)
    if province not in _BUILT:
        _BUILT[province] = create_app(node)
        _BUILT[province].after_exception.append(_keep)
    app = _BUILT[province]
    if app.state.node is not node:
        settle(app, node)
    return app


async def _keep(error: Exception, scope: Scope) -> None:
    scope["litestar_app"].state.raised = error
