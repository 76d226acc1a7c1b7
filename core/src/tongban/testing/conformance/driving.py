"""A sample application carried from hand to hand to its end, between real nodes, by the acts of those concerned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from tongban.cases import acts as a
from tongban.cases.facts import PlaceRef
from tongban.cases.state import DECIDED, PENDING, Case, State, StepStatus
from tongban.errors import NotFound
from tongban.exchange.fakes import LossyTransport
from tongban.matters.matter import Delivery, Matter
from tongban.testing.samples import Sample
from tongban.testing.world import Desk, Province, World

ROUNDS = 80
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Stuck(Exception):
    """The application does not get on; `what` says what was waited for."""

    what: str

    def __str__(self) -> str:
        return f"it waits in vain until {self.what}"


@dataclass(slots=True)
class Course:
    """An application on its course between provinces, over a line that may lose what it carries."""

    world: World
    matter: Matter
    sample: Sample
    line: LossyTransport
    case_id: str = ""

    def run(self) -> Case:
        """From the application to the close; the case as its owner has it."""
        for _ in self.stretches():
            pass
        return self.case

    def stretches(self) -> Iterator[Case]:
        """The same in stretches; the case as its owner has it after each."""
        self.world.today(self.sample.on)
        for stretch in (self._hand_in, self._accept, self._take_steps, self._decide, self._dispatch, self._deliver):
            stretch()
            yield self.case

    @property
    def home(self) -> Province:
        """The province where the application comes in."""
        return self.world.province(f"{self.sample.received_in[:2]}0000")

    @property
    def case(self) -> Case:
        """The case as its owner has it."""
        here = self.home.case(self.case_id)
        return here if here.owner == self.home.node.settings.node else self._at(here.owner)

    def desk(self, place: PlaceRef) -> Desk:
        """Who acts at a place of the case."""
        return self.world.province(place.node).officer(place.office)

    def agreed(self) -> bool:
        """Whether every place that has been drawn in has the case as its owner has; others join with their step."""
        owned = self.case
        asked = {step.plan.at for step in owned.steps if step.status is not StepStatus.WAITING}
        nodes = {owned.places()[role].node for role in {"receiving", "competent"} | asked}
        return all(self._head(node) == (owned.seq, owned.hash) for node in nodes)

    def _at(self, node: str) -> Case:
        return self.world.province(node).case(self.case_id)

    def _head(self, node: str) -> tuple[int, str]:
        try:
            case = self._at(node)
        except NotFound:
            return (0, "")
        return (case.seq, case.hash)

    def _hand_in(self) -> None:
        handed = self.home.apply(
            self.sample.matter,
            by=self.sample.by,
            answers=self.sample.answers,
            organisation=self.sample.organisation,
            pledges=self.sample.pledges,
            uploads=[self.home.uploaded(self.sample.matter, key) for key in self.sample.uploads],
            delivery=Delivery.ELECTRONIC if Delivery.ELECTRONIC in self.matter.delivery else self.matter.delivery[0],
        )
        self.case_id = handed.case.id
        if self.sample.co_applicant:
            self.home.confirm(self.case_id, by=self.sample.co_applicant)
        if not self.case.received_on:
            self.desk(self.case.receiving).receive(self.case_id)
        self._until("the competent place has taken it in", lambda: self.case.epoch > 0)

    def _accept(self) -> None:
        self.desk(self.case.competent).accept(self.case_id)
        self._until("everybody knows of the acceptance", self.agreed)

    def _take_steps(self) -> None:
        while pending := [step for step in self.case.steps if step.status in PENDING]:
            for step in pending:
                self._take(step.plan.name, irrevocable=step.plan.irrevocable)

    def _decide(self) -> None:
        competent = self.desk(self.case.competent)
        with self._answering():
            if self.case.unsettled:
                competent.refresh(self.case_id)
            competent.grant(self.case_id)
        self._until("everybody knows of the decision", self.agreed)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """The line works for a while, so that registers elsewhere answer."""
        before, self.line.calm = self.line.calm, True
        yield
        self.line.calm = before

    def _take(self, name: str, *, irrevocable: bool) -> None:
        place = self.case.places()[self.case.step(name).plan.at]
        self._settle()
        if irrevocable:
            with self._answering():
                self.desk(place).clear(self.case_id, name)
            self._until(f"step {name!r} is cleared", lambda: self.case.step(name).status == "cleared" and self.agreed())
        self.desk(place).report(self.case_id, name, typed=self.sample.reports.get(name, {}))
        self._until(f"step {name!r} is done", lambda: self.case.step(name).status == "done" and self.agreed())

    def _settle(self) -> None:
        if self.case.unsettled:
            with self._answering():
                self.desk(self.case.competent).refresh(self.case_id)
            self._until("everybody knows what the registers said", self.agreed)

    def _dispatch(self) -> None:
        case = self.case
        if case.state in DECIDED:
            self.desk(case.competent).act(self.case_id, a.Dispatch(way=case.delivery, waybill="EMS1"))
            self._until("the result is on its way", lambda: self.case.state is State.DELIVERY and self.agreed())

    def _deliver(self) -> None:
        case = self.case
        if case.delivery == Delivery.ELECTRONIC:
            act = a.ConfirmDelivery(how="opened")
            role = "agent" if self.sample.organisation else "applicant"
            self.home.party(self.case_id, by=self.sample.by, act=act, role=role)
        elif case.delivery == Delivery.WINDOW:
            self.desk(case.receiving).hand_over(self.case_id, self.sample.by)
        else:
            self.desk(case.receiving).signed(self.case_id, "EMS1")
        self._until("every place has closed it", lambda: self.case.state is State.CLOSED and self.agreed())

    def _until(self, what: str, reached: Callable[[], bool]) -> None:
        for _ in range(ROUNDS):
            self.world.deliver()
            if reached():
                return
            self.world.clock.advance(MINUTE)
        raise Stuck(what)
