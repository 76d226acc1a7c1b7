"""A member of staff in the world of a spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.cases import acts as a
from tongban.cases.applications import Work
from tongban.cases.facts import Outcome
from tongban.cases.intents import Pending
from tongban.cases.reading import CaseView, QueueItem
from tongban.cases.state import Case
from tongban.desk.authority import Standing
from tongban.desk.collecting import Collector
from tongban.desk.legible import legible
from tongban.desk.pointing import OTHER
from tongban.identity.people import Officer
from tongban.node import Node
from tongban.testing.labelled import typed_by_label

if TYPE_CHECKING:
    from tongban.testing.world.three_provinces import World


@dataclass(slots=True)
class Desk:
    """One member of staff at work; each method is one act."""

    world: World
    node: Node
    officer: Officer
    standing: Standing | None = None

    @property
    def actor(self) -> a.Actor:
        """The officer as an actor."""
        return self.node.authority.officer(self.officer, standing=self.standing)

    def act(self, case_id: str, act: a.AnyAct) -> Case | Pending:
        """Any act of `tongban.testing.acts`."""
        return self.world.run(self.node.cases.act, case_id, act, self.actor)

    def receive(self, case_id: str, checks: Sequence[str] | None = None) -> Case | Pending:
        """收件; every check item by default."""
        if checks is None:
            work = self.world.run(self.node.judging.work, case_id)
            checks = [item.key for item in work.matter.checks]
        return self.world.run(self.node.desk.receive, case_id, self.actor, checks)

    def accept(self, case_id: str) -> Case | Pending:
        """受理."""
        return self.world.run(self.node.desk.accept, case_id, self.actor)

    def decline(self, case_id: str, reason: str, *, about: str = OTHER) -> Case | Pending:
        """不予受理; `about` is what the reason is about, as `rule-HF-CM-01` a rule that objects."""
        return self.world.run(self.node.desk.decline, case_id, self.actor, [_point(reason, about)])

    def ask_correction(self, case_id: str, field_name: str, reason: str) -> Case | Pending:
        """补正告知 of one field."""
        return self.world.run(self.node.desk.ask_correction, case_id, self.actor, [_point(reason, field_name)])

    def take_original(self, case_id: str, material: str, condition: str) -> Case | Pending:
        """收存原件 of a material of the matter."""
        return self.world.run(self.node.custody.take, case_id, self.actor, material=material, condition=condition)

    def forward(self, case_id: str, waybill: str) -> Case | Pending:
        """转寄业务属地, where that has no node."""
        return self.world.run(self.node.desk.forward, case_id, self.actor, waybill=waybill)

    def record_decision(
        self, case_id: str, decision: a.PaperDecision, *, paper: str, on: str = "", note: str = ""
    ) -> Case | Pending:
        """登记纸质决定 of a place that has no node, decided today unless `on` says when (ISO date)."""
        record, day = self.node.desk.record_decision, on or self.node.clock.today().isoformat()
        return self.world.run(record, case_id, self.actor, decision, paper=paper, on=day, note=note)

    def refresh(self, case_id: str) -> Case | Pending:
        """重新核验."""
        return self.world.run(self.node.desk.refresh, case_id, self.actor)

    def establish(self, case_id: str, title: str, entered: Mapping[str, str]) -> Case | Pending:
        """核对认定 what the register with that title does not answer, as the paper says it: entered by label."""
        work = self.world.run(self.node.judging.work, case_id)
        need = self._need(work, title)
        found = [each for each in legible(work, self.node.judging.application(work)) if each.need.key == need]
        typed = typed_by_label(found[0].form, entered, of=title) if found else {}
        return self.world.run(self.node.establishing.establish, case_id, self.actor, need=need, typed=typed)

    def establish_absence(self, case_id: str, title: str) -> Case | Pending:
        """核对认定 that by the paper there is no such record."""
        need = self._need(self.world.run(self.node.judging.work, case_id), title)
        return self.world.run(self.node.establishing.establish_absence, case_id, self.actor, need=need)

    def _need(self, work: Work, title: str) -> str:
        needs = {need.title: need.key for need in work.matter.needs}
        assert title in needs, f"“{work.matter.name}”不查询“{title}”，只查询：{'、'.join(needs)}"
        return needs[title]

    def grant(self, case_id: str) -> Case | Pending:
        """准予."""
        return self.world.run(self.node.desk.grant, case_id, self.actor)

    def refuse(self, case_id: str, reason: str) -> Case | Pending:
        """不予."""
        return self.world.run(self.node.desk.refuse, case_id, self.actor, [_point(reason)])

    def clear(self, case_id: str, step: str) -> Case | Pending:
        """放行 an irrevocable step."""
        return self.world.run(self.node.steps.clear, case_id, self.actor, step=step)

    def report(
        self, case_id: str, step: str, outcome: str = "done", typed: Mapping[str, str] | None = None, reason: str = ""
    ) -> Case | Pending:
        """Report a step `done`, `failed` or `refused`, with what is typed into its form."""
        return self.world.run(
            self.node.steps.report,
            case_id,
            self.actor,
            step=step,
            outcome=Outcome(outcome),
            typed=typed or {},
            reason=reason,
        )

    def hand_over(self, case_id: str, name: str, *, number: str = "", entrusted: str = "") -> Case | Pending:
        """Give the result to somebody who shows the identity card: a party, whose number the case has, or another."""
        collector = self._collector(case_id, name, number=number, entrusted=entrusted)
        return self.world.run(self.node.deliveries.hand_over, case_id, self.actor, collector)

    def return_original(
        self, case_id: str, original: str, name: str = "", *, number: str = "", entrusted: str = "", waybill: str = ""
    ) -> Case | Pending:
        """退还原件 (its key) to somebody who shows the identity card, as with a result, or by post to the applicant."""
        to = self._collector(case_id, name, number=number, entrusted=entrusted)
        give_back = self.node.custody.give_back
        return self.world.run(give_back, case_id, self.actor, original=original, to=to, waybill=waybill)

    def _collector(self, case_id: str, name: str, *, number: str, entrusted: str) -> Collector:
        parties = self.view(case_id).dossier.parties() if name else ()
        known = next((party.number for party in parties if party.name == name), number)
        return Collector(name=name, number=number or known, entrusted=entrusted)

    def signed(self, case_id: str, waybill: str) -> Case | Pending:
        """Register that the post was signed for."""
        return self.world.run(self.node.deliveries.signed, case_id, self.actor, waybill=waybill)

    def queue(self) -> list[QueueItem]:
        """What the office has to do."""
        return self.world.run(self.node.reader.queue, self.officer.office, self.actor)

    def view(self, case_id: str) -> CaseView:
        """The case as the office sees it."""
        return self.world.run(self.node.reader.at_desk, case_id, self.officer.office, self.actor)


def _point(reason: str, name: str = OTHER) -> a.Point:
    return a.Point(field=name, label=name, reason=reason, remedy="如有疑问请与办理机关联系")
