"""The pytest plugin of Tongban: one list of what it is made of."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest
import structlog

pytest_plugins = (
    "tongban.testing.databases",
    "tongban.testing.features",
    "tongban.testing.step_lookup",
    "tongban.testing.sockets",
    "tongban.testing.specs.at_a_node",
    "tongban.testing.specs.near_steps",
    "tongban.testing.specs.recording",
    "tongban.testing.any_matter",
    "tongban.testing.steps.applicant",
    "tongban.testing.steps.window",
    "tongban.testing.steps.handling",
    "tongban.testing.steps.materials",
    "tongban.testing.steps.delivery",
    "tongban.testing.steps.cases",
    "tongban.testing.steps.auditing",
    "tongban.testing.steps.clock",
    "tongban.testing.steps.divisions",
    "tongban.testing.steps.evidence",
    "tongban.testing.steps.identity",
    "tongban.testing.steps.ownership",
    "tongban.testing.steps.routing",
    "tongban.testing.steps.time_limits",
    "tongban.testing.world",
)

# pytest explains failed assertions only of modules announced before their import; it does not find
# those of an editable installation by itself.
pytest.register_assert_rewrite(
    *(point.module for point in entry_points(group="pytest11") if point.name.startswith("tongban_")),
)


def pytest_configure() -> None:
    """Errors are logged without the values of variables: a node has so many that telling them takes minutes."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])
