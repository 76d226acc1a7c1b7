"""文书查验: anybody may ask whether a paper is genuine, by its number and the code printed on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from litestar import Response, get

from tongban.cases.number import CaseNumberError
from tongban.cases.papers import Paper
from tongban.cases.verifying import case_of_paper
from tongban.errors import Refused
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web import view_data as v
from tongban_web.formatting import long_date
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.signing_in import address_of
from tongban_web.views.objections import controls, of_control, shown_objections

LABELS: Final = {"number": "文书编号（文号）", "code": "查验码"}
HINTS: Final = {
    "number": "照文书标题上方的文号完整填写，例如“通办准〔2026〕…号”",
    "code": "照文书末尾的“查验码”填写，可以不填连字符",
}
REMEDIES: Final = {
    "number": "文号在文书标题上方，请照原样填写，不要漏掉括号里的年份",
    "code": "查验码在文书末尾的页脚，请照原样填写；早期证明正文中的“校验码”不能用于查验",
}


@get("/verify")
async def verify(request: PageRequest, node: OwnNode) -> Response[str]:
    """The form, and once it is filled in: genuine or not, with no more than tells the paper from another."""
    typed = {name: request.query_params.get(name, "").strip()[:100] for name in LABELS}
    if not any(typed.values()):
        return _page(request, typed)
    try:
        paper = await _genuine(request, node, typed)
    except Refused as refusal:
        return _page(request, typed, refusal=refusal)
    return _page(request, typed, paper=paper)


async def _genuine(request: PageRequest, node: Node, typed: Mapping[str, str]) -> Paper:
    missing = [_wrong(name, f"请填写{label}", REMEDIES[name]) for name, label in LABELS.items() if not typed[name]]
    if missing:
        raise Refused(missing)
    address = address_of(request)
    node.verifications.begin(account="", address=address)
    try:
        paper = await node.reader.genuine(typed["number"], typed["code"])
        elsewhere = case_of_paper(typed["number"]).competent
    except CaseNumberError as fault:
        raise Refused([_wrong("number", str(fault), REMEDIES["number"])]) from fault
    if paper is None:
        raise Refused([_wrong("code", NOT_GENUINE, _where_else(node, elsewhere))])
    node.verifications.succeeded(account="", address=address)
    return paper


NOT_GENUINE: Final = "未查到编号和查验码相符的文书，不能确认这份文书真实"


def _where_else(node: Node, division: str) -> str:
    check = "请对照文书逐字核对编号和页脚的查验码（早期证明正文中的“校验码”不能用于查验，请填页脚的“查验码”）"
    if division[:2] == node.settings.node[:2]:
        return f"{check}；核对无误仍查不到的，请联系文书上的发文机关"
    place = node.divisions.full_name(division)
    return f"{check}；也可以到{place}所在省份的通办平台查验"


def _wrong(field: str, message: str, remedy: str) -> Objection:
    return Objection(rule="VERIFY", field=field, message=message, remedy=remedy)


def _page(
    request: PageRequest, typed: Mapping[str, str], *, paper: Paper | None = None, refusal: Refused | None = None
) -> Response[str]:
    objections = shown_objections(refusal.objections, controls(LABELS)) if refusal else ()
    return render(
        request,
        "verify.html",
        status=422 if refusal else 200,
        section="zone",
        objections=objections,
        asked=any(each.message == NOT_GENUINE for each in refusal.objections) if refusal else False,
        fields=tuple(_field(name, typed, objections) for name in LABELS),
        found=_told(paper) if paper else (),
    )


def _field(name: str, typed: Mapping[str, str], objections: Sequence[v.Objection]) -> v.Field:
    return v.Field(
        name=name,
        label=LABELS[name],
        hint=HINTS[name],
        value=typed.get(name, ""),
        required=True,
        autocomplete="off",
        maximum_length=100,
        objections=of_control(objections, name),
    )


def _told(paper: Paper) -> tuple[v.Definition, ...]:
    """Enough to see that it is the paper in hand, and nothing of what it says about anybody."""
    return (
        v.Definition("文书名称", paper.title),
        v.Definition("编号", paper.number),
        v.Definition("发文机关", paper.issuer),
        v.Definition("发文日期", long_date(paper.on)),
        v.Definition("送达对象", "、".join(f"{name[:1]}**" for name in paper.to.split("、"))),
    )


ROUTE_HANDLERS = (verify,)
