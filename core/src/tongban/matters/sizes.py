"""How much a matter may plan for one case: every node refuses a case with more of it."""

from __future__ import annotations

from typing import Final

MOST_STEPS: Final = 40
"""Of a procedure: each has a clock of its own, reckoned with every suspension. The longest known has four."""
MOST_COOPERATING: Final = 20
"""Of cooperating places: each gets every fact, sealed for it. No known matter has more than two."""
