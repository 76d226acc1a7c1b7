"""What this plugin registers; the entry point `housing_fund` in the group `tongban`."""

from __future__ import annotations

from collections.abc import Iterable

from tongban import Matter, Register, RegisterContext, hookimpl


@hookimpl
def tongban_register_matters() -> Iterable[Matter]:
    """The matters of 住房公积金."""
    from tongban_housing_fund.employer_open.matter import EMPLOYER_OPEN
    from tongban_housing_fund.transfer.matter import TRANSFER

    return [TRANSFER, EMPLOYER_OPEN]


@hookimpl
def tongban_register_registers(context: RegisterContext) -> Iterable[Register]:
    """The registers on the plugin's own tables."""
    from tongban_housing_fund.registers import AccountRegister, EmployerRegister, LicenceRegister

    return [AccountRegister(context.database), LicenceRegister(context.database), EmployerRegister(context.database)]


@hookimpl
def tongban_piccolo_apps() -> Iterable[str]:
    """Tables and migrations of the registers."""
    return ["tongban_housing_fund.piccolo_app"]


@hookimpl
def tongban_demo_records(node: str) -> Iterable[tuple[str, tuple[object, ...]]]:
    """The accounts and licences of the fictitious test persons."""
    from tongban_housing_fund.demo import records_of

    return records_of(node)
