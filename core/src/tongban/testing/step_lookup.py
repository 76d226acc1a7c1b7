"""Finds the definition of a step once for all the scenarios of a file, where pytest-bdd looks through every fixture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest
    from pytest_bdd.parser import Step

Definitions = tuple[Any, ...]
Find = Callable[..., Iterable[Any]]


def remembering(find: Find) -> Find:
    """The same look-up; what a file sees of steps does not change while its scenarios run."""
    found: dict[tuple[pytest.Collector | None, str, str], Definitions] = {}

    def remembered(step: Step, fixturemanager: Any, node: pytest.Item) -> Definitions:
        key = (node.parent, step.type, step.name)
        if key not in found:
            found[key] = tuple(find(step=step, fixturemanager=fixturemanager, node=node))
        return found[key]

    return remembered


def pytest_configure(config: pytest.Config) -> None:
    """Remember as long as the run lasts."""
    scenario: Any = import_module("pytest_bdd.scenario")  # the package has a function of that name
    genuine = scenario.find_fixturedefs_for_step
    scenario.find_fixturedefs_for_step = remembering(genuine)
    config.add_cleanup(lambda: setattr(scenario, "find_fixturedefs_for_step", genuine))
