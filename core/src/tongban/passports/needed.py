"""The checks of which a passport must tell; a node knows them without the kit that makes them."""

from __future__ import annotations

from typing import Final

NEEDED: Final = frozenset(
    {
        "loads",
        "samples",
        "imports-public",
        "imports-kit",
        "imports-matters",
        "ids",
        "chinese",
        "remedies",
        "bases",
        "purposes",
        "parameters-dated",
        "parameters-named",
        "parameters-used",
        "steps-timed",
        "materials-waived",
        "answers-prefilled",
        "personal-classified",
        "personal-seen",
        "features-present",
        "features-executable",
        "features-named",
        "states-reachable",
        "refusals-reasoned",
        "rules-hold",
        "effects-own",
        "migrations-new",
        "migrations-released",
        "round-trip",
        "uninstall",
        "pages",
    }
)
