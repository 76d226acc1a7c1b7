"""不予受理: with reasons, of which two have words of their own: whose competence it is, and false materials. Pure."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.heads import Draft
from tongban.cases.state import Case
from tongban.cases.wording import reasoned, reasons_part, refuse

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
    reasons = tuple(_worded(point, act.authority.strip()) for point in act.reasons)
    return [Draft(event=f.Declined(), parts=reasons_part(reasons))]


def _worded(point: a.Point, authority: str) -> a.Point:
    # The law that is applied is the officer's to name: not every matter is a licence (行政许可).
    if point.field == ELSEWHERE:
        said, remedy = f"不属于本机关职权范围，请向{authority}申请", f"请向{authority}申请"
    elif point.field == UNTRUE:
        said = "提供虚假材料，不予受理并记入信用记录"
        remedy = "请如实提供材料；对认定有异议的，可以陈述、申辩。信用记录由本机关依法另行办理"
    else:
        return point
    return replace(point, label=LABELS[point.field], reason=f"{said}（{point.reason}）", remedy=remedy)
