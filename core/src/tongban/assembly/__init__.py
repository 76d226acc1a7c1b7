"""The parts of a node, each made from its settings and from what lies under it; `tongban.node` joins them."""
