"""Whose turn it is: what each place or party of a case has to do now. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec

from tongban.cases.clock import Deadline, Fixed
from tongban.cases.due import Running, delivering_desk
from tongban.cases.from_application import sooner
from tongban.cases.state import DECIDED, INTAKE, PENDING, UNDER_DECISION, Case, State, StepStatus
from tongban.cases.suspensions import EXPLANATION, explaining

PAUSED: Final = "9999-12-29"
UNDETERMINED: Final = "9999-12-30"
"""Days that lists keep where none is known: what stands still, then what is 待定, after every real last day."""


class Task(msgspec.Struct, frozen=True):
    """Something to do: by whom (a place role or a party role), what, and until when if a clock runs."""

    kind: str
    role: str
    title: str
    deadline: Deadline | None = None
    step: str = ""

    @property
    def due_on(self) -> str | None:
        """The last day (ISO), or None where none runs, it is 待定 or the clock stands still."""
        if not isinstance(self.deadline, Fixed) or self.deadline.paused:
            return None
        return self.deadline.on.isoformat()

    @property
    def sorted_on(self) -> str | None:
        """The last day as lists keep it, in the order in which it presses."""
        if self.deadline is None:
            return None
        return self.due_on or (PAUSED if self.deadline.paused else UNDETERMINED)

    @property
    def due_unit(self) -> str:
        """What the days until then are counted in, a `Unit`; "" where there is no last day."""
        return self.deadline.unit if isinstance(self.deadline, Fixed) else ""


def tasks(case: Case, running: tuple[Running, ...]) -> tuple[Task, ...]:
    """Everything that is due on the case while these clocks run, the parties' turns included."""
    in_turn = _intake(case, running) or _decision(case, running) or _delivery(case, running)
    return (*in_turn, *_originals(case)) if case.originals else tuple(in_turn)


def _sooner(running: tuple[Running, ...], kind: str) -> Deadline | None:
    """The last day of that clock, or of the term where that runs from the application and ends before it."""
    own = _clock(running, kind)
    return sooner(own, _clock(running, "term")) if own else None


def _clock(running: tuple[Running, ...], kind: str, step: str = "") -> Deadline | None:
    for each in running:
        if each.kind == kind and each.step == step:
            return each.deadline
    return None


def _intake(case: Case, running: tuple[Running, ...]) -> list[Task]:
    if case.state is State.SUBMITTED and case.awaits:
        return [Task("confirm", case.awaits[0], "确认共同申请")]
    if case.state is State.SUBMITTED or (case.state is State.CORRECTED and not case.received_on):
        return [Task("receive", "receiving", "收件：形式审查与身份核验", _sooner(running, "receive"))]
    if case.state is State.CORRECTION:
        return [Task("correct", "applicant", "补正", _clock(running, "correction"))]
    if case.state in INTAKE:
        return _off_exchange(case, running) if case.off_exchange else [_received(case, running)]
    return []


def _off_exchange(case: Case, running: tuple[Running, ...]) -> list[Task]:
    """The window posts the application; then the place without a node has it, and the window enters what comes back."""
    if not case.forwarded_on:
        return [Task("forward", "receiving", "转寄业务属地", _sooner(running, "forward"))]
    term = _clock(running, "term")
    return [
        Task("decide", "competent", "以纸质作出决定", term),
        Task("record_decision", "receiving", "登记业务属地的纸质决定", term),
    ]


def _received(case: Case, running: tuple[Running, ...]) -> Task:
    if case.offer_refused:
        return Task("offer_refused", "receiving", "业务属地未接收，请告知申请人")
    if case.epoch == 0:
        return Task("await_opening", "competent", "等待业务属地确认接收", _sooner(running, "notice"))
    return Task("accept", "competent", "决定是否受理", _sooner(running, "notice"))


def _decision(case: Case, running: tuple[Running, ...]) -> list[Task]:
    if case.state is State.SUSPENDED:
        # What was cleared may be under way already: its place still has to say what became of it.
        resume = Task("resume", "competent", "特别程序结束后恢复办理", _clock(running, "term"))
        return [*_pending(case, running, {StepStatus.CLEARED}), *_explanation(case, running), resume]
    if case.state not in UNDER_DECISION:
        return []
    steps = _pending(case, running, PENDING)
    stopped = any(step.status in {StepStatus.REFUSED, StepStatus.RECALLED} for step in case.steps)
    if steps and not stopped:
        return steps
    return [*steps, Task("decide", "competent", "作出决定", _clock(running, "term"))]


def _explanation(case: Case, running: tuple[Running, ...]) -> list[Task]:
    if explaining(case) is None:
        return []
    return [Task("explain", "applicant", "补充说明", _clock(running, EXPLANATION))]


def _pending(case: Case, running: tuple[Running, ...], among: Collection[StepStatus]) -> list[Task]:
    return [
        Task("step", step.plan.at, step.plan.title, _clock(running, "step", step.plan.name), step.plan.name)
        for step in case.steps
        if step.status in among
    ]


def _delivery(case: Case, running: tuple[Running, ...]) -> list[Task]:
    if case.state in DECIDED:
        return [Task("dispatch", delivering_desk(case), "寄送结果", _clock(running, "delivery"))]
    if case.state is State.DELIVERY and not case.delivered:
        if case.dispatched == "electronic":
            return [Task("open", "applicant", "查收电子结果")]
        return [Task("confirm_delivery", delivering_desk(case), "登记签收或领取")]
    return []


def _originals(case: Case) -> list[Task]:
    found = []
    for name, where in case.originals.items():
        to = case.bound_for(name)
        if to is not None:
            found.append(Task("receive_original", to, "签收寄来的原件", step=name))
        elif (
            case.state is State.DELIVERY
            or case.ended
            or (where == "receiving" and case.received_on and not case.decision)
        ):
            found.append(Task("move_original", where, "寄送或退还原件", step=name))
    return found
