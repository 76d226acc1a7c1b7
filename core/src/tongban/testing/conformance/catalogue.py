"""Every check there is: core's own, and those that other distributions offer under the entry point group below."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from tongban.testing.conformance import (
    declarations,
    demands,
    effects,
    features,
    ids,
    imports,
    life,
    live,
    loading,
    own_tables,
    parameters,
    samples,
    storage,
    telling,
)
from tongban.testing.conformance.check import Check

MODULES = (
    *(loading, samples, imports, ids, declarations, parameters, demands, features),
    *(telling, life, effects, own_tables, storage, live),
)
GROUP = "tongban.conformance"
SITE = "the pages cannot be looked at: pip install 'tongban-web[testing]'"


def checks() -> tuple[Check, ...]:
    """All checks, the cheap ones first."""
    own = tuple(check for module in MODULES for check in module.CHECKS)
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    offered = tuple(check for point in points for check in _offered(point))
    if not offered:
        offered = (Check(id="pages", sentence="the generated pages are accessible", find=lambda _: (), reason=SITE),)
    return (*own, *offered)


def checks_of_tests() -> tuple[Check, ...]:
    """Those that look at a plugin's tests, which do not travel in its wheel."""
    return imports.CHECKS_OF_TESTS


def _offered(point: EntryPoint) -> tuple[Check, ...]:
    """What a distribution offers, or nothing where it is installed without what its checks need."""
    try:
        return tuple(point.load())
    except ModuleNotFoundError:
        return ()
