"""A case without a node: acts are decided and their facts appended in memory, for tables and specifications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Final

import msgspec

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.calendar_files import load_calendar
from tongban.cases.decide import decide
from tongban.cases.dossier import Dossier
from tongban.cases.evolve import fold
from tongban.cases.heads import Draft, Fact
from tongban.cases.papers import Paper
from tongban.cases.sealing import Sealing, append
from tongban.cases.sheets import BOTH, AddressedSheet, Sheet
from tongban.cases.state import Case
from tongban.clock import CHINA, milliseconds
from tongban.identity.people import Party, PartyKind, Role

RECEIVING: Final = f.PlaceRef(
    node="440000", office="440106-hall", name="天河窗口", division="440106", province="440000"
)
COMPETENT: Final = f.PlaceRef(
    node="510000", office="510104-desk", name="锦江经办", division="510104", province="510000"
)
"""A place that decides, in 四川."""
PARTNER: Final = f.PlaceRef(node="500000", office="500103-desk", name="渝中经办", division="500103")
OFF_EXCHANGE: Final = f.PlaceRef(node="", office="330106-desk", name="西湖经办", division="330106")

APPLICANT: Final = a.Actor(kind="party", roles=("applicant",), name="张建国", number="510104198503109997")
CO_APPLICANT: Final = a.Actor(kind="party", roles=("co_applicant",), name="李秋萍", number="500103199208259980")
TIMER: Final = a.Actor(kind="timer")
NODE: Final = a.Actor(kind="node")
POINT: Final = a.Point(field="purpose", label="用途", reason="不清楚", basis="《示例》第一条", remedy="请写明")
PAY: Final = f.PlannedStep(name="pay", title="核定并转账", at="partner", days=5, irrevocable=True, after=("letter",))
RETURNABLE: Final = msgspec.structs.replace(PAY, returned="款项退回")
BOOK: Final = f.PlannedStep(name="book", title="入账", at="competent", days=3, after=("pay",))
LETTER: Final = f.PlannedStep(name="letter", title="发出联系函", at="competent", days=2)


def staff(place: f.PlaceRef, *roles: str, behalf: str = "") -> a.Actor:
    """Somebody who works at a place."""
    return a.Actor(
        kind="officer",
        roles=roles,
        node=place.node,
        office=place.office,
        office_name=place.name,
        name=f"{place.name}工作人员",
        officer=f"{place.office}-1",
        behalf=behalf,
    )


CLERK: Final = staff(RECEIVING, "clerk")
OFFICER: Final = staff(COMPETENT, "officer")
APPROVER: Final = staff(COMPETENT, "officer", "approver")
PARTNER_OFFICER: Final = staff(PARTNER, "officer")


@cache
def calendar() -> WorkingCalendar:
    """The calendars that come with Tongban."""
    return load_calendar()


@dataclass(slots=True)
class CaseFile:
    """A case on its way, with all of its facts; `today` moves only when a test moves it."""

    submitted: f.Submitted
    today: date = date(2026, 11, 23)
    calendar: WorkingCalendar = field(default_factory=calendar)
    facts: tuple[Fact, ...] = ()
    by: a.Actor = APPLICANT
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        applicant = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name=APPLICANT.name, number=APPLICANT.number)
        places = (*BOTH, *self.submitted.cooperating)
        draft = Draft(event=self.submitted, parts={"parties": ([applicant], places)})
        self._append(None, [draft], self.by)

    @property
    def dossier(self) -> Dossier:
        """Its contents."""
        return Dossier(self.facts)

    @property
    def papers(self) -> list[Paper]:
        """Every paper issued."""
        return [paper for _, paper in self.dossier.papers()]

    @property
    def events(self) -> list[str]:
        """What happened, by the tags of the events."""
        return [str(type(head.event).__struct_config__.tag) for head in self.dossier.heads]

    def moment(self) -> a.Moment:
        """Nine in the morning of today."""
        return a.Moment(at=milliseconds(datetime.combine(self.today, time(9), CHINA)), on=self.today.isoformat())

    def take(self, act: a.Act, by: a.Actor) -> CaseFile:
        """Decide the act and append what it leads to; raises `Refused`."""
        self._append(self.case, decide(self.case, act, by=by, at=self.moment()), by)
        return self

    def open(self) -> CaseFile:
        """The competent node takes the offered case in."""
        self._append(self.case, decide(self.case, a.Open(), by=NODE, at=self.moment()), NODE)
        return self

    def on(self, day: str) -> CaseFile:
        """Let it be that day."""
        self.today = date.fromisoformat(day)
        return self

    def refolded(self) -> Case:
        """The case as its heads add up to it."""
        return fold(fact.head for fact in self.facts)

    def _append(self, case: Case | None, drafts: Sequence[Draft], by: a.Actor) -> None:
        sealing = Sealing(moment=self.moment(), actor=by, calendar=self.calendar, addressee=APPLICANT.name)
        made = append(case, drafts, case_id="0192f0c0-0000-7000-8000-0000a3dc3c26", sealing=sealing)
        self.case, self.facts = made.case, (*self.facts, *made.facts)


def submitted(**changed: object) -> f.Submitted:
    """An application handed in online in 广东 for 四川 to decide; `changed` are other fields of the event."""
    plain = f.Submitted(
        number="KS440106510104202611230000010",
        matter="test.matter",
        matter_name="示例事项",
        edition="1",
        channel="online",
        modes=("online",),
        receiving=RECEIVING,
        competent=COMPETENT,
        cooperating={},
        route_reason="示例",
        roles=("applicant",),
        delivery="electronic",
    )
    return msgspec.structs.replace(plain, **changed)


def corrected(**answers: object) -> a.Correct:
    """The applicant's answer to a correction notice, in words where no field is answered."""
    said = "" if answers else "已补正"
    return a.Correct(sheets=(AddressedSheet(Sheet(dict(answers), ()), BOTH),), said=said)


def at_window(**changed: object) -> CaseFile:
    """Handed in at the window, not yet received."""
    return CaseFile(submitted(channel="window", modes=("proxy",), delivery="window", **changed))


def opened(**changed: object) -> CaseFile:
    """Handed in, received (online by the node, else by the window), offered, and taken in by the competent node."""
    file = CaseFile(submitted(**changed))
    return (file if file.case.received_on else file.take(a.Receive(), CLERK)).open()


def accepted(*steps: f.PlannedStep, days: int = 20, **changed: object) -> CaseFile:
    """Accepted with these steps; steps at "partner" are taken in 重庆."""
    away = {"partner": PARTNER} if any(step.at == "partner" for step in steps) else {}
    return opened(cooperating=away, **changed).take(a.Accept(term_days=days, steps=steps), OFFICER)
