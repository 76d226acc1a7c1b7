"""What the plugin brings to a node."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tongban import Matter, Register, RegisterContext, Statement, demo_rows, hookimpl
from tongban_gas.matters import GAS
from tongban_gas.registers import built_in


@hookimpl
def tongban_register_matters() -> Iterable[Matter]:
    """燃气用户过户."""
    return [GAS]


@hookimpl
def tongban_register_registers(context: RegisterContext) -> Iterable[Register]:
    """The register on the plugin's own table."""
    return built_in(context.database)


@hookimpl
def tongban_piccolo_apps() -> Iterable[str]:
    """The plugin's own table."""
    return ["tongban_gas.piccolo_app"]


@hookimpl
def tongban_demo_records(node: str) -> Iterable[Statement]:
    """Fictitious people."""
    return demo_rows(Path(__file__).with_name("demo"), node)
