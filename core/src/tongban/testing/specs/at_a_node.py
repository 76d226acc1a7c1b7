"""`--node-settings FILE`: specifications run with the plugins and values that a node uses, never on its data."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import msgspec
import pytest

from tongban.cases.calendar_files import load_calendar
from tongban.errors import PluginError
from tongban.parameters_in_force import load_overlays
from tongban.passports.admission import plugins_of, refusal_by
from tongban.plugin_sources import installed
from tongban.routing.agreement_files import load_agreements
from tongban.routing.divisions import load_divisions
from tongban.settings import PLATFORM, Settings, load_settings
from tongban.testing.specs.values import judge_as, judge_as_shipped


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option."""
    group = parser.getgroup("tongban", "specifications of Tongban")
    group.addoption("--node-settings", metavar="FILE", default="", help="run specifications as this node is set up")


def pytest_configure(config: pytest.Config) -> None:
    """Where no node is open, judge as the node does too."""
    path = config.getoption("node_settings")
    if path:
        judge_as(load_settings(Path(path)))
        config.add_cleanup(judge_as_shipped)


@pytest.fixture(scope="session")
def node_settings(pytestconfig: pytest.Config) -> Settings | None:
    """The node whose plugins and values hold in the specifications; None for all that is installed."""
    path = pytestconfig.getoption("node_settings")
    return load_settings(Path(path)) if path else None


def require_usable(settings: Settings) -> None:
    """Raise `Misconfigured` or `PluginError` for what the specifications would otherwise stumble over one by one.

    A plugin that the node does not take in is such a thing: the provinces of the specifications enable all of them.
    """
    plugins = plugins_of(settings)
    for row in plugins.refused:
        raise PluginError(row.name, f"this node does not take it in, and so runs no specifications: {row.refused}")
    load_overlays(settings.overlays, plugins, load_divisions(settings.divisions))
    load_agreements(settings.agreements, plugins)
    load_calendar(settings.calendars)


def without_strangers(settings: Settings) -> tuple[str, ...]:
    """Options that keep pytest from loading the test kit of an installed plugin which the node would not take in."""
    refusal = refusal_by(settings)
    strangers = {point.dist.name for point in installed().values() if point.dist and refusal(point)}
    kits = [point for point in entry_points(group="pytest11") if point.dist and point.dist.name in strangers]
    return tuple(word for kit in kits for word in ("-p", f"no:{kit.name}"))


def as_the_node(province: Settings, node: Settings) -> Settings:
    """A province of the specifications with what a node uses: its values of law, agreements, calendars and divisions.

    The node's own values hold in each of these provinces, unless the settings name others for that one. Values and
    agreements concern the plugins that the province enables.
    """
    named = {(overlay.province, overlay.plugin) for overlay in node.overlays}
    own = [overlay for overlay in node.overlays if overlay.province == node.node]
    here = [
        msgspec.structs.replace(overlay, province=province.node)
        for overlay in own
        if (province.node, overlay.plugin) not in named
    ]
    return msgspec.structs.replace(
        province,
        overlays=tuple(each for each in (*node.overlays, *here) if each.plugin in (*province.plugins, PLATFORM)),
        agreements=node.agreements if set(province.plugins) >= set(node.plugins) else (),
        calendars=node.calendars,
        divisions=node.divisions,
        remote_registers=node.remote_registers,
    )
