"""Tools of this workspace, none of them part of a distribution."""
