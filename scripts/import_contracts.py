"""Import contracts of this workspace beyond those that import-linter brings."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import ContractCheck
from importlinter.contracts.forbidden import ForbiddenContract


class PureContract(ForbiddenContract):
    """As `forbidden`, but a module that is not written yet is left out instead of refused."""

    type_name = "pure"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - import-linter's signature
        """Check the modules that exist."""
        roots = {name.partition(".")[0] for name in graph.modules}
        self.source_modules = {one for one in self.source_modules if one.expression in graph.modules}
        self.forbidden_modules = {
            one
            for one in self.forbidden_modules
            if one.expression in graph.modules or one.expression.partition(".")[0] not in roots
        }
        return super().check(graph, verbose)
