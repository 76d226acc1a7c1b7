"""Acts on a case: the page of each, its effect, and what a second officer is shown who comes too late."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.cases.intents import Pending
from tongban.cases.reading import CaseView
from tongban.errors import Conflict, NotFound, Refused
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web import view_data as v
from tongban_web.desk.identifying import IDENTITY_FIELDS, identified, unidentified
from tongban_web.desk.kinds import Bench, Entered, Kind, Offer, nothing_to_check
from tongban_web.desk.lengths import too_long
from tongban_web.desk.offers import KINDS, offer_named
from tongban_web.pages.staff.benches import Opened, open_case, section_of
from tongban_web.pages.staff.cases import address_of
from tongban_web.posted import one_line_end
from tongban_web.readable_cases import readable
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.dossiers import answers
from tongban_web.views.hops import hops
from tongban_web.views.judging import sees_all
from tongban_web.views.objections import Target, of_control, shown_objections
from tongban_web.views.states import state_mark

CODE: Final = re.compile(r"[a-z][a-z0-9_.:-]*")
"""What a box or an option stands for in a posted form: nothing that anybody wrote."""
TYPED: Final = ("waybill", "reason-", "basis-", "remedy-", "note", "text", "condition", "paper")
"""How the names of controls begin in which people write, so that what looks like a code is none."""
TICKED: Final = frozenset({"confirm", "checks"})
"""Controls whose label is a whole statement, which an objection to it names itself."""
UNCONFIRMED = Objection(rule="DESK", message="请先勾选确认", field="confirmed", remedy="核对无误后勾选，再提交")
INCOMPLETE = "提交的页面不完整，还没有办理"


@get("/desk/cases/{case_id:str}/acts/{name:str}")
async def prepare(request: PageRequest, node: OwnNode, case_id: FromPath[str], name: FromPath[str]) -> Response[Any]:
    """The form of an act."""
    opened = await open_case(request, node, case_id, about=request.query_params.get("about", ""))
    offer = offer_named(opened.bench, opened.options, name)
    if offer is None:
        raise NotFound("该办件现在没有这项操作，请返回办件页面查看最新状态")
    return _form(request, opened, offer)


@post("/desk/cases/{case_id:str}/acts/{name:str}", status_code=303)
async def take(request: PageRequest, node: OwnNode, case_id: FromPath[str], name: FromPath[str]) -> Response[Any]:
    """Take the act; a second click finds what the first one did, a second officer is shown what happened."""
    form = await request.form()
    entered = read_entered(form)
    about, seen = entered.text("about"), _seen(entered)
    opened = await open_case(request, node, case_id, about=about, entered=entered, seen=seen)
    kind = KINDS.get(name)
    if kind is None:
        raise NotFound("没有这项操作，请返回办件页面重新选择")
    if seen > opened.bench.case.seq:
        raise Conflict(INCOMPLETE)
    if opened.bench.seen < opened.bench.case.seq:
        return _too_late(request, opened, kind)
    return await _take(request, node, opened, kind)


def _seen(entered: Entered) -> int:
    """The last fact that the page showed; raises `Conflict` for a form that does not say."""
    text = entered.text("seen")
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text)):
        raise Conflict(INCOMPLETE)
    return int(text)


async def _take(request: PageRequest, node: Node, opened: Opened, kind: Kind) -> Response[Any]:
    offer = offer_named(opened.bench, opened.options, kind.name)
    if offer is None:
        return _not_offered(request, opened, kind)
    bench = opened.bench
    long = too_long(bench.entered, _fields(bench, offer), kind.rows(bench))
    unready = [*unidentified(bench.entered, offer), *_unconfirmed(bench.entered, kind), *long]
    if unready:
        return _form(request, opened, offer, Refused([*unready, *kind.wrong(bench)]))
    try:
        with readable():
            done = await kind.perform(await identified(bench, offer))
    except Refused as refused:
        if any(objection.rule == "CASE-PENDING" for objection in refused.objections):
            return Redirect(f"{address_of(bench)}#sent", status_code=303)
        return _form(request, opened, offer, refused)
    except Conflict:
        again = await open_case(request, node, bench.case.id, about=bench.about, entered=bench.entered, seen=bench.seen)
        return _too_late(request, again, kind)
    anchor = "#sent" if isinstance(done, Pending) else f"?done={_own_seq(bench, done.seq)}"
    return Redirect(f"{address_of(bench)}{anchor}", status_code=303)


def _unconfirmed(entered: Entered, kind: Kind) -> Iterator[Objection]:
    if kind.statement and entered.text("confirmed") != "yes":
        yield UNCONFIRMED


def _own_seq(bench: Bench, last: int) -> int:
    return min(bench.seen + 1, last)


def _not_offered(request: PageRequest, opened: Opened, kind: Kind) -> Response[Any]:
    """An act that waits for the owner already, or that this officer may not take."""
    if any(each.actor.officer == opened.bench.actor.officer and each.state == "pending" for each in opened.pending):
        return Redirect(f"{address_of(opened.bench)}#sent", status_code=303)
    raise NotFound("该办件现在没有这项操作，请返回办件页面查看最新状态")


def _too_late(request: PageRequest, opened: Opened, kind: Kind) -> Response[Any]:
    """The case has gone on: by the same click before, or by somebody else."""
    bench = opened.bench
    if _did_it_already(bench.view, bench, kind):
        return Redirect(f"{address_of(bench)}?done={bench.seen + 1}", status_code=303)
    return render(
        request,
        "staff/too_late.html",
        status=409,
        section=section_of(opened.viewer),
        number=bench.case.number,
        matter=bench.case.matter_name,
        state=state_mark(bench.case.state),
        act=kind.worded().rstrip("：“”"),
        hops=hops(bench.case, bench.view.hops, after=bench.seen),
        entered=_kept(bench.entered),
        back=address_of(bench),
    )


def _did_it_already(view: CaseView, bench: Bench, kind: Kind) -> bool:
    """Whether the next fact is this officer's own, of this act: then the form was sent twice."""
    acted, head = view.dossier.actor(bench.seen + 1), view.dossier.heads[bench.seen]
    tag = str(type(head.event).__struct_config__.tag)
    return (acted.name, head.place) == (bench.actor.name, bench.actor.office) and tag in EVENTS.get(kind.act, ())


