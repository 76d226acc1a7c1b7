"""What can be asked for on a case, as a caller sends it: one tagged union, those acts that a desk prepares first."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tongban.cases.acts import PaperDecision
from tongban.cases.facts import Mishap
from tongban.cases.wording import LONGEST_TEXT
from tongban_web.api.application_bodies import Answers
from tongban_web.standing import AtWindow

Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
OnBehalf = Annotated[str, Meta(description="窗口人员代哪个身份的当事人办理，如 `applicant`")]
Seen = Annotated[
    int,
    Meta(
        ge=1,
        description="所看到的办件的 `seq`：此后有了新的进展的，不予办理，答复 409；不写的，按办件的最新状态办理",
    ),
]


class Identified(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who stands at the window, as read from the identity card that the clerk has checked."""

    name: Annotated[str, Meta(max_length=50)]
    number: Annotated[str, Meta(max_length=18)]


class Asked(msgspec.Struct, frozen=True, kw_only=True, tag_field="act", forbid_unknown_fields=True):
    """Base of what can be asked for; `act` says which."""

    behalf: OnBehalf = ""
    seen: Seen | None = None
    standing: Identified | None = None

    @property
    def there(self) -> AtWindow | None:
        """Who stands at the window; nobody in particular where a role is claimed and nobody was identified."""
        if not self.behalf and self.standing is None:
            return None
        name, number = (self.standing.name, self.standing.number) if self.standing else ("", "")
        return AtWindow(name=name, number=number, role=self.behalf)


class Confirm(Asked, frozen=True, kw_only=True, tag="confirm"):
    """共同申请人确认; `consent` allows what the registers are asked about them."""

    consent: bool = False


