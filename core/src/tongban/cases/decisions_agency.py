"""Who stands beside the applicant: the 委托 of an agent ends when the principal says so (民法典 第一百七十三条)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.heads import Draft
from tongban.cases.state import Case
from tongban.cases.wording import refuse
from tongban.identity.people import Role

RULE: Final = "AGENCY"


def end_agency(act: a.EndAgency, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """From now on the agent neither sees the case nor acts in it; what they did stands."""
    if by.organisation:
        remedy = "请单位的法定代表人（负责人）登录后，在“授权管理”中撤销授权"
        raise refuse(RULE, "单位经办人的授权不在办件中终止", remedy=remedy)
    if Role.AGENT not in case.roles:
        raise refuse(RULE, "本办件没有受托代办的人，无需终止委托", remedy="请在办件页面核对“当事人”")
    if Role.AGENT in case.former:
        raise refuse(RULE, "本办件的委托已经终止", remedy="无需再次终止，请刷新页面")
    return [Draft(event=f.AgencyEnded())]


DECISIONS: dict[type[a.Act], Callable[..., list[Draft]]] = {a.EndAgency: end_agency}
