"""Drafts through the API: kept, completed with files, checked and handed in, as at the form."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated, TypeAlias

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT

from tongban.cases.state import Case
from tongban.desk.drafts import PAGE, Draft
from tongban.errors import Conflict, NotFound, Refused
from tongban.identity.people import OfficerRole
from tongban.identity.viewers import Holder, Viewer
from tongban.node import Node
from tongban_web.api.access import READ, WRITE, Caller, require
from tongban_web.api.answers import Answer
from tongban_web.api.application_bodies import ApplicationBody, AssessmentBody, DraftBody, PostalBody, SubmittedBody
from tongban_web.api.applications import as_draft, handed_in, not_asked_for, shown_assessment
from tongban_web.api.bodies import FileBody, shown_file
from tongban_web.api.cases import line_above
from tongban_web.api.posted_files import Posted, file_in
from tongban_web.api.problems import NotPermitted, declared
from tongban_web.once import id_of
from tongban_web.pages.drafting import checked_file, unkept
from tongban_web.pages.filling import Filler
from tongban_web.pages.form_pages import FILES_BYTES
from tongban_web.pages.public.drafts import Applicant
from tongban_web.pages.staff.window import shelf
from tongban_web.pages.staff.window_drafts import Clerk
from tongban_web.parties import own_key, person_of
from tongban_web.rendering import said
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.routes import Routes

Organisation = Annotated[
    str, QueryParameter(max_length=18, description="所代表单位的统一社会信用代码，查看该单位的暂存")
]
Version = Annotated[
    int | None,
    QueryParameter(description="核对时暂存内容的 `version`：此后又被修改的，不予提交"),
]
Replaced = Annotated[
    int | None,
    QueryParameter(
        description="所看到的暂存内容的 `version`：此后又被修改的，不予替换，答复 409；不写的，替换最新的内容"
    ),
]
Deleted = Annotated[
    int | None,
    QueryParameter(
        description="所看到的暂存内容的 `version`：此后又被修改的，不予删除，答复 409；不写的，删除最新的内容"
    ),
]
After = Annotated[
    str,
    QueryParameter(max_length=160, description=f"已列出的最后一份的 `version` 和 `id`，以冒号相连；一次列出{PAGE}份"),
]
OnceKept = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        max_length=200,
        description="同一键值再次暂存的，答复首次暂存所成的申请",
    ),
]
OwnFiller: TypeAlias = NamedDependency[SkipValidation[Filler]]
"""The dependency `filler`: who fills in, with the drafts that are theirs."""


async def find_filler(node: OwnNode, caller: Caller, organisation: Organisation = "") -> Filler:
    """The applicant, the agent of the organisation, or the clerk for whoever stands at the window."""
    if caller.officer is None:
        return Applicant(node, await _acting_for(node, caller, organisation))
    if OfficerRole.CLERK not in caller.officer.roles:
        raise NotPermitted("只有窗口人员可以代为填写申请，请以其身份签发的令牌访问")
    return Clerk(node, caller)


async def _acting_for(node: Node, caller: Viewer, organisation: str) -> Viewer:
    if not organisation:
        return caller
    mandates = await node.mandates.of_agent(person_of(caller).number)
    name = next((each.organisation_name for each in mandates if each.organisation == organisation), "")
    if not name:
        raise NotFound("没有找到这个单位给您的授权，请核对统一社会信用代码，或请单位先行授权")
    holder = Holder(person=caller.person, organisation=organisation, organisation_name=name)
    return msgspec.structs.replace(caller, holder=holder)


@get(
    "/drafts",
    operation_id="listDrafts",
    summary="本人或本窗口暂存的申请，最近的在前",
    responses=declared(403, 404, 422),
)
async def list_drafts(filler: OwnFiller, before: After = "") -> list[DraftBody]:
    """One's own drafts, or those of the window, the latest first."""
    require(filler.viewer, READ)
    return [await _shown(filler, draft) for draft in await filler.mine(line_above(before))]


@post(
    "/drafts",
    operation_id="keepDraft",
    summary="暂存还没有填完的申请；登记库查到的自动填入",
    responses=declared(403, 404, 422),
)
async def keep_draft(
    filler: OwnFiller, caller: Caller, data: JSONBody[ApplicationBody], idempotency_key: OnceKept = None
) -> DraftBody:
    """Keep an application that is not complete yet; what registers know of its fields is filled in."""
    require(caller, WRITE)
    draft = await _read(filler, caller, data, id_of(caller.key, idempotency_key, "draft") if idempotency_key else "")
    await filler.open(draft)
    return await _as_kept(filler, draft)


@get("/drafts/{draft_id:str}", operation_id="readDraft", summary="一份暂存的申请", responses=declared(403, 404, 422))
async def read_draft(filler: OwnFiller, draft_id: FromPath[str]) -> DraftBody:
    """A draft as it was left."""
    require(filler.viewer, READ)
    return await _shown(filler, await filler.shown(draft_id))


@put(
    "/drafts/{draft_id:str}",
    operation_id="writeDraft",
    summary="用新填写的内容替换暂存的内容，已上传的文件保留",
    responses=declared(403, 404, 409, 422),
)
async def write_draft(
    filler: OwnFiller,
    caller: Caller,
    draft_id: FromPath[str],
    data: JSONBody[ApplicationBody],
    version: Replaced = None,
) -> DraftBody:
    """Put what was filled in in the place of what was kept; files stay."""
    require(caller, WRITE)
    async with filler.changing(draft_id):
        kept = await filler.shown(draft_id)
        written = (await _read(filler, caller, data, draft_id)).application
        if written.matter != kept.application.matter:
            raise Conflict("这份暂存的申请是另一个事项，请另行暂存")
        changed = msgspec.structs.replace(written, evidence=kept.application.evidence)
        saved = await filler.node.drafts.save(_as_seen(replace(kept, application=changed), version))
        learned, _ = await filler.learn(saved)
    return await _shown(filler, learned)


