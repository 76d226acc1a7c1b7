"""The plugin `housing_fund_centre`: enable it after `housing_fund`."""

from __future__ import annotations

import os
from collections.abc import Iterable

from tongban import Register, RegisterContext, hookimpl

SERVICE, APPLICATION, SECRET = (
    "HOUSING_FUND_CENTRE_URL",
    "HOUSING_FUND_CENTRE_APPLICATION",
    "HOUSING_FUND_CENTRE_SECRET",
)


@hookimpl
def tongban_register_registers(context: RegisterContext) -> Iterable[Register]:
    """The registers of the centre; the node does not start where the environment does not say where they are."""
    from tongban_housing_fund_centre.registers import registers_of
    from tongban_housing_fund_centre.service import CentreService

    missing = [name for name in (SERVICE, APPLICATION, SECRET) if not os.environ.get(name)]
    if missing:
        message = f"set {', '.join(missing)} in the environment of the node, as the centre's system office gave them"
        raise ValueError(message)
    return registers_of(CentreService(os.environ[SERVICE], os.environ[APPLICATION], os.environ[SECRET]))
