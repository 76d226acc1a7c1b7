"""A case whose contents do not fit the form of its matter: whoever acts on it is told what can still be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

from tongban.errors import Refused
from tongban.matters.rules import Objection

UNREADABLE: Final = Objection(
    rule="CASE-UNREADABLE",
    message="办件中填写的内容与本事项的表单不符，不能据此办理",
    remedy="请联系收件地核实；不能更正的，请不予受理并说明理由，由申请人重新申请",
)


@contextmanager
def readable() -> Iterator[None]:
    """Around an act; raises `Refused` where the answers that another place sent are none of the form's."""
    try:
        yield
    except msgspec.ValidationError as fault:
        raise Refused([UNREADABLE]) from fault
