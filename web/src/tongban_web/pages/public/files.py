"""Papers of a case to print, and its uploaded files."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from tongban_web.downloads import download
from tongban_web.pages.public.party_cases import own_case
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.case_papers import find_paper
from tongban_web.views.papers import printed


@get("/cases/{case_id:str}/papers/{seq:int}/{position:int}")
async def paper(
    request: PageRequest, node: OwnNode, case_id: FromPath[str], seq: FromPath[int], position: FromPath[int]
) -> Response[Any]:
    """A paper; one of a decision that nobody has opened is opened on its own page first."""
    view, _ = await own_case(request, node, case_id)
    found = find_paper(view, seq, position)
    if view.is_sealed(found):
        return Redirect(f"/cases/{view.case.id}/result", status_code=303)
    return render(request, "paper.html", section="cases", case=view.case, paper=printed(found))


@get("/cases/{case_id:str}/files/{file_id:str}")
async def file(request: PageRequest, node: OwnNode, case_id: FromPath[str], file_id: FromPath[str]) -> Response[bytes]:
    """An uploaded file of a case of mine."""
    view, _ = await own_case(request, node, case_id)
    return download(*await node.files.read(file_id, application=view.case.id))


ROUTE_HANDLERS = (paper, file)
