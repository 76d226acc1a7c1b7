"""What an applicant is told of an application that keeps nobody from handing it in."""

from __future__ import annotations

from typing import Final

from tongban.desk.assessment import Assessment
from tongban.desk.consent import UNTIL_CONFIRMED
from tongban.evidence.gather import NEVER_ANSWERED, OFF_EXCHANGE
from tongban.evidence.materials import OF_MATERIAL
from tongban.matters.rules import Severity, Undetermined
from tongban.routing.choice import ChosenRoute
from tongban_web.views.provenance import by_post

WITHHELD: Final = frozenset({*UNTIL_CONFIRMED.values(), *NEVER_ANSWERED})


def notices(assessment: Assessment) -> tuple[str, ...]:
    """Each once: what rules remark, and what registers have not said, unless it cannot be handed in here at all."""
    told = [each for each in assessment.objections if each.severity is Severity.NOTICE]
    of_materials = {f"{OF_MATERIAL}{status.material.key}" for status in assessment.materials}
    found = [f"{each.message}。{each.remedy}" for each in told if each.rule not in of_materials]
    if assessment.out_of_reach:
        return tuple(dict.fromkeys(found))
    reasons = {item.title: item.reason for item in assessment.evidence.values() if item.reason in WITHHELD}
    found += [_open_still(each, reasons.get(each.title, ""), assessment.route) for each in assessment.undetermined]
    return tuple(dict.fromkeys(found))


def _open_still(undetermined: Undetermined, reason: str, route: ChosenRoute | None) -> str:
    title = undetermined.title
    if reason == OFF_EXCHANGE and route is not None:
        return f"“{title}”的登记机关尚未接入通办平台，不能查询，{_instead(route)}"
    said = f"“{title}”{'的' if reason in NEVER_ANSWERED else ''}{reason}" if reason else undetermined.message
    return f"{said}，不影响提交"


def _instead(route: ChosenRoute) -> str:
    """Who decides on what a window posts looks for themselves; else what no register says cannot be granted online."""
    if route.off_exchange:
        return f"{by_post(route.competent)}，不影响提交"
    return f"这项申请在网上不能办完：请携带有关纸质材料到{route.competent.name}的窗口办理"
