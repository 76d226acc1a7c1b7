"""What the plugin brings to a node."""

from __future__ import annotations

from collections.abc import Iterable

from tongban import Matter, Register, RegisterContext, hookimpl
from tongban_household import demo
from tongban_household.matters import HUKOU_CERTIFICATE
from tongban_household.registers import HouseholdArchive, PopulationBase


@hookimpl
def tongban_register_matters() -> Iterable[Matter]:
    """开具户籍类证明."""
    return [HUKOU_CERTIFICATE]


@hookimpl
def tongban_register_registers(context: RegisterContext) -> Iterable[Register]:
    """The population base and the archives of the 户籍地."""
    return [PopulationBase(context), HouseholdArchive(context.database)]


@hookimpl
def tongban_piccolo_apps() -> Iterable[str]:
    """The plugin's own tables."""
    return ["tongban_household.piccolo_app"]


@hookimpl
def tongban_demo_records(node: str) -> Iterable[tuple[str, tuple[object, ...]]]:
    """Fictitious people."""
    return demo.records(node)
