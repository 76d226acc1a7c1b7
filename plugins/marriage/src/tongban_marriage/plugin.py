"""What this plugin offers to Tongban: the matter, its registers, its tables and the records of the demo."""

from __future__ import annotations

from collections.abc import Iterable

from tongban import Matter, Register, RegisterContext, hookimpl
from tongban_marriage.demo import demo_records
from tongban_marriage.matters import marry, marry_2026_11
from tongban_marriage.registers import MaritalStatusRegister, SlotRegister


@hookimpl
def tongban_register_matters() -> Iterable[Matter]:
    """结婚登记, the edition that is offered last."""
    return marry_2026_11, marry


@hookimpl
def tongban_register_registers(context: RegisterContext) -> Iterable[Register]:
    """Marital status, and time slots of the registries, both on the plugin's own tables."""
    return (MaritalStatusRegister(context.database), SlotRegister(context))


@hookimpl
def tongban_piccolo_apps() -> Iterable[str]:
    """The tables of this plugin."""
    return ("tongban_marriage.piccolo_app",)


@hookimpl
def tongban_demo_records(node: str) -> Iterable[tuple[str, tuple[object, ...]]]:
    """Opening hours of one registry of the province, and the marital status of the fictitious people."""
    return demo_records(node)
