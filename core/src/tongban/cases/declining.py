"""不予受理, and the reasons that have words of their own: whose competence it is, and false materials. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.heads import Draft
from tongban.cases.state import Case
from tongban.cases.wording import in_words, reasoned, reasons_part, refuse
from tongban.matters.basis import Basis

ELSEWHERE: Final = "authority"
"""The point that says that another authority is competent; its words name that authority."""
UNTRUE: Final = "false_material"
"""The point that says that materials are false; the record of it is this point, in the sealed reasons of the fact."""
LABELS: Final = {ELSEWHERE: "不属于本机关职权范围", UNTRUE: "提供虚假材料"}


def decline(act: a.Decline, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """不予受理, with reasons and remedy."""
    if not case.opened_on:
        raise refuse("CASE-NOT-OPENED", "业务属地尚未接收本办件，不能作出决定", remedy="请先完成收件和移交")
    if not reasoned(act.reasons):
        remedy = "请至少勾选一项，并在“理由”中写明依据的事实和规定"
        raise refuse("CM-06", "不予受理须逐项说明理由和救济途径", field="reasons", remedy=remedy)
    named = {point.field for point in act.reasons}
    if ELSEWHERE in named and not act.authority.strip():
        remedy = "请在“有权办理的机关”中写明机关的全称；会写进《不予受理决定书》"
        raise refuse("CM-06", "不属于本机关职权范围的，须告知向哪个机关申请", field="authority", remedy=remedy)
    reasons = tuple(_declined(point, act.authority.strip()) for point in act.reasons)
    return [Draft(event=f.Declined(), parts=reasons_part(reasons))]


def _declined(point: a.Point, authority: str) -> a.Point:
    if point.field == ELSEWHERE:
        return _worded(point, f"不属于本机关职权范围，请向{authority}申请", remedy=f"请向{authority}申请")
    return untrue(point, decision="不予受理")


def untrue(point: a.Point, *, decision: str) -> a.Point:
    """The point as a decision tells it where it says that materials are false; any other point as it is."""
    if point.field != UNTRUE:
        return point
    said = f"提供虚假材料，{decision}并记入信用记录"
    return _worded(point, said, remedy="请如实提供材料；对认定有异议的，可以陈述、申辩")


def founded(point: a.Point, basis: Sequence[Basis]) -> a.Point:
    """The point on a basis: its own, else that of the matter; one that has words of its own keeps what it has."""
    if point.field in LABELS or in_words(point.basis):
        return point
    return replace(point, basis="、".join(map(str, basis)))


def _worded(point: a.Point, said: str, *, remedy: str) -> a.Point:
    # The law that is applied is the officer's to name: not every matter is a licence (行政许可).
    label = LABELS[point.field]
    if not in_words(point.basis):
        how = "请在“依据”中写明所适用的法律、法规及其条款；会写进决定书"
        raise refuse("CM-06", f"以“{label}”为理由的，须写明依据", field=f"reasons.{point.field}.basis", remedy=how)
    return replace(point, label=label, reason=f"{said}（{point.reason}）", remedy=point.remedy or remedy)
