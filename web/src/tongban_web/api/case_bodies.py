"""A case as the API gives it, by itself and in lists, with its papers."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from tongban_web.api.application_bodies import PostalBody
from tongban_web.api.bodies import PlaceBody, Shown


class PaperBody(Shown, frozen=True, kw_only=True):
    """A paper of a case; a `sealed` one, of an electronic decision that no party has opened, shows no content."""

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


class FoundBody(Shown, frozen=True, kw_only=True):
    """The case that a number or a receipt's code leads to."""

    id: str


class TaskBody(Shown, frozen=True, kw_only=True):
    """What is due: what, who has to act, and until when."""

    task: str
    title: str
    holder: str
    due_on: str | None
    step: str


class HolderBody(Shown, frozen=True, kw_only=True):
    """Who holds the file now: a place or a party by role, by name, and since when without a break."""

    role: Annotated[str, Meta(description="持有人在办件中的身份：`receiving`、`competent`、协同地或当事人的名称")]
    name: Annotated[str, Meta(description="持有的机关或当事人身份的名称")]
    held_since: Annotated[int, Meta(description="自何时起不间断地持有，Unix 毫秒")]


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


class IntentBody(Shown, frozen=True, kw_only=True):
    """What was asked of the owner of the case from here: `pending`, or `refused` with the reason in `message`."""

    id: Annotated[str, Meta(description="答复 202 时给出的 `intent`")]
    title: str
    state: str
    at: int
    message: str


class QuestionBody(Shown, frozen=True, kw_only=True):
    """A question that waits for an answer: its id, as the act `answer` names it, and what was asked."""

    id: Annotated[str, Meta(description="答复时填写在 `question` 中")]
    text: str


class CorrectionPointBody(Shown, frozen=True, kw_only=True):
    """A point of the correction notice that waits for an answer, and where the act `correct` takes it."""

    field: Annotated[str, Meta(description="字段或材料的名称；两者都不是的，为 other")]
    answered_in: Annotated[
        Literal["answers", "material", "said"],
        Meta(
            description=(
                "answers：在 `answers` 中以 `field` 为名称填写；"
                "material：先上传到 `/cases/{case_id}/files/{field}`，可以承诺的也可在 `pledges` 中填写 `field`，"
                "窗口已核验的在 `brought` 中填写 `field`；said：在 `said` 中写明"
            )
        ),
    ]
    label: str
    reason: str
    basis: str
    remedy: str


class OriginalBody(Shown, frozen=True, kw_only=True):
    """A paper original that was taken in: `at` is the place role that has it, empty while it is on its way to `to`."""

    id: Annotated[str, Meta(description="寄送、签收、登记退回或遗失、退还时填写在 `original` 中")]
    name: str
    at: str
    to: str


class CaseBody(Shown, frozen=True, kw_only=True):
    """A case as the caller may see it; `unsettled` names the registers whose answer is still needed for a decision.

    `postal` is where its result goes by post, for the applicant's side and whoever decides or posts it. `holders` is
    empty once the case has ended. `correction` is what the notice asks for until it is answered. `questions` wait for
    an answer, `originals` have not been given back. `intents` are the acts that the owner has not taken up; one no
    longer there is a hop.
    """

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
    postal: PostalBody | None
    holders: tuple[HolderBody, ...]
    tasks: tuple[TaskBody, ...]
    hops: tuple[HopBody, ...]
    correction: tuple[CorrectionPointBody, ...]
    questions: tuple[QuestionBody, ...]
    originals: tuple[OriginalBody, ...]
    intents: tuple[IntentBody, ...]


class ActedBody(Shown, frozen=True, kw_only=True):
    """What an act led to: `done` with the case's state, or `pending` until the owner of the case confirms it.

    What became of `intent` is told by `intents` of the case.
    """

    outcome: str
    state: str = ""
    state_name: str = ""
    intent: str = ""
