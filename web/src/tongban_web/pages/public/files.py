"""Papers to print, and one's own uploaded files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.errors import NotFound
from tongban_web.admission import require_person
from tongban_web.pages.public.party_cases import for_party
from tongban_web.parties import sure_enough
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.cases import awaits_opening, find_paper
from tongban_web.views.papers import printed


@get("/cases/{case_id:str}/papers/{seq:int}/{position:int}")
async def paper(
    request: PageRequest, node: OwnNode, case_id: FromPath[str], seq: FromPath[int], position: FromPath[int]
) -> Response[Any]:
    """A paper; a result that nobody has opened is opened on its own page first."""
    view, _ = await for_party(request, node, case_id)
    found = find_paper(view, seq, position)
    if found.kind.startswith("result:") and awaits_opening(view):
        return Redirect(f"/cases/{view.case.id}/result", status_code=303)
    return render(request, "paper.html", section="cases", case=view.case, paper=printed(found))


@get("/files/{file_id:str}")
async def download(request: PageRequest, node: OwnNode, file_id: FromPath[str]) -> Response[bytes]:
    """A file that I uploaded, or that belongs to a case of mine."""
    viewer = require_person(request)
    case_id = request.query_params.get("case", "")
    if case_id:
        stored, content = await node.files.read(file_id, application=case_id, reader=viewer)
    else:
        stored, content = await node.uploads.read(file_id, viewer)
    if not sure_enough(viewer) and await node.cases.store.load(stored.application):
        raise NotFound("没有找到该文件：办件的文件须以 L2（实名核验）或更高等级登录后查看")
    disposition = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    return Response(content, media_type=stored.type, headers={"Content-Disposition": disposition})


ROUTE_HANDLERS = (paper, download)
