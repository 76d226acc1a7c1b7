"""What a register holds as a material of its own: nothing is handed in, and the guide says which register has it."""

from __future__ import annotations

from typing import Any

from tongban.matters.materials import FromRegister, Material
from tongban.matters.needs import Needs


def on_file(need: Needs[Any], *, refused_by: str, shown_when: tuple[str, tuple[str, ...]] | None = None) -> Material:
    """The record of a need, called as the need is; `refused_by` is the rule that objects where there is none.

    It is asked for where the register is asked, unless `shown_when` says otherwise.
    """
    sources, when = (FromRegister(need, on_paper=False),), shown_when or need.asked_when
    return Material(f"{need.key}_on_file", need.title, sources, refused_by=refused_by, shown_when=when)
