"""An application as the API takes it, and what it gives of one: how it stands, its draft, what became of it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from tongban.desk.posting import LONGEST_ADDRESS, LONGEST_NAME, LONGEST_PHONE
from tongban_web.api.bodies import Body, FileBody, MaterialBody, PlaceBody, Shown
from tongban_web.api.problems import ObjectionBody
from tongban_web.posted import LONGEST
from tongban_web.views.typed import LONGEST as LONGEST_KEPT


def _held_to(label: str, longest: int) -> str:
    """A text's description, with what is held against it once it is read at all: the same as on the pages."""
    return f"{label}，不超过{longest}字：超过的不能提交；超过{LONGEST_KEPT}字的也不能暂存"


Answers = Annotated[
    dict[str, Annotated[str, Meta(max_length=LONGEST)]],
    Meta(
        max_length=200,
        description="当事人填写的内容，按字段名称，与网页表单相同；只是地点（division）填写行政区划代码，不填写地名",
    ),
]

IdentityChecked = Annotated[bool, Meta(description="窗口代为填写的必填 true：已当面核对到场人的居民身份证")]


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

    recipient: Annotated[str, Meta(max_length=LONGEST, description=_held_to("收件人姓名", LONGEST_NAME))] = ""
    phone: Annotated[str, Meta(max_length=LONGEST, description=_held_to("收件人手机号码", LONGEST_PHONE))] = ""
    address: Annotated[str, Meta(max_length=LONGEST, description=_held_to("收件地址", LONGEST_ADDRESS))] = ""


class ApplicationBody(Body, frozen=True, kw_only=True):
    """An application: online for a person's token, at the window for a clerk's.

    `office` is where it is handed in: its hall stands for the portal. `organisation` is the credit code of a firm acted
    for under a mandate. `consent` allows the registers that the matter needs to be asked; `present` are the roles of
    further parties who stand at the window, identified, and allow it too, such as `co_applicant`. `applicant` is who
    stands at the window, whose card the clerk says to have checked. `principal` is for whom they, or the person of the
    token, apply; nobody applies for a person and for a firm at once.
    """

    matter: str
    office: str
    answers: Answers = {}  # noqa: RUF012 - msgspec makes each its own
    organisation: str = ""
    delivery: str = ""
    postal: PostalBody = PostalBody()
    pledges: tuple[str, ...] = ()
    window_checks: tuple[str, ...] = ()
    consent: bool = False
    present: tuple[str, ...] = ()
    applicant: ApplicantBody | None = None
    identity_checked: IdentityChecked = False
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


class UndeterminedBody(Shown, frozen=True, kw_only=True):
    """A rule that lacks the answer of a register, or (`register` is empty) a calendar; one may hand in all the same."""

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
