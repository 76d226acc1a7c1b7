"""Collects `.feature` files directly, so that a specification needs no Python file beside it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_bdd.parser import Feature, Scenario, Step

# `scenarios` finds file and namespace through its caller's frame, hence code compiled under the file's own name.
BETWEEN_PROVINCES = "跨省"
SCENARIOS = "from pytest_bdd import scenarios\nscenarios(__file__)"


class AsyncStepError(TypeError):
    """A step is a coroutine function, which pytest-bdd would never await."""


class FeatureFile(pytest.Module):
    """A specification as a module of tests, one for each scenario or example."""

    def _getobj(self) -> ModuleType:
        from pytest_bdd.exceptions import GherkinParseError

        from tongban.testing.specs.clauses import UnknownClauseError, place_of_tag

        module = ModuleType(f"features_{self.path.stem}")
        module.__file__ = str(self.path)
        try:
            exec(compile(SCENARIOS, module.__file__, "exec"), vars(module))
        except GherkinParseError as error:
            raise self.CollectError(f"{self.path}:{error.line or 1}: {error.message}") from error
        except UnknownClauseError as error:
            raise self.CollectError(f"{place_of_tag(self.path, error.tag)}: {error}") from error
        return module


class TagRegistration:
    """Makes every tag of a collected specification a known marker, so that strict markers bear Chinese tags."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.known: set[str] = set()

    def pytest_bdd_apply_tag(self, tag: str, function: Callable[..., object]) -> None:
        """Learn a tag at its first use; pytest-bdd then marks the scenario with it.

        Steps ask for their fixtures too late for pytest to run a scenario once for each database: `@跨省` asks for the
        world beforehand. Raises `UnknownClauseError` for a clause that does not exist.
        """
        from tongban.testing.specs.clauses import check_tag

        check_tag(tag)
        if tag == BETWEEN_PROVINCES:
            pytest.mark.usefixtures("world")(function)
        if tag not in self.known:
            self.known.add(tag)
            self.config.addinivalue_line("markers", f"{tag}: tag of a specification")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the tags' listener with this run."""
    config.pluginmanager.register(TagRegistration(config), "tongban-tags")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> FeatureFile | None:
    """Collect a specification wherever pytest finds one."""
    if file_path.suffix != ".feature":
        return None
    collected: FeatureFile = FeatureFile.from_parent(parent, path=file_path)
    return collected


def pytest_bdd_before_step(
    request: pytest.FixtureRequest,
    feature: Feature,
    scenario: Scenario,
    step: Step,
    step_func: Callable[..., object],
) -> None:
    """Refuse an `async` step, which would otherwise pass without ever running."""
    function = inspect.unwrap(step_func)
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        code = function.__code__
        message = (
            f"{code.co_filename}:{code.co_firstlineno}: the step “{step.name}” is async and would never run; "
            "write it as a plain function and call async code through a portal"
        )
        raise AsyncStepError(message)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes by how they are written: with unescaped Chinese test names pytest fails on them."""
    return repr(val) if isinstance(val, bytes) else None
