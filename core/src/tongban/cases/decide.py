"""Says what an act leads to: the facts it makes, or every reason why it may not be taken. Pure."""

from __future__ import annotations

from functools import singledispatch

from tongban.cases import acts as a
from tongban.cases import (
    arrivals,
    decisions_agency,
    decisions_custody,
    decisions_evidence,
    decisions_intake,
    decisions_result,
    decisions_review,
    decisions_steps,
)
from tongban.cases.heads import Draft
from tongban.cases.permissions import TABLE, permitted
from tongban.cases.room import require_room
from tongban.cases.state import Case
from tongban.cases.wording import refuse
from tongban.errors import Refused

DECIDING = (a.Accept, a.Decline, a.Grant, a.Refuse, a.Extend, a.Suspend, a.Establish)


def decide(case: Case, act: a.Act, *, by: a.Actor, at: a.Moment) -> list[Draft]:
    """The drafts that the act leads to; raises `Refused` with the reason and the remedy."""
    require_permission(case, act, by=by)
    require_state(case, act)
    require_room(case, act)
    return _draft(act, case, by, at)


def require_permission(case: Case, act: a.Act, *, by: a.Actor) -> None:
    """Raise `Refused` where the act is not the actor's, whatever is in it and whatever the state of the case."""
    if not permitted(case, by, act):
        raise _not_yours(case, act, by)


def require_state(case: Case, act: a.Act) -> None:
    """Raise `Refused` where the act is not one for the state of the case, whatever is in it."""
    if case.state not in TABLE[type(act)].when:
        raise refuse(
            "CASE-STATE",
            f"办件现处于“{case.state.label}”，不能进行此操作",
            remedy="请刷新页面，按办件的最新状态办理",
        )
    if case.offered and not isinstance(act, (a.TakeBack, a.Open)):
        raise refuse("CASE-OFFERED", "办件正在移交业务属地，暂不能进行此操作", remedy="请待业务属地接收后再办理")


def _not_yours(case: Case, act: a.Act, by: a.Actor) -> Refused:
    """Why the actor may not take the act; a receiving place is told who decides (CM-02)."""
    remedy = "请由有权的机关或本人办理"
    if isinstance(act, a.Extend) and "competent" in case.roles_of_office(by.office, node=by.node):
        return refuse("CM-02", "延长办理期限须经本机关负责人批准", remedy="请由负责人登录后批准延长")
    if isinstance(act, DECIDING) and "receiving" in case.roles_of_office(by.office, node=by.node):
        return refuse("CM-02", f"收件地无审批权限，应转业务属地办理（{case.competent.name}）", remedy=remedy)
    return refuse("CM-02", "您在本办件中没有进行此操作的权限", remedy=remedy)


@singledispatch
def _draft(act: a.Act, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    message = f"no decision is written for {type(act).__name__}"
    raise TypeError(message)


for _module in (
    arrivals,
    decisions_agency,
    decisions_intake,
    decisions_evidence,
    decisions_steps,
    decisions_review,
    decisions_result,
    decisions_custody,
):
    for _kind, _function in _module.DECISIONS.items():
        _draft.register(_kind, _function)

__all__ = ["Refused", "decide", "require_permission", "require_state"]
