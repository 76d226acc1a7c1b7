"""How a process that serves a node collects garbage."""

from __future__ import annotations

import gc
from typing import Final

from litestar import Litestar

FIRST_GENERATION: Final = 10_000
"""Objects between two looks for cycles. Requests leave hardly any, and the usual 700 are not even one page."""


def spare_the_collector(app: Litestar) -> None:
    """Look for cycles seldom, and never again among what is there for good: a tenth of the time of a submission.

    Once the app has started and only in a process of its own, for what is frozen is not freed when an app ends.
    """
    app.on_startup.append(_freeze)


def _freeze() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(FIRST_GENERATION, *gc.get_threshold()[1:])
