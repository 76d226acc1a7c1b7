"""The dead-letter desk."""

from __future__ import annotations

from functools import partial
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.clock import milliseconds
from tongban.errors import NotFound
from tongban.node import Node
from tongban.operation.alike import Alike
from tongban.operation.dead_letters import Trouble
from tongban_web.pages.staff.operation.operators import SECTION, names, operator
from tongban_web.pages.staff.operation.reasons import Asked, reason_form, with_reason
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import operation_letters as views

LIST: Final = "/operation/letters"
TROUBLES: Final[tuple[Trouble, ...]] = ("refused", "waiting", "not_applied")


@get(LIST)
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
            alike=[each for trouble in TROUBLES for each in await node.operation.alike.several(trouble)],
            names=known,
            now=milliseconds(node.clock.now()),
        ),
        turned_columns=views.TURNED_COLUMNS,
        turned=views.turned_away(node.exchange.inbox.turned_away + await desk.refused_here(), known),
    )


@post("/operation/letters/again", status_code=303)
async def send_all_again(request: PageRequest, node: OwnNode) -> Redirect:
    """Send all letters of one node with one code again, or try them again here."""
    by, form = operator(request), await request.form()
    trouble = next((each for each in TROUBLES if each == form.get("trouble")), None)
    if trouble is None:
        raise NotFound("没有这一组信，请返回死信台查看")
    alike = Alike(trouble=trouble, peer=str(form.get("peer", "")), code=str(form.get("code", "")))
    await node.operation.send_all_again(alike, by)
    return Redirect(LIST, status_code=303)


@post("/operation/letters/{letter:str}/again", status_code=303)
async def send_again(request: PageRequest, node: OwnNode, letter: FromPath[str]) -> Redirect:
    """Send a letter again, or try it again here."""
    await node.operation.send_again(letter, operator(request))
    return Redirect(LIST, status_code=303)


@get("/operation/letters/{letter:str}/aside")
async def ask_why_aside(request: PageRequest, node: OwnNode, letter: FromPath[str]) -> Response[str]:
    """The form that asks why a letter is set aside."""
    operator(request)
    return reason_form(request, await _asked(node, letter))


@post("/operation/letters/{letter:str}/aside", status_code=303)
async def set_aside(request: PageRequest, node: OwnNode, letter: FromPath[str]) -> Response[str] | Redirect:
    """Set a letter aside."""
    set_it_aside = partial(node.operation.set_aside, letter)
    return await with_reason(request, set_it_aside, partial(_asked, node, letter), back=LIST)


async def _asked(node: Node, letter: str) -> Asked:
    found = await node.operation.letters.find(letter)
    if found is None:
        raise NotFound("这封信已经处理，或已自行送达，请返回死信台查看")
    card = views.letter_card(found, names(node), now=milliseconds(node.clock.now()))
    return Asked(
        heading="搁置这封信",
        about=card.title,
        facts=(*card.facts, card.why),
        submit="搁置",
        hint="搁置后不再列在死信台；仍在重试的信照常重试。说明记入审计日志。",
        action=f"{LIST}/{found.id}/aside",
        back=LIST,
    )


ROUTE_HANDLERS = (letters, send_all_again, send_again, ask_why_aside, set_aside)
