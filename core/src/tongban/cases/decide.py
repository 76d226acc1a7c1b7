"""Says what an act leads to: the facts it makes, or every reason why it may not be taken. Pure."""

from __future__ import annotations

from functools import singledispatch

from tongban.cases import acts as a
from tongban.cases import decisions_intake, decisions_result, decisions_review
from tongban.cases.heads import Draft
from tongban.cases.permissions import TABLE, capacities
from tongban.cases.state import Case
from tongban.cases.wording import refuse
from tongban.errors import Refused


def decide(case: Case, act: a.Act, *, by: a.Actor, at: a.Moment) -> list[Draft]:
    """The drafts that the act leads to; raises `Refused` with the reason and the remedy."""
    allowed = TABLE[type(act)]
    held = capacities(case, by, act)
    if not held & allowed.by:
        raise refuse("CM-02", _not_yours(case, act, by), remedy="请由有权的机关或本人办理")
    if case.state not in allowed.when:
        raise refuse(
            "CASE-STATE",
            f"办件现处于“{case.state.label}”，不能进行此操作",
            remedy="请刷新页面，按办件的最新状态办理",
        )
    if case.offered and not isinstance(act, (a.TakeBack, a.Open)):
        raise refuse("CASE-OFFERED", "办件正在移交业务属地，暂不能进行此操作", remedy="请待业务属地接收后再办理")
    return _draft(act, case, by, at)


def _not_yours(case: Case, act: a.Act, by: a.Actor) -> str:
    if isinstance(act, a.Extend) and "competent" in case.roles_of_office(by.office):
        return "延长办理期限须经本机关负责人批准"
    if isinstance(act, (a.Accept, a.Decline, a.Grant, a.Refuse, a.Extend, a.Suspend)):
        return f"收件地无审批权限，应转业务属地办理（{case.competent.name}）"
    return "您在本办件中没有进行此操作的权限"


@singledispatch
def _draft(act: a.Act, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    message = f"no decision is written for {type(act).__name__}"
    raise TypeError(message)


for _module in (decisions_intake, decisions_review, decisions_result):
    for _kind, _function in _module.DECISIONS.items():
        _draft.register(_kind, _function)

__all__ = ["Refused", "decide"]
