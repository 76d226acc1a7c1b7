"""The site as an application: what it leaves out."""

from __future__ import annotations

from tongban.testing.world import World
from tongban_web.testing.sites import site_of


def test_the_site_takes_up_no_plugin_for_models_it_does_not_have(world: World) -> None:
    plugins = {type(plugin).__name__ for plugin in site_of(world.province("510000").node).plugins}
    assert "MsgspecDIPlugin" in plugins
    assert not {name for name in plugins if name.startswith("Pydantic")}
