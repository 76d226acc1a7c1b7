"""The form of an act that wants a reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from litestar import Response
from litestar.response import Redirect

from tongban.errors import Refused
from tongban.identity.people import Officer
from tongban_web import view_data as v
from tongban_web.pages.staff.operation.operators import SECTION, operator
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


async def with_reason(
    request: PageRequest,
    act: Callable[[str, Officer], Awaitable[None]],
    ask: Callable[[], Awaitable[Asked]],
    *,
    back: str,
) -> Response[str] | Redirect:
    """Do what was asked for, with the reason that was written; or ask again, with what was wrong with it."""
    by, reason = operator(request), str((await request.form()).get(REASON, ""))
    try:
        await act(reason, by)
    except Refused as refused:
        return reason_form(request, await ask(), refused, reason)
    return Redirect(back, status_code=303)


def reason_form(request: PageRequest, asked: Asked, refused: Refused | None = None, reason: str = "") -> Response[str]:
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
