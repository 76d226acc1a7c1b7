"""Loads httpx and structlog without what they draw on a terminal with: 6 MB of a worker, a tenth of a second of start.

Both look whether it is installed, as Litestar has it installed, and load it though a node writes plain lines of JSON.
"""

from __future__ import annotations

import sys
from typing import Final

DRAWN_WITH: Final = ("rich", "httpx._main")
"""The second is httpx's command line."""

_left_out = [name for name in DRAWN_WITH if name not in sys.modules]
for _name in _left_out:
    sys.modules[_name] = None  # type: ignore[assignment] # what is None there counts as not installed

import httpx  # noqa: E402, F401
import structlog  # noqa: E402, F401

for _name in _left_out:
    del sys.modules[_name]