@delete(
    "/drafts/{draft_id:str}",
    operation_id="deleteDraft",
    summary="删除一份暂存的申请及其文件",
    status_code=HTTP_204_NO_CONTENT,
    responses=declared(403, 404, 409, 422),
)
async def delete_draft(filler: OwnFiller, draft_id: FromPath[str], version: Deleted = None) -> None:
    """Delete a draft with its files."""
    require(filler.viewer, WRITE)
    async with filler.changing(draft_id):
        await filler.delete(_as_seen(await filler.load(draft_id), version))


@post(
    "/drafts/{draft_id:str}/files/{material:str}",
    operation_id="uploadToDraft",
    summary="为一份材料上传文件，替换此前上传的",
    status_code=HTTP_201_CREATED,
    request_max_body_size=FILES_BYTES,
    responses=declared(403, 404, 409, 422),
)
async def upload(filler: OwnFiller, draft_id: FromPath[str], material: FromPath[str], data: Posted) -> FileBody:
    """Upload a file for a material, in the place of one uploaded before."""
    require(filler.viewer, WRITE)
    async with filler.changing(draft_id):
        draft = await filler.load(draft_id)
        node, matter = filler.node, filler.matter(draft)
        ready = await checked_file(node, draft.id, matter, material, file_in(data), viewer=filler.viewer)
        [stored] = await node.drafts.put_files(draft, files=[ready])
    return shown_file(stored)


@delete(
    "/drafts/{draft_id:str}/files/{file_id:str}",
    operation_id="removeFromDraft",
    summary="从暂存的申请中删除一个文件",
    status_code=HTTP_204_NO_CONTENT,
    responses=declared(403, 404, 409, 422),
)
async def remove(filler: OwnFiller, draft_id: FromPath[str], file_id: FromPath[str]) -> None:
    """Remove a file from a draft."""
    require(filler.viewer, WRITE)
    async with filler.changing(draft_id):
        draft = await filler.load(draft_id)
        await filler.node.drafts.put_files(draft, without=[file_id])


@post(
    "/drafts/{draft_id:str}/assessments",
    operation_id="assessDraft",
    summary="逐项告知暂存的申请还缺什么，并保存登记库的答复",
    status_code=HTTP_200_OK,
    responses=declared(403, 404, 409, 422),
)
async def assess(request: PageRequest, filler: OwnFiller, draft_id: FromPath[str]) -> AssessmentBody:
    """Say everything that is in the way of a draft with its files, and keep what registers say to it."""
    require(filler.viewer, WRITE)
    _, assessment = await filler.learn(await filler.shown(draft_id))
    return shown_assessment(assessment, say=partial(said, request))


@post(
    "/drafts/{draft_id:str}/submissions",
    operation_id="submitDraft",
    summary="提交暂存的申请及其文件；有不符合的，逐项告知，不予提交；再次提交的，答复首次提交所成的办件",
    status_code=HTTP_201_CREATED,
    responses=declared(403, 404, 409, 422),
)
async def submit(filler: OwnFiller, draft_id: FromPath[str], version: Version = None) -> Answer[SubmittedBody]:
    """Hand a draft in with its files; what was handed in before is answered with the case that it has become."""
    require(filler.viewer, WRITE)
    try:
        draft = await filler.load(draft_id)
    except NotFound:
        return handed_in(await filler.case_of(draft_id))
    if version not in {None, draft.updated_at}:
        raise Conflict("这份申请在核对之后又被修改过，还没有提交")
    outcome = await filler.hand_in(draft)
    if not isinstance(outcome, Case):
        raise Refused(outcome.objections)
    return handed_in(outcome)


async def _read(filler: Filler, caller: Viewer, data: ApplicationBody, draft_id: str = "") -> Draft:
    if unknown := not_asked_for(filler.node, caller, data):
        raise Refused(unknown)
    if caller.officer is None and data.organisation != filler.viewer.organisation:
        raise NotFound("代表单位填写的，请在地址的 organisation 参数中写明同一个统一社会信用代码")
    draft, _ = await as_draft(filler.node, caller, data, draft_id)
    if long := unkept(draft, filler.matter(draft)):
        raise Refused(long)
    return replace(draft, key=_key(filler))


def _as_seen(draft: Draft, version: int | None) -> Draft:
    """The draft as a program that names a version has seen it."""
    return draft if version is None else replace(draft, updated_at=version)


def _key(filler: Filler) -> str:
    return shelf(filler.viewer) if filler.viewer.officer else own_key(filler.node, filler.viewer)


async def _as_kept(filler: Filler, draft: Draft) -> DraftBody:
    """The draft with the version that it has now."""
    return await _shown(filler, await filler.node.drafts.load(draft.id, draft.key))


async def _shown(filler: Filler, draft: Draft) -> DraftBody:
    written = draft.application
    return DraftBody(
        id=draft.id,
        matter=written.matter,
        office=written.office,
        organisation=written.organisation[0] if written.organisation else "",
        answers=written.typed,
        delivery=written.delivery,
        postal=PostalBody(**msgspec.structs.asdict(written.postal)),
        pledges=written.pledges,
        consent=written.consent,
        version=draft.updated_at,
        files=tuple(shown_file(file) for file in await filler.node.uploads.of_application(draft.id)),
    )


def drafts_router() -> Routes:
    """Writing an application in several sittings."""
    handlers = [list_drafts, keep_draft, read_draft, write_draft, delete_draft, upload, remove, assess, submit]
    return Routes(path="/", route_handlers=handlers, dependencies={"filler": Provide(find_filler)}, tags=["暂存"])
