"""The form of an act that wants a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from litestar import Response

from tongban.errors import Refused
from tongban_web import view_data as v
from tongban_web.pages.staff.operation.operators import SECTION
from tongban_web.rendering import render
from tongban_web.requests import PageRequest
from tongban_web.views.objections import controls, of_control, shown_objections

REASON: Final = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form says for whose reason it asks."""

    heading: str
    about: str
    facts: tuple[str, ...]
    submit: str
    hint: str
    action: str
    back: str


async def reason_of(request: PageRequest) -> str:
    """What was written."""
    return str((await request.form()).get(REASON, ""))


def reason_form(request: PageRequest, asked: Asked, refused: Refused | None, reason: str) -> Response[str]:
    """The form, with what was wrong with it."""
    objections = shown_objections(refused.objections, controls({REASON: "说明"})) if refused else ()
    field = v.Field(
        name=REASON,
        label="说明",
        value=reason,
        hint=asked.hint,
        required=True,
        maximum_length=150,
        objections=of_control(objections, REASON),
    )
    status = 422 if refused else 200
    return render(
        request,
        "operation/reason.html",
        status=status,
        section=SECTION,
        asked=asked,
        field=field,
        objections=objections,
    )
