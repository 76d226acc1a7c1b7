"""The dead-letter desk."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.errors import NotFound, Refused
from tongban.node import Node
from tongban.operation.dead_letters import DeadLetter
from tongban_web.pages.staff.operation.operators import SECTION, names, operator
from tongban_web.pages.staff.operation.reasons import Asked, reason_form, reason_of
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import operation_letters as views


@get("/operation/letters")
async def letters(request: PageRequest, node: OwnNode) -> Response[str]:
    """The dead-letter desk."""
    operator(request)
    desk, known = node.operation.letters, names(node)
    return render(
        request,
        "operation/letters.html",
        section=SECTION,
        part="letters",
        groups=views.letter_groups(
            refused=await desk.refused(),
            waiting=await desk.waiting(),
            not_applied=await desk.not_applied(),
            names=known,
        ),
        turned_columns=views.TURNED_COLUMNS,
        turned=views.turned_away(node.exchange.inbox.turned_away + await desk.refused_here(), known),
    )


@post("/operation/letters/{letter:str}/again", status_code=303)
async def send_again(request: PageRequest, node: OwnNode, letter: FromPath[str]) -> Redirect:
    """Send a letter again, or try it again here."""
    await node.operation.send_again(letter, operator(request))
    return Redirect("/operation/letters", status_code=303)


@get("/operation/letters/{letter:str}/aside")
async def ask_why_aside(request: PageRequest, node: OwnNode, letter: FromPath[str]) -> Response[str]:
    """The form that asks why a letter is set aside."""
    operator(request)
    return _aside_form(request, await _letter(node, letter), node)


@post("/operation/letters/{letter:str}/aside", status_code=303)
async def set_aside(request: PageRequest, node: OwnNode, letter: FromPath[str]) -> Response[str] | Redirect:
    """Set a letter aside."""
    by, reason = operator(request), await reason_of(request)
    try:
        await node.operation.set_aside(letter, reason, by)
    except Refused as refused:
        return _aside_form(request, await _letter(node, letter), node, refused, reason)
    return Redirect("/operation/letters", status_code=303)


async def _letter(node: Node, letter: str) -> DeadLetter:
    found = await node.operation.letters.find(letter)
    if found is None:
        raise NotFound("这封信已经处理，或已自行送达，请返回死信台查看")
    return found


def _aside_form(
    request: PageRequest, letter: DeadLetter, node: Node, refused: Refused | None = None, reason: str = ""
) -> Response[str]:
    card = views.letter_card(letter, names(node))
    asked = Asked(
        heading="搁置这封信",
        about=card.title,
        facts=(*card.facts, card.why),
        submit="搁置",
        hint="搁置后不再列在死信台；仍在重试的信照常重试。说明记入审计日志。",
        action=f"/operation/letters/{letter.id}/aside",
        back="/operation/letters",
    )
    return reason_form(request, asked, refused, reason)


ROUTE_HANDLERS = (letters, send_again, ask_why_aside, set_aside)
