"""What a place asks of a case that is new to it, beside what its facts must hold to.

Only then: a case that began must be able to end, whatever expires, moves or is closed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongban.cases import facts as f
from tongban.cases.applications import Work
from tongban.cases.context import Context
from tongban.cases.dossier import Dossier
from tongban.cases.heads import Fact
from tongban.cases.number import parse_case_number
from tongban.cases.state import Case
from tongban.cases.store import CaseStore
from tongban.exchange.granting import Grants
from tongban.exchange.refusals import Rejected
from tongban.matters.forms import left_out
from tongban.matters.needs import COMPETENT


@dataclass(frozen=True, slots=True)
class Admission:
    """Each check raises `Rejected` in words for whoever handed the case in."""

    context: Context
    store: CaseStore
    grants: Grants

    def require_application(self, case: Case, facts: Sequence[Fact]) -> None:
        """Whoever decides can read the answers by the form, and knows who applies."""
        matter, dossier = self.context.matters.find(case.matter, case.edition), Dossier(facts)
        if dossier.applicant() is None:
            raise Rejected("bad_body", "信中没有写明申请人，未予接收")
        if matter is None:
            return
        unsaid = [each.field for each in left_out(matter.form, dossier.answers()) if COMPETENT in each.field.audience]
        if unsaid:
            raise Rejected("bad_body", f"信中缺少“{unsaid[0].label}”，未予接收")
        Work(case=case, matter=matter, dossier=dossier).application({}, today=self.context.clock.today())

    async def require_new_number(self, case: Case) -> None:
        """No other case goes by its number here."""
        if await self.store.has_number(case.number):
            # Whoever was first to use it, the two may be of two peers, and neither is at odds with itself.
            where = f"办件编号{case.number}在{self.context.name}已属另一办件"
            raise Rejected("business_rule", f"{where}，未予接收；请重新提交，另取编号")

    def require_matter(self, case: Case) -> None:
        """This node decides the matter in the edition of the case."""
        context = self.context
        if not context.matters.offers(case.matter, case.edition):
            name = f"{case.matter_name}（{case.matter}，版本{case.edition}）"
            raise Rejected("not_served", f"{context.name}尚未开通“{name}”或版本较旧，不能接收；请改向该地线下机关申请")

    def require_offices(self, case: Case) -> None:
        """This node has the offices that are said to be its own."""
        context = self.context
        for place in case.places().values():
            if place.node == context.node and not context.has_office(place.office):
                raise Rejected("unknown_office", f"{context.name}的机关名录中没有“{place.name}”，请核对后重新提交")

    async def require_served(self, case: Case, places: Iterable[f.PlaceRef]) -> None:
        """The nodes of the places serve their divisions, or did on the day of its number.

        Who could name a division of another node would take the numbers of its cases. But divisions move between nodes,
        and what comes here for the first time may be an old case.
        """
        context, day = self.context, parse_case_number(case.number).submitted
        for place in places:
            its = (place.node, place.division)
            if place.node and not (context.is_served_by(*its) or await context.was_served_by(*its, day)):
                left = "没有接收；收件地核对后再次移交，申请人无须重新提交"
                raise Rejected("unknown_office", f"{context.name}未能核对“{place.name}”属于哪个地区，{left}")

    def require_grant(self, case: Case, sender: str) -> None:
        """The sender may open cases of the matter here."""
        if not self.grants.allows(sender, case.matter, "letters"):
            raise Rejected("no_grant", f"对方未获授权向{self.context.name}发送“{case.matter_name}”，请先办理授权")
