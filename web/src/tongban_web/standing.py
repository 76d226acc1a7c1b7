"""Who stands at a window while a clerk acts in a case: identified each time as one of its parties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.cases.dossier import Dossier
from tongban.cases.standing import standing
from tongban.cases.state import Case
from tongban.desk.authority import Standing
from tongban.errors import Refused
from tongban.identity.names import same_name
from tongban.identity.people import PartyKind, Role
from tongban.matters.rules import Objection
from tongban.node import Node

ABLE_TO_STAND: Final = (Role.AGENT, Role.GUARDIAN, Role.APPLICANT, Role.CO_APPLICANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWindow:
    """What the clerk read from the card of whoever stands there; `role` where it was said in which."""

    name: str
    number: str
    role: str = ""


async def standing_in(node: Node, case: Case, dossier: Dossier, there: AtWindow) -> Standing:
    """The party of the case whom the clerk identified; an organisation's agent needs its mandate of today.

    Raises `Refused`: for somebody who is no party, or not by that name, and without the mandate.
    """
    number = there.number.strip().upper()
    wanted = [Role(there.role)] if there.role in set(ABLE_TO_STAND) else [] if there.role else ABLE_TO_STAND
    present = standing(dossier.parties(), case, on=node.clock.today())
    parties = [party for party in present if party.number == number and same_name(party.name, there.name)]
    found = next((party.role for role in wanted for party in parties if party.role is role), None)
    if found is None:
        raise Refused([UNKNOWN])
    applicant = dossier.applicant()
    if found is Role.AGENT and applicant is not None and applicant.kind is PartyKind.ORGANISATION:
        matter = node.plugins.matter(case.matter, case.edition)
        await node.mandates.require(agent=number, organisation=applicant.number, matter=matter)
    return Standing(role=found.value, name=there.name.strip(), number=number)


UNKNOWN: Final = Objection(
    rule="WINDOW-IDENTITY",
    message="到场人的姓名和公民身份号码与本办件的当事人不一致，不能代为办理",
    field="standing_number",
    remedy="请对照到场人的居民身份证重新填写；到场人不是本办件当事人的，请当事人本人到场或登录办理",
)
