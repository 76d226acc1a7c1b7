"""Two nodes, with different plugins and databases, in one process."""

from __future__ import annotations

from tongban.testing.world import World


def test_two_nodes_live_in_one_process_with_different_plugins(world: World):
    world.enable("440000")
    world.enable("500000")
    world.enable("510000")
    assert world.province("440000").node.plugins.matters == ()
