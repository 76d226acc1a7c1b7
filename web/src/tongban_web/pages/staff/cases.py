"""A case on the desk: the page, its papers and its files."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from tongban.errors import NotFound
from tongban.node import Node
from tongban_web.case_pages import deadlines_of
from tongban_web.desk.kinds import Bench
from tongban_web.desk.offers import offers
from tongban_web.downloads import download
from tongban_web.pages.staff.benches import Opened, open_case, section_of
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.desk_case import DeskCase, desk_case
from tongban_web.views.dossiers import file_ids
from tongban_web.views.judging import findings_of
from tongban_web.views.papers import printed


@get("/desk/cases/{case_id:str}")
async def case_page(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[str]:
    """Everything about the case, and what may be done now."""
    opened = await open_case(request, node, case_id)
    page = await shown_case(node, opened)
    done = request.query_params.get("done", "")
    return render(request, "staff/case.html", section=section_of(opened.viewer), page=page, done=_done(done, page))


async def shown_case(node: Node, opened: Opened) -> DeskCase:
    """The page of an opened case."""
    bench = opened.bench
    return desk_case(
        bench,
        address=address_of(bench),
        offers=offers(bench, opened.options),
        pending=opened.pending,
        letters=await node.reader.latest_letters(bench.case.id),
        findings=findings_of(bench),
        deadlines=deadlines_of(node),
    )


def address_of(bench: Bench) -> str:
    """The address of the case's page."""
    return f"/desk/cases/{bench.case.id}"


def _done(seq: str, page: DeskCase) -> str:
    """What was just done, in words; only a number of this case's ledger is taken from the address."""
    if not (seq.isascii() and seq.isdigit() and len(seq) < 9 and 0 < int(seq) <= len(page.hops)):
        return ""
    return page.hops[int(seq) - 1].act


@get("/desk/cases/{case_id:str}/papers/{index:int}")
async def paper_page(
    request: PageRequest, node: OwnNode, case_id: FromPath[str], index: FromPath[int]
) -> Response[str]:
    """One paper, to be read and printed."""
    opened = await open_case(request, node, case_id)
    papers = opened.bench.view.dossier.papers()
    if not 1 <= index <= len(papers):
        raise NotFound("没有找到该文书，请从办件页面重新打开")
    return render(
        request,
        "staff/paper.html",
        section=section_of(opened.viewer),
        paper=printed(papers[index - 1][1]),
        back=address_of(opened.bench),
    )


@get("/desk/cases/{case_id:str}/files/{file_id:str}")
async def file(request: PageRequest, node: OwnNode, case_id: FromPath[str], file_id: FromPath[str]) -> Response[bytes]:
    """An uploaded file of the case."""
    opened = await open_case(request, node, case_id)
    if file_id not in file_ids(opened.bench.view.dossier):
        raise NotFound("没有找到该文件，请从办件页面重新打开")
    return download(*await node.files.read(file_id, application=opened.bench.case.id))


ROUTE_HANDLERS = (case_page, paper_page, file)