class Receive(Asked, frozen=True, kw_only=True, tag="receive"):
    """收件: the items of the formal check that were confirmed."""

    checks: tuple[str, ...]


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One point told to the applicant: what it is about (`field`), the reason, its basis and the remedy.

    `field` is a field or material of the matter, or `other`. The paper calls it as the matter does, whatever is in
    `label`.
    """

    field: Annotated[str, Meta(max_length=200)]
    reason: Text
    basis: Text = ""
    remedy: Text = ""
    label: Text = ""


class AskCorrection(Asked, frozen=True, kw_only=True, tag="ask_correction"):
    """告知补正: every point at once; how long the applicant has is set by the place that decides."""

    points: tuple[Told, ...]


class Correct(Asked, frozen=True, kw_only=True, tag="correct"):
    """提交补正: the fields of the notice as they should be, and the keys of materials pledged.

    Files go to `/cases/{case_id}/files/{material}` before. `brought` are materials that a window clerk has checked.
    `said` answers the points that are about neither a field nor a material.
    """

    answers: Answers = {}
    pledges: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()
    said: Text = ""


class Accept(Asked, frozen=True, kw_only=True, tag="accept"):
    """受理, with fresh evidence."""


class Refresh(Asked, frozen=True, kw_only=True, tag="refresh"):
    """重新核验: ask the registers anew."""


class Establish(Asked, frozen=True, kw_only=True, tag="establish"):
    """按纸质材料核对: what a register does not answer, as the paper of its material says it.

    `need` is its key and `values` are typed as on the page; with `none` the paper shows that there is no such record.
    """

    need: Text
    outcome: Literal["found", "none"] = "found"
    values: Answers = {}


class Clear(Asked, frozen=True, kw_only=True, tag="clear"):
    """放行 an irrevocable step."""

    step: str


class ReportStep(Asked, frozen=True, kw_only=True, tag="report_step"):
    """Report a step: done with the values of its form, or refused, failed, recalled with the reason.

    Where people have a right to the matter, the place that decides refuses and recalls no step of its own.
    """

    step: str
    outcome: Literal["done", "refused", "failed", "recalled"]
    values: Answers = {}
    reason: Text = ""


class Extend(Asked, frozen=True, kw_only=True, tag="extend"):
    """延长办理期限, once and before it is over."""

    days: int
    reason: Text


class Suspend(Asked, frozen=True, kw_only=True, tag="suspend"):
    """进入特别程序（挂起）, for an enumerated reason; `note` tells the applicant what is done and how long it takes.

    `correction` asks the applicant in `note` to explain something, once; their answer or its last day ends it.
    """

    reason: str
    note: Text = ""


class Grant(Asked, frozen=True, kw_only=True, tag="grant"):
    """准予."""

    note: Text = ""


class Decline(Asked, frozen=True, kw_only=True, tag="decline"):
    """不予受理, with reasons and remedy.

    A reason with `field` `authority` says that another authority is competent, which `authority` names; one with
    `field` `false_material` that materials are false; both name the law in `basis`. Where people have a right to the
    matter, each has the `field` `rule-` and the id of a rule that objects, `rule-MATERIAL:` and the key of a material
    that is not held, `step-` and the name of a step that came to nothing at another place, or `unreadable` where the
    answers of the case are none of the form's.
    """

    reasons: tuple[Told, ...]
    authority: Text = ""


class Refuse(Asked, frozen=True, kw_only=True, tag="refuse"):
    """不予, with reasons; where people have a right to the matter they are as those of `decline`.

    A reason with `field` `false_material` says that materials are false and names the law in `basis`.
    """

    reasons: tuple[Told, ...]


class RecordDecision(Asked, frozen=True, kw_only=True, tag="record_decision"):
    """登记纸质决定 of a place that no node serves, with the day that it bears (`2026-12-01`).

    For a declination `note` gives the reasons.
    """

    decision: PaperDecision
    paper: Text
    decided_on: Annotated[str, Meta(max_length=10)]
    note: Text = ""


class Forward(Asked, frozen=True, kw_only=True, tag="forward"):
    """转寄业务属地: the application was posted to a place that no node serves."""

    waybill: Text


class OpenResult(Asked, frozen=True, kw_only=True, tag="open_result"):
    """查收: a party opens the electronic result, which confirms its delivery."""


class HandOver(Asked, frozen=True, kw_only=True, tag="hand_over"):
    """窗口交付: to a party, to the agent of their organisation, or to whom a party entrusted by the paper named."""

    name: Text
    number: Annotated[str, Meta(max_length=18)]
    entrusted: Text = ""


class Signed(Asked, frozen=True, kw_only=True, tag="signed"):
    """登记邮件签收: the waybill that was signed for."""

    waybill: Text


class Ask(Asked, frozen=True, kw_only=True, tag="ask"):
    """Ask a question on the case."""

    text: Text


class TakeOriginal(Asked, frozen=True, kw_only=True, tag="take_original"):
    """收存原件: of a material (its key) of the matter, or of anything else by its name, and in which state."""

    material: Text = ""
    name: Text = ""
    condition: Text


class SendOriginal(Asked, frozen=True, kw_only=True, tag="send_original"):
    """寄送原件 to another place role of the case."""

    original: str
    to: str
    waybill: Text


class ReportOriginal(Asked, frozen=True, kw_only=True, tag="report_original"):
    """登记退回或遗失 of an original in the post, and how, for the applicant to read.

    `lost` is also for what an office has lost that was in its own custody.
    """

    original: str
    mishap: Mishap
    note: Text


class ReturnOriginal(Asked, frozen=True, kw_only=True, tag="return_original"):
    """退还原件: by hand to whoever may be given a result (as `hand_over`), or by post to the applicant (`waybill`)."""

    original: str
    name: Text = ""
    number: Annotated[str, Meta(max_length=18)] = ""
    entrusted: Text = ""
    waybill: Text = ""


Intake = Confirm | Receive | AskCorrection | Correct | Forward
Custody = TakeOriginal | SendOriginal | ReportOriginal | ReturnOriginal
Review = Accept | Refresh | Clear | ReportStep | Extend | Suspend
Decision = Establish | Decline | Grant | Refuse | RecordDecision
Delivery = OpenResult | HandOver | Signed
Prepared = Intake | Custody | Review | Decision | Delivery | Ask
