"""What the API takes and gives: dates are ISO legal dates, instants Unix milliseconds, divisions 6-digit codes."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tongban.cases.facts import PlaceRef
from tongban.evidence.uploads import StoredFile
from tongban_web.api.problems import ObjectionBody

Answers = Annotated[
    dict[str, Annotated[str, Meta(max_length=10_000)]],
    Meta(max_length=200, description="what the person typed, by the field's name, as in a form"),
]


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a caller sends; an unknown key is refused rather than ignored."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what a caller gets."""


class ApplicantBody(Body, frozen=True, kw_only=True):
    """The person for whom a window clerk hands in, identified in person."""

    name: Annotated[str, Meta(min_length=1, max_length=50)]
    number: Annotated[str, Meta(min_length=15, max_length=18)]
    mobile: Annotated[str, Meta(max_length=20)] = ""


class PrincipalBody(Body, frozen=True, kw_only=True):
    """For whom somebody applies: a guardian for a ward, at a window also an agent with a 委托书."""

    name: Annotated[str, Meta(min_length=1, max_length=50)]
    number: Annotated[str, Meta(min_length=15, max_length=18)]
    capacity: Literal["agent", "guardian"]


class PostalBody(Body, frozen=True, kw_only=True):
    """Who receives a result by post: name, mobile phone and address; needed with `delivery` "post"."""

    recipient: Annotated[str, Meta(max_length=500)] = ""
    phone: Annotated[str, Meta(max_length=500)] = ""
    address: Annotated[str, Meta(max_length=500)] = ""


class ApplicationBody(Body, frozen=True, kw_only=True):
    """An application: online for a person's token, at the window for a clerk's.

    `office` is where it is handed in: its hall stands for the portal. `organisation` is the credit code of a firm acted
    for under a mandate. `consent` allows the registers that the matter needs to be asked; `present` are the roles of
    further parties who stand at the window, identified, and allow it too, such as `co_applicant`. `applicant` is who
    stands at the window, `principal` for whom they, or the person of the token, apply.
    """

    matter: str
    office: str
    answers: Answers = {}
    organisation: str = ""
    delivery: str = ""
    postal: PostalBody = PostalBody()
    pledges: tuple[str, ...] = ()
    window_checks: tuple[str, ...] = ()
    consent: bool = False
    present: tuple[str, ...] = ()
    applicant: ApplicantBody | None = None
    principal: PrincipalBody | None = None


class EvidenceBody(Shown, frozen=True, kw_only=True):
    """What a source says: its outcome (found, missing, unanswered), source, instant and digest."""

    key: str
    title: str
    outcome: str
    source: str
    at: int
    digest: str
    reason: str


class MaterialBody(Shown, frozen=True, kw_only=True):
    """A material: how it is treated, and whether it is there."""

    key: str
    name: str
    treatment: str
    settled: bool


class PlaceBody(Shown, frozen=True, kw_only=True):
    """A place of a case."""

    role: str
    office: str
    name: str
    division: str
    node: str


class UndeterminedBody(Shown, frozen=True, kw_only=True):
    """A rule that lacks the answer of a register; it does not keep one from handing in."""

    rule: str
    register: str
    message: str


class AssessmentBody(Shown, frozen=True, kw_only=True):
    """An application as it stands: ready, or everything that is in the way at once."""

    ready: bool
    objections: tuple[ObjectionBody, ...]
    undetermined: tuple[UndeterminedBody, ...]
    places: tuple[PlaceBody, ...]
    route_reason: str
    materials: tuple[MaterialBody, ...]
    evidence: tuple[EvidenceBody, ...]
    prefilled: dict[str, str]


class SubmittedBody(Shown, frozen=True, kw_only=True):
    """The case that an application has become."""

    id: str
    number: str
    state: str
    state_name: str
    places: tuple[PlaceBody, ...]


class FileBody(Shown, frozen=True, kw_only=True):
    """A file that was uploaded for a material; `digest` is over its bytes."""

    id: str
    material: str
    name: str
    type: str
    size: int
    digest: str


class DraftBody(Shown, frozen=True, kw_only=True):
    """A draft as it is kept; `version` grows whenever it is saved, and handing in names the one that was checked."""

    id: str
    matter: str
    office: str
    organisation: str
    answers: dict[str, str]
    delivery: str
    postal: PostalBody
    pledges: tuple[str, ...]
    consent: bool
    version: int
    files: tuple[FileBody, ...]


class PaperBody(Shown, frozen=True, kw_only=True):
    """A paper of a case; a `sealed` one is an electronic result that no party has opened yet, and shows no content."""

    seq: int
    kind: str
    number: str
    title: str
    to: str
    lines: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    issuer: str
    on: str
    sealed: bool