EVENTS = {
    "receive": ("received",), "accept": ("accepted",), "ask_correction": ("correction_asked",),
    "decline": ("declined",), "add_evidence": ("evidence_gathered",), "offer": ("offered",),
    "confirm": ("confirmed",), "correct": ("corrected",), "withdraw": ("withdrawn",),
    "end_agency": ("agency_ended",), "clear": ("cleared",),
    "report_step": ("step_reported",), "extend": ("extended",), "suspend": ("suspended",), "resume": ("resumed",),
    "establish": ("established",), "grant": ("granted",), "refuse": ("refused",), "forward": ("forwarded",),
    "record_decision": ("granted", "refused", "declined"), "ask": ("asked",), "answer": ("answered",),
    "dispatch": ("dispatched",), "confirm_delivery": ("delivered",),
    "take_original": ("original_taken",), "send_original": ("original_sent",),
    "report_original": ("original_undelivered",),
    "receive_original": ("original_arrived",), "return_original": ("original_returned",),
}  # fmt: skip


def _kept(entered: Entered) -> tuple[str, ...]:
    """What the second officer had written, so that it is not lost."""
    hidden = {"csrf", "seen", "about", "question", "confirmed", *(field.name for field in IDENTITY_FIELDS)}
    written = {name: text.strip() for name, text in entered.texts.items() if name not in hidden}
    return tuple(
        text for name, text in written.items() if text and (name.startswith(TYPED) or not CODE.fullmatch(text))
    )


def _form(request: PageRequest, opened: Opened, offer: Offer, refused: Refused | None = None) -> Response[str]:
    bench, kind = opened.bench, offer.kind
    fields, rows = _fields(bench, offer), tuple(kind.rows(bench))
    targets = {field.name: Target(field.name, "" if field.widget in TICKED else field.label) for field in fields}
    targets |= {f"reason-{row.name}": Target(f"reason-{row.name}", row.label) for row in rows}
    targets |= {f"reasons.{row.name}.basis": Target(f"basis-{row.name}", row.label) for row in rows if row.asks_basis}
    targets["confirmed"] = Target("confirmed", "")
    targets |= dict.fromkeys(("reasons", "points"), Target("points" if rows else "reason", ""))
    objections = shown_objections(refused.objections, targets) if refused else ()
    return render(
        request,
        "staff/act.html",
        status=422 if refused else 200,
        section=section_of(opened.viewer),
        kind=kind,
        label=offer.label,
        lead=kind.told_first(bench),
        number=bench.case.number,
        matter=bench.case.matter_name,
        obstacle=offer.option.obstacle,
        behalf=offer.option.behalf,
        fields=tuple(_filled(field, bench.entered, objections) for field in fields if field.widget != "shown"),
        hidden=tuple(field for field in fields if field.widget == "shown"),
        rows=rows,
        checks=tuple(kind.to_check(bench)),
        papers=tuple(kind.papers(bench)),
        answers=_told_beside(bench, kind),
        entered=bench.entered,
        told=refused is not None,
        objections=objections,
        unconfirmed=of_control(objections, "confirmed"),
        about=bench.about,
        seen=bench.case.seq,
        back=address_of(bench),
    )


def _fields(bench: Bench, offer: Offer) -> tuple[v.Field, ...]:
    """What the form asks for, first who stands there."""
    return (*(IDENTITY_FIELDS if offer.option.behalf else ()), *offer.kind.fields(bench))


def _told_beside(bench: Bench, kind: Kind) -> tuple[v.Definition, ...]:
    """The answers, beside what is checked of the case, unless they are that."""
    if kind.to_check is nothing_to_check or not sees_all(bench):
        return ()
    return answers(bench.view.dossier, bench.matter, bench.names)


def _filled(field: v.Field, entered: Entered, objections: Sequence[v.Objection]) -> v.Field:
    value: str | Sequence[str] = field.value
    if field.widget == "checks":
        value = entered.choices(field.name)
    elif field.name in entered.texts:
        value = entered.texts[field.name]
    return msgspec.structs.replace(field, value=value, objections=of_control(objections, field.name))


def read_entered(form: FormMultiDict) -> Entered:
    """The texts of a posted form, and the values of its check boxes."""
    texts = {name: one_line_end(value) for name, value in form.multi_items() if isinstance(value, str)}
    names = ("checks", "point")
    chosen = {name: tuple(str(value) for value in form.getall(name, [])) for name in names}
    return Entered(texts=texts, chosen=chosen)


ROUTE_HANDLERS = (prepare, take)
