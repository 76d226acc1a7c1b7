"""Applying through the API: the same desk, the same rules, everything that is in the way at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Annotated, Final

import msgspec
from litestar import post
from litestar.params import HeaderParameter, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from tongban.cases.acts import Actor
from tongban.cases.postal import PostalAddress
from tongban.cases.state import Case
from tongban.desk.assessment import Assessment
from tongban.desk.authority import Standing
from tongban.desk.drafts import Application, Draft
from tongban.errors import NotFound, Refused
from tongban.evidence.items import Evidence
from tongban.identity.people import Assurance, OfficerRole, Person, Role
from tongban.identity.viewers import Viewer
from tongban.matters.forms import Form, fields_of, stripped
from tongban.matters.matter import Channel, Matter
from tongban.matters.rules import Objection
from tongban.matters.unknown_names import Known, known_names
from tongban.node import Node
from tongban_web.api.access import WRITE, Caller, called, require, require_officer
from tongban_web.api.answers import Answer
from tongban_web.api.application_bodies import (
    ApplicationBody,
    AssessmentBody,
    EvidenceBody,
    SubmittedBody,
    UndeterminedBody,
)
from tongban_web.api.bodies import MaterialBody, shown_places
from tongban_web.api.problems import NotPermitted, Say, declared, in_words, shown_objections
from tongban_web.natural_persons import misdialled
from tongban_web.officers import taken_in
from tongban_web.once import id_of
from tongban_web.rendering import said
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.routes import Routes
from tongban_web.views.window import MAY_COME_ALONG

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        max_length=200,
        description="同一键值再次提交的，答复首次提交所成的办件",
    ),
]

FOR_BOTH: Final = Objection(
    rule="PRINCIPAL",
    field="principal",
    message="organisation 与 principal 不能同时填写",
    remedy="代表单位办理的，只填写 organisation；代他人办理的，只填写 principal",
)
UNCHECKED: Final = Objection(
    rule="WINDOW",
    field="identity_checked",
    message="尚未核验到场人的身份",
    remedy="请当面核对居民身份证，核对后将 identity_checked 填写为 true",
)
BY_FIELDS: Final = "请按事项说明中 fields 列出的名称填写"
BY_KEYS: Final = "请按事项说明中 materials 列出的名称填写"
ALONG: Final = known_names(
    {each.value: each.label for each in MAY_COME_ALONG}, rule="PRESENT", where="一同到场的当事人"
)


@post(
    "/assessments",
    operation_id="assess",
    summary="逐项告知申请还缺什么、有什么不符合；只记录查询过哪些登记库，不保存其他内容",
    status_code=HTTP_200_OK,
    responses=declared(403, 404, 422),
)
async def assess(
    request: PageRequest, node: OwnNode, caller: Caller, data: JSONBody[ApplicationBody]
) -> AssessmentBody:
    """Say everything that is in the way of an application; the registers asked are noted, nothing else is kept."""
    require(caller, WRITE)
    draft, actor = await as_draft(node, caller, data)
    assessment = await node.applications.assess(draft, actor=actor)
    return shown_assessment(assessment, not_asked_for(node, caller, data), say=partial(said, request))


@post(
    "/cases",
    operation_id="submit",
    summary="提交申请；有不符合的，逐项告知，不予提交",
    status_code=HTTP_201_CREATED,
    responses=declared(403, 404, 409, 422),
)
async def submit(
    request: PageRequest, data: JSONBody[ApplicationBody], idempotency_key: IdempotencyKey = None
) -> Answer[SubmittedBody]:
    """Hand in; refused with every objection while anything is in the way."""
    node, caller = called(request, WRITE)
    draft, actor = await as_draft(node, caller, data, id_of(caller.key, idempotency_key) if idempotency_key else "")
    unknown = not_asked_for(node, caller, data)
    if unknown:
        raise Refused((*unknown, *(await node.applications.assess(draft, actor=actor)).objections))
    outcome = await node.applications.submit(draft, actor=actor)
    if not isinstance(outcome, Case):
        raise Refused(outcome.objections)
    if caller.officer:
        await node.accounts.remember(draft.application.person)
    return handed_in(outcome)


def handed_in(case: Case) -> Answer[SubmittedBody]:
    """The new case."""
    body = SubmittedBody(
        id=case.id,
        number=case.number,
        state=case.state,
        state_name=case.state.label,
        places=shown_places(case.places()),
    )
    return Answer(body, status_code=HTTP_201_CREATED, headers={"location": f"/api/v1/cases/{case.id}"})


async def as_draft(node: Node, caller: Viewer, data: ApplicationBody, draft_id: str = "") -> tuple[Draft, Actor]:
    """An application as a draft that is not kept, and who writes it; `draft_id` is its id where it has one already.

    That a clerk has checked the card of whoever stands there is audited. Raises `Refused` where that was not done.
    """
    if data.organisation and data.principal:
        raise Refused([FOR_BOTH])
    person, actor = _who(node, caller, data)
    written = await _written(node, caller, data, person)
    draft = node.drafts.new(node.accounts.key(person.number), written, as_id=draft_id)
    if caller.officer:
        await node.cases.context.audited(actor, "check_identity", purpose=written.matter, case_id=draft.id)
    return draft, actor


async def _written(node: Node, caller: Viewer, data: ApplicationBody, person: Person) -> Application:
    matter = node.plugins.matter(data.matter)
    return Application(
        matter=matter.id,
        edition=matter.edition,
        channel=Channel.WINDOW if caller.officer else Channel.ONLINE,
        office=caller.officer.office if caller.officer else data.office,
        person=person,
        typed=stripped(data.answers),
        organisation=await _organisation(node, person, data),
        principal=(data.principal.name, data.principal.number.upper()) if data.principal else None,
        capacity=_capacity(data),
        delivery=data.delivery,
        postal=PostalAddress(**msgspec.structs.asdict(data.postal)),
        pledges=data.pledges,
        window_checks=data.window_checks if caller.officer else (),
        consent=data.consent,
        present=_present(data.present) if caller.officer else (),
    )


def _capacity(data: ApplicationBody) -> Role:
    return Role(data.principal.capacity) if data.principal else Role.APPLICANT


def _present(roles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(role for role in roles if role in MAY_COME_ALONG)


def not_asked_for(node: Node, caller: Viewer, data: ApplicationBody) -> tuple[Objection, ...]:
    """What the matter has no field or material for, and what the caller has no say in: told, not dropped."""
    matter = node.plugins.matter(data.matter)
    return (
        *_fields_in(matter.form, matter.name).objections(data.answers),
        *_no_materials(matter, data),
        *(ALONG.objections(data.present, field="present") if caller.officer else _only_at_window(data)),
    )


@lru_cache(maxsize=512)
def _fields_in(form: type[Form], matter: str) -> Known:
    """Those that an application to the matter of that name is asked for."""
    names = frozenset(bound.name for bound in fields_of(form))
    return Known(names=names, rule="FORM", where=f"“{matter}”的申请表", remedy=BY_FIELDS)


def _no_materials(matter: Matter, data: ApplicationBody) -> Iterator[Objection]:
    if data.pledges or data.window_checks:
        keys = {material.key for material in matter.materials}
        held = Known(names=keys, rule="MATERIAL", where=f"“{matter.name}”的材料", remedy=BY_KEYS)
        yield from held.objections(data.pledges, field="pledges")
        yield from held.objections(data.window_checks, field="window_checks")


def _only_at_window(data: ApplicationBody) -> Iterator[Objection]:
    for field in ("applicant", "identity_checked", "present"):
        if getattr(data, field):
            yield Objection(
                rule="WINDOW",
                message=f"{field} 由窗口人员代为提交时填写，您是为自己提交",
                field=field,
                remedy=f"请删去 {field}；为他人办理的，填写 principal，或者请对方自己提交、到窗口办理",
            )


def _who(node: Node, caller: Viewer, data: ApplicationBody) -> tuple[Person, Actor]:
    role = Role.AGENT if data.organisation else _capacity(data)
    if caller.officer is None and caller.person is not None:
        return caller.person, node.authority.party(caller, frozenset({role.value}))
    officer, applicant = require_officer(caller), data.applicant
    if OfficerRole.CLERK not in officer.roles or data.matter not in {each.id for each in taken_in(node, officer)}:
        raise NotPermitted("只有窗口人员可以代为提交，且只限本窗口收件的事项")
    if applicant is None:
        raise NotFound("窗口代为提交时，请在 applicant 中填写到场申请人的姓名和证件号码")
    amiss = [*([] if data.identity_checked else [UNCHECKED]), *misdialled(applicant.mobile, field="applicant.mobile")]
    if amiss:
        raise Refused(amiss)
    person = Person(
        name=applicant.name, number=applicant.number.upper(), mobile=applicant.mobile, assurance=Assurance.L3
    )
    standing = Standing(role=role.value, name=person.name, number=person.number)
    return person, node.authority.officer(officer, standing=standing)


async def _organisation(node: Node, person: Person, data: ApplicationBody) -> tuple[str, str] | None:
    if not data.organisation:
        return None
    matter = node.plugins.matter(data.matter)
    mandate = await node.mandates.require(agent=person.number, organisation=data.organisation, matter=matter)
    return (mandate.organisation, mandate.organisation_name)


def shown_assessment(assessment: Assessment, unknown: tuple[Objection, ...] = (), *, say: Say) -> AssessmentBody:
    """An application as it stands, with what `not_asked_for` says of it; objections are told as in a problem."""
    route = assessment.route
    places = {"receiving": route.receiving, "competent": route.competent, **route.cooperating} if route else {}
    return AssessmentBody(
        ready=assessment.ready and not unknown,
        objections=in_words(shown_objections((*unknown, *assessment.objections)), say),
        undetermined=tuple(
            UndeterminedBody(rule=each.rule, register=each.register, message=say(each.message))
            for each in assessment.undetermined
        ),
        places=shown_places(places),
        route_reason=route.reason if route else "",
        materials=tuple(
            MaterialBody(
                key=each.material.key,
                name=each.material.name,
                treatment=each.material.treatment,
                settled=each.source is not None,
            )
            for each in assessment.materials
        ),
        evidence=tuple(_evidence(item) for item in assessment.evidence.values()),
        prefilled={name: text for name, (text, _) in assessment.prefilled.items()},
    )


def _evidence(item: Evidence) -> EvidenceBody:
    return EvidenceBody(
        key=item.key,
        title=item.title,
        outcome=item.outcome.value,
        source=item.source,
        at=item.at,
        digest=item.digest,
        reason=item.reason,
    )


def applications_router() -> Routes:
    """Assessing and handing in."""
    return Routes(path="/", route_handlers=[assess, submit], tags=["申请"])