class CaseLine(Shown, frozen=True, kw_only=True):
    """One line of a person's cases."""

    id: str
    number: str
    matter_name: str
    state: str
    state_name: str
    role: str
    submitted_at: int
    due_on: str | None


class CaseLines(Shown, frozen=True, kw_only=True):
    """A page of cases, newest first; `next` is the query `before` of the page that follows, empty at the end."""

    cases: tuple[CaseLine, ...]
    next: str = ""


class QueueLine(Shown, frozen=True, kw_only=True):
    """One line of an office's queue: whose case, what is due and until when.

    `due_on` is 9999-12-29 while the clock stands still, 9999-12-30 where it is 待定, 9999-12-31 where none runs.
    """

    case: str
    number: str
    matter_name: str
    applicant: str
    state: str
    task: str
    title: str
    due_on: str
    submitted_at: int


class QueueLines(Shown, frozen=True, kw_only=True):
    """A page of the queue, the most urgent first; `next` is the query `after` of the page that follows."""

    tasks: tuple[QueueLine, ...]
    next: str = ""


class TaskBody(Shown, frozen=True, kw_only=True):
    """What is due: what, who has to act, and until when."""

    task: str
    title: str
    holder: str
    due_on: str | None
    step: str


class HopBody(Shown, frozen=True, kw_only=True):
    """One line of the ledger; `used` are working days since handing in, null where the calendar is missing."""

    seq: int
    at: int
    on: str
    place: str
    title: str
    who: str
    lines: tuple[tuple[str, str], ...]
    used: int | None


class AnswerBody(Shown, frozen=True, kw_only=True):
    """An answer as a person reads it."""

    field: str
    label: str
    text: str


class CaseBody(Shown, frozen=True, kw_only=True):
    """A case as the caller may see it; `unsettled` names the registers whose answer is still needed for a decision."""

    id: str
    number: str
    matter: str
    matter_name: str
    edition: str
    state: str
    state_name: str
    owner: str
    seq: int
    submitted_at: int
    due_on: str | None
    places: tuple[PlaceBody, ...]
    roles: tuple[str, ...]
    unsettled: tuple[str, ...]
    answers: tuple[AnswerBody, ...]
    tasks: tuple[TaskBody, ...]
    hops: tuple[HopBody, ...]


class ActedBody(Shown, frozen=True, kw_only=True):
    """What an act led to: `done` with the case's state, or `pending` until the owner of the case confirms it."""

    outcome: str
    state: str = ""
    state_name: str = ""
    intent: str = ""


class FieldBody(Shown, frozen=True, kw_only=True):
    """A field of a matter's form."""

    name: str
    label: str
    kind: str
    required: bool
    help: str
    section: str
    options: tuple[tuple[str, str], ...]
    shown_when: tuple[str, tuple[str, ...]] | None


class MatterLine(Shown, frozen=True, kw_only=True):
    """A matter of the zone."""

    id: str
    name: str
    edition: str
    kind: str
    modes: tuple[str, ...]
    channels: tuple[str, ...]
    life_event: str
    ministry: str
    summary: str


class StepBody(Shown, frozen=True, kw_only=True):
    """A step of the procedure: at which place role, within how many days; `unit` is 工作日 or 日."""

    name: str
    title: str
    at: str
    days: int | None
    unit: str
    irrevocable: bool
    fields: tuple[FieldBody, ...]


class GuideBody(Shown, frozen=True, kw_only=True):
    """The guide of a matter, generated from the matter itself; terms by the nation's values.

    `term_unit` says what `term` is counted in: 工作日 or 日.
    """

    matter: MatterLine
    applicants: tuple[str, ...]
    conditions: tuple[str, ...]
    basis: tuple[str, ...]
    term: int | None
    term_unit: str
    fee: str
    delivery: tuple[str, ...]
    fields: tuple[FieldBody, ...]
    materials: tuple[MaterialBody, ...]
    checks: tuple[tuple[str, str], ...]
    steps: tuple[StepBody, ...]
    results: tuple[str, ...]


def shown_file(file: StoredFile) -> FileBody:
    """An uploaded file."""
    return FileBody(
        id=file.id, material=file.material, name=file.name, type=file.type, size=file.size, digest=file.digest
    )


def shown_places(places: dict[str, PlaceRef]) -> tuple[PlaceBody, ...]:
    """The places of a case by role."""
    return tuple(
        PlaceBody(role=role, office=place.office, name=place.name, division=place.division, node=place.node)
        for role, place in places.items()
    )
