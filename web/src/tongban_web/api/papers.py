"""Papers and files of a case through the API, and the files that answer a correction notice."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_201_CREATED

from tongban.cases import acts as a
from tongban.cases.papers import Paper
from tongban.cases.reading import CaseView
from tongban.desk.noticed import materials_to_correct
from tongban.errors import NotFound
from tongban.evidence.named_files import can_be_uploaded
from tongban_web.api.access import READ, WRITE, Caller, require
from tongban_web.api.bodies import FileBody, shown_file
from tongban_web.api.case_bodies import PaperBody
from tongban_web.api.cases import view_of
from tongban_web.api.posted_files import Posted, file_in
from tongban_web.api.problems import declared
from tongban_web.downloads import download
from tongban_web.pages.drafting import checked_file
from tongban_web.pages.form_pages import FILES_BYTES
from tongban_web.parties import require_case_mandate
from tongban_web.requests import OwnNode
from tongban_web.routes import Routes
from tongban_web.views.cases import may
from tongban_web.views.dossiers import file_ids


@get(
    "/cases/{case_id:str}/papers",
    operation_id="listPapers",
    summary="办件的文书及其内容，先出具的在前",
    responses=declared(403, 404),
)
async def list_papers(node: OwnNode, caller: Caller, case_id: FromPath[str]) -> list[PaperBody]:
    """The papers of a case with their content, oldest first."""
    require(caller, READ)
    view = await view_of(node, caller, case_id)
    return [_shown(view, seq, paper) for seq, paper in view.dossier.papers()]


@get(
    "/cases/{case_id:str}/files",
    operation_id="listFiles",
    summary="为办件各项材料提交的文件",
    responses=declared(403, 404),
)
async def list_files(node: OwnNode, caller: Caller, case_id: FromPath[str]) -> list[FileBody]:
    """The files that were handed in for the materials of a case."""
    require(caller, READ)
    view = await view_of(node, caller, case_id)
    found = view.dossier.evidence().values()
    return [
        FileBody(
            id=item.value["file"],
            material=item.key,
            name=item.value["name"],
            type=item.value["type"],
            size=item.value["size"],
            digest=item.digest,
        )
        for item in found
        if item.is_file and can_be_uploaded(item)
    ]


@get(
    "/cases/{case_id:str}/files/{file_id:str}",
    operation_id="readFile",
    summary="办件的一个文件；存放在别处且尚未到达的，以 202 说明何时可取",
    responses=declared(202, 403, 404),
)
async def read_file(node: OwnNode, caller: Caller, case_id: FromPath[str], file_id: FromPath[str]) -> Response[bytes]:
    """The bytes of a file of a case."""
    require(caller, READ)
    view = await view_of(node, caller, case_id)
    if view.places and file_id not in file_ids(view.dossier):
        raise NotFound("没有找到该文件，请以 listFiles 重新读取")
    return download(*await node.files.read(file_id, application=view.case.id))


@post(
    "/cases/{case_id:str}/files/{material:str}",
    operation_id="uploadToCase",
    summary="上传补正通知书要求的文件，随“提交补正”（correct）一并提交",
    status_code=HTTP_201_CREATED,
    request_max_body_size=FILES_BYTES,
    responses=declared(403, 404, 409, 422),
)
async def upload(
    node: OwnNode, caller: Caller, case_id: FromPath[str], material: FromPath[str], data: Posted
) -> FileBody:
    """Upload a file that the correction notice asks for; the act `correct` hands it in."""
    require(caller, WRITE)
    view = await view_of(node, caller, case_id)
    matter = node.plugins.matter(view.case.matter, view.case.edition)
    asked = {each.key for each in materials_to_correct(matter, view.case)}
    if material not in asked or not may(view, a.Correct):
        raise NotFound("补正通知书没有要求上传这份材料，请核对材料的名称")
    await require_case_mandate(node, view.case, view.dossier, caller)
    ready = await checked_file(node, case_id, matter, material, file_in(data), viewer=caller)
    return shown_file(await node.uploads.register(ready))


def _shown(view: CaseView, seq: int, paper: Paper) -> PaperBody:
    return PaperBody(
        seq=seq,
        kind=paper.kind,
        number=paper.number,
        title=paper.title,
        to=paper.to,
        lines=paper.lines,
        paragraphs=paper.paragraphs,
        issuer=paper.issuer,
        on=paper.on,
        sealed=view.is_sealed(paper),
    )


def papers_router() -> Routes:
    """What a case holds in writing."""
    return Routes(path="/", route_handlers=[list_papers, list_files, read_file, upload], tags=["文书和文件"])
