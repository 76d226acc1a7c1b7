"""What a passport must tell of unless a node says otherwise; a node knows the checks without the kit for them."""

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
        "personal-stored",
        "features-present",
        "features-executable",
        "features-named",
        "states-reachable",
        "refusals-reasoned",
        "rules-hold",
        "rules-told",
        "effects-own",
        "effects-seen",
        "migrations-new",
        "migrations-released",
        "round-trip",
        "uninstall",
        "pages",
        "pages-in-browser",
    }
)
DATABASES: Final = frozenset({"sqlite", "postgresql"})
"""The kinds of database; a passport tells of those on which the checks were made."""
