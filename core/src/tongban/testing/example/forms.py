"""The forms of 示例事项."""

from __future__ import annotations

from typing import Annotated, Final

from tongban import COMPETENT, RECEIVING, Field, Form, Place

PARTNER: Final = "partner"


class ExampleForm(Form, frozen=True, kw_only=True):
    """Where to decide, and a remark that no cooperating place may see."""

    place: Annotated[str, Place("办理地")]
    remark: Annotated[str, Field("说明")]


class JointForm(ExampleForm, frozen=True, kw_only=True):
    """Where to cooperate besides, and what is to be looked into there."""

    partner: Annotated[str, Place("协同地")]
    task: Annotated[str, Field("协同内容", audience=frozenset({RECEIVING, COMPETENT, PARTNER}))]
