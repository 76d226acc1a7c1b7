"""Whatever a validly signed letter says of a case, nothing waits for it, and whoever opens the case sees a page."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import msgspec
import pytest
from caller import Caller
from hostile_letters import HOSTILE, Ledger, Path, forged, places

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.announcing import FACTS, INTENT, OFFER
from tongban.cases.evolve import fold
from tongban.cases.heads import Fact
from tongban.cases.intents import Intent
from tongban.cases.sealing import NODE
from tongban.cases.sheets import AddressedSheet, Sheet, Shown
from tongban.cases.state import Case
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.evidence.remote import ExchangeResponder
from tongban.exchange.fakes import LossyTransport
from tongban.exchange.ids import mint_id
from tongban.exchange.letters import Letter, Unsendable
from tongban.exchange.questions import Question
from tongban.node import Node
from tongban.testing.conformance.driving import Course
from tongban.testing.world import World
from tongban_housing_fund.testing.samples import TRANSFER
from tongban_web.testing.visitor import Page, Visitor

GUANGDONG, CHONGQING, SICHUAN = "440000", "500000", "510000"
FEW: Final = 40
AT_ONCE: Final = 20
NUMBER: Final = (0, "head", "event", "number")
REASON: Final = {"field": "other", "label": "其他", "reason": "内容无法核实", "remedy": "请重新申请"}
PATIENT: Final = {"refusals_a_day": 1_000_000, "refused_megabytes_a_day": 100_000}


@dataclass
class Attacked:
    """A node that gets forged letters, and those who work and apply there."""

    world: World
    province: str
    office: str
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.officer = self.visitor()
        self.officer.sign_in_staff(f"{self.office}-1")
        self.supervisor = self.officer.another()
        self.supervisor.sign_in_staff(f"{self.province}-supervisor")
        self.applicant = self.officer.another()
        self.applicant.sign_in("张建国")
        caller = Caller.at(self.world, self.province)
        self.officers_program = caller.sign_in_staff(f"{self.office}-1")
        self.supervisors_program = caller.sign_in_staff(f"{self.province}-supervisor")
        self.applicants_program = caller.sign_in("张建国")

    def visitor(self) -> Visitor:
        return Visitor.at(self.world, self.province, judge=lambda _: None)

    @property
    def node(self) -> Node:
        return self.world.province(self.province).node

    def became(self, case_id: str) -> str:
        """What became of the one letter of a case."""
        sql = "SELECT state, problem FROM tongban_inbox WHERE case_id = $1"
        (row,) = self.world.run(self.node.database.fetch, sql, case_id)
        return f"{row['state']} {row['problem'] or ''}".strip()

    def open_everything(self, case_id: str, what: str) -> None:
        """Every page and answer about a case, for everybody."""
        desk, overseen, own = f"/desk/cases/{case_id}", f"/supervision/cases/{case_id}", f"/cases/{case_id}"
        page = self.look(what, self.officer, desk)
        for address in sorted({each for each in page.document.xpath("//a/@href") if each.startswith(f"{desk}/")}):
            self.look(what, self.officer, address)
        for visitor, addresses in (
            (self.officer, ("/desk",)),
            (self.supervisor, ("/supervision", overseen, f"{overseen}/for/complaint")),
            (self.applicant, ("/cases", own, f"{own}/correction", f"{own}/withdraw", f"{own}/result")),
        ):
            for address in addresses:
                self.look(what, visitor, address)
        told = (own, f"{own}/files", f"{own}/papers")
        for program, addresses in (
            (self.officers_program, (*told, "/queue")),
            (self.supervisors_program, (*told, "/supervision", "/supervision/cases")),
            (self.applicants_program, (*told, "/cases")),
        ):
            for address in addresses:
                answer = program.get(f"/api/v1{address}")
                self.note(what, address, answer.status_code, answer.text)

    def decide(self, case_id: str, what: str) -> None:
        """The officer takes the case or, whatever stands in it, declines it."""
        accepted = self.officers_program.act(case_id, act="accept")
        self.note(what, "accept", accepted.status_code, accepted.text)
        if accepted.status_code != 200:
            declined = self.officers_program.act(case_id, act="decline", reasons=[REASON])
            self.note(what, "decline", declined.status_code, declined.text)
            if declined.status_code != 200:
                self.broken.append(f"{what}: neither accepted nor declined: {accepted.text} {declined.text}")

    def look(self, what: str, visitor: Visitor, address: str) -> Page:
        page = visitor.get(address)
        self.note(what, address, page.status, str(page.raised))
        return page

    def note(self, what: str, address: str, status: int, why: str) -> None:
        if status >= 500:
            self.broken.append(f"{what}: {address} {status} {why[:300]}")


def course(world: World) -> Course:
    """A transfer from 重庆 to 四川, applied for in 广东, that has been paid and decided."""
    world.settings = dict.fromkeys((GUANGDONG, CHONGQING, SICHUAN), PATIENT)
    matter = world.province(GUANGDONG).node.plugins.matter(TRANSFER.matter)
    return Course(world, matter, TRANSFER, LossyTransport(world.loopback, random.Random(0), calm=True))


def forgeries(ledger: Ledger, *, after: int, count: int) -> Iterator[tuple[str, Ledger]]:
    """So many of all that can be forged in one place of the facts after the first so many, always the same."""
    every = [(path, value) for path in ledger.places(after=after) for value in HOSTILE]
    for path, value in random.Random(3).sample(every, min(count, len(every))):
        made = ledger.forged(path, value)
        is_numbered = path[: len(NUMBER)] != NUMBER[: len(path)] and sound(made)
        yield f"{_said(path)} = {str(value)[:40]!a}", made.renumbered() if is_numbered else made


def _said(path: Path) -> str:
    return ".".join(map(str, path))


@dataclass(frozen=True)
class Attack:
    """Who sends what to whom of a case that is known there as far as its first facts go."""

    attacked: Attacked
    sender: str
    kind: str
    epoch: int
    known: int = 0

    def send(self, ledgers: Sequence[Ledger]) -> list[str]:
        """The ids of the cases under which they went; empty for what no node would send."""
        world, ids = self.attacked.world, []
        node = world.province(self.sender).node
        for ledger in ledgers:
            case_id = mint_id(world.clock.now())
            facts = ledger.sealed(case_id)
            if self.known:
                world.run(_plant, self.attacked.node, facts[: self.known])
            body = b'{"facts":[' + b",".join(facts[self.known :]) + b"]}"
            letter = Letter(receiver=self.attacked.province, case=case_id, kind=self.kind, body=body, epoch=self.epoch)
            ids.append(case_id if world.run(_put, node, letter) else "")
        world.deliver()
        return ids

    def try_all(self, ledger: Ledger, count: int = FEW) -> list[str]:
        """What became of each forgery; every case that was taken in is opened."""
        (unchanged,) = self.send([ledger.renumbered()])
        outcomes = [f"unchanged: {self.attacked.became(unchanged)}"]
        made = forgeries(ledger.renumbered(), after=self.known, count=count)
        while some := list(islice(made, AT_ONCE)):
            ids = self.send([each for _, each in some])
            for (what, _), case_id in zip(some, ids, strict=True):
                became = self.attacked.became(case_id) if case_id else "unsendable"
                outcomes.append(f"{what}: {became}")
                if became.startswith("parked"):
                    self.attacked.broken.append(f"{what}: {became}")
                if became == "applied":
                    self.attacked.open_everything(case_id, what)
                if became == "applied" and self.kind == OFFER:
                    self.attacked.decide(case_id, what)
        return outcomes


@dataclass(frozen=True)
class Asking:
    """Who asks the owner of a case for something."""

    attacked: Attacked
    sender: str
    known: Ledger

    def send(self, body: object) -> str:
        """The id of the case that it is about; empty for what no node would send."""
        world, case_id = self.attacked.world, mint_id(self.attacked.world.clock.now())
        world.run(_plant, self.attacked.node, self.known.renumbered().sealed(case_id))
        content = json.dumps(body).encode()
        letter = Letter(receiver=self.attacked.province, case=case_id, kind=INTENT, body=content, epoch=1)
        is_sent = world.run(_put, world.province(self.sender).node, letter)
        world.deliver()
        return case_id if is_sent else ""

    def try_all(self, intent: Any, count: int = FEW // 2) -> list[str]:
        """What became of each forgery; every case of which it was taken is opened."""
        every = [(path, value) for path in places(intent) if path for value in HOSTILE]
        chosen = random.Random(3).sample(every, min(count, len(every)))
        tried = [("unchanged", intent)]
        tried += [(f"{_said(path)} = {str(value)[:40]!a}", forged(intent, path, value)) for path, value in chosen]
        return [self._try(what, each) for what, each in tried]

    def _try(self, what: str, intent: object) -> str:
        case_id = self.send(intent)
        became = self.attacked.became(case_id) if case_id else "unsendable"
        if became.startswith("parked"):
            self.attacked.broken.append(f"{what}: {became}")
        if became == "applied":
            self.attacked.open_everything(case_id, what)
        return f"{what}: {became}"


async def _put(node: Node, letter: Letter) -> bool:
    try:
        async with node.database.transaction("test.forge"):
            await node.cases.context.outbox.put(letter)
    except (Unsendable, ValueError):
        return False
    return True


async def _plant(node: Node, sealed: Sequence[bytes]) -> None:
    """The node knows these facts already."""
    facts = [msgspec.json.decode(each, type=Fact) for each in sealed]
    async with node.database.transaction("test.plant"):
        await node.cases.recorder.take_in(facts, fold(fact.head for fact in facts), [], actor=NODE)


def sound(ledger: Ledger) -> bool:
    """Whether it can be given another number."""
    try:
        ledger.renumbered()
    except (KeyError, TypeError, ValueError, IndexError):
        return False
    return True


@pytest.fixture
def carried(world: World) -> Course:
    made = course(world)
    made.run()
    return made


def facts_at(world: World, province: str, case_id: str) -> Any:
    return world.run(world.province(province).node.cases.store.facts, case_id)


def test_an_offer_with_anything_in_it_breaks_no_page_and_holds_up_nothing(world: World):
    made = course(world)
    next(made.stretches())
    offer = Ledger(Ledger.of(facts_at(world, GUANGDONG, made.case_id)).facts[:-1])
    assert offer.facts[-1]["head"]["event"]["kind"] == "offered"
    attacked = Attacked(world, SICHUAN, made.case.competent.office)
    outcomes = Attack(attacked, GUANGDONG, OFFER, epoch=0).try_all(offer)
    assert attacked.broken == []
    assert outcomes[0] == "unchanged: applied"
    assert {each.rpartition(": ")[2].split()[0] for each in outcomes} >= {"applied", "rejected"}


UNFIT: Final = (0, "parts", "application", "answers", "in_city")
UNFIT_QUERY: Final = (*UNFIT[:-1], "kind")


def test_answers_that_are_none_of_the_form_are_declined_and_whoever_accepts_is_told_so(world: World):
    """As of a case that a node of an older release has taken in."""
    made = course(world)
    next(made.stretches())
    whole = Ledger.of(facts_at(world, SICHUAN, made.case_id)).renumbered()
    attacked = Attacked(world, SICHUAN, made.case.competent.office)
    for act in ("accept", "decline"):
        case_id = mint_id(world.clock.now())
        world.run(_plant, attacked.node, whole.renumbered().forged(UNFIT, [[]]).sealed(case_id))
        attacked.open_everything(case_id, act)
        page = attacked.officer.get(f"/desk/cases/{case_id}/acts/{act}")
        ticked = {"reason-else": "on", "text-else": "内容无法核实", "remedy-else": "请重新申请"}
        told = attacked.officer.submit(page, page.path, confirmed="yes", **(ticked if act == "decline" else {}))
        by_program = attacked.officers_program.act(
            case_id, act=act, **({"reasons": [REASON]} if act == "decline" else {})
        )
        if act == "accept":
            assert "办件中填写的内容与本事项的表单不符" in told.text
            assert (by_program.status_code, by_program.json()["objections"][0]["rule"]) == (422, "CASE-UNREADABLE")
        assert not told.is_broken
    assert world.province(SICHUAN).case(case_id).state == "declined"
    assert attacked.broken == []


def test_a_query_whose_answers_are_none_of_the_form_is_declined_on_that_one_ground(world: World):
    """What people have a right to: no rule can be asked, and nobody is left without an answer."""
    answers = {"city": "510100", "mobile": "13800000000", "kind": "detail"}
    asked = world.province(GUANGDONG).apply("hf.query", by="张建国", answers=answers).case
    world.deliver()
    whole = Ledger.of(facts_at(world, SICHUAN, asked.id)).renumbered()
    attacked = Attacked(world, SICHUAN, asked.competent.office)
    for taken in ("page", "program"):
        case_id = mint_id(world.clock.now())
        world.run(_plant, attacked.node, whole.renumbered().forged(UNFIT_QUERY, [[]]).sealed(case_id))
        at_will = attacked.officers_program.act(case_id, act="decline", reasons=[REASON])
        assert at_will.json()["objections"][0]["rule"] == "CASE-RIGHT"
        if taken == "page":
            page = attacked.officer.get(f"/desk/cases/{case_id}/acts/decline")
            ticked = {"point": "unreadable", "reason-unreadable": "内容与表单不符"}
            attacked.officer.submit(page, page.path, confirmed="yes", **ticked)
        else:
            reason = {**REASON, "field": "unreadable"}
            attacked.officers_program.act(case_id, act="decline", reasons=[reason])
        assert world.province(SICHUAN).case(case_id).state == "declined"


def test_a_case_into_which_a_place_is_drawn_breaks_no_page_there_and_holds_up_nothing(world: World, carried: Course):
    ledger = Ledger.of(facts_at(world, CHONGQING, carried.case_id))
    own = next(at for at, fact in enumerate(ledger.facts) if fact["head"]["event"]["kind"] == "step_arrived")
    attacked = Attacked(world, CHONGQING, carried.case.cooperating["out"].office)
    outcomes = Attack(attacked, SICHUAN, FACTS, epoch=1).try_all(Ledger(ledger.facts[:own]))
    assert attacked.broken == []
    assert outcomes[0] == "unchanged: applied"
    assert {each.rpartition(": ")[2].split()[0] for each in outcomes} >= {"applied", "rejected"}


def test_facts_of_the_owner_break_no_page_of_the_receiving_place_and_hold_up_nothing(world: World, carried: Course):
    ledger = Ledger.of(facts_at(world, GUANGDONG, carried.case_id))
    known = next(at for at, fact in enumerate(ledger.facts) if fact["head"]["event"]["kind"] == "opened")
    attacked = Attacked(world, GUANGDONG, carried.case.receiving.office)
    outcomes = Attack(attacked, SICHUAN, FACTS, epoch=1, known=known).try_all(ledger)
    assert attacked.broken == []
    assert outcomes[0] == "unchanged: applied"
    assert {each.rpartition(": ")[2].split()[0] for each in outcomes} >= {"applied", "rejected"}


RECEIVING_OFFICER: Final = a.Actor(
    kind="officer",
    roles=("clerk", "officer"),
    node=GUANGDONG,
    office="440106-hall",
    name="冒名",
    officer="440106-hall-1",
)
EVERY_ROLE = ("receiving", "competent", "out")
ASKED: Final = a.Correct(
    sheets=(
        AddressedSheet(Sheet({"mobile": "13900000000"}, (Shown("mobile", "手机号码", "13900000000"),)), EVERY_ROLE),
    ),
    evidence=(
        Evidence(
            key="one_account",
            title="说明",
            kind=SourceKind.UPLOAD,
            outcome=Outcome.FOUND,
            source="申请人上传",
            at=1_795_000_000_000,
            value={"file": "f-1", "name": "说明.pdf", "type": "application/pdf", "size": 9},
            digest="0" * 64,
        ),
    ),
    said="已改",
    attend_by="2026-12-01",
)
INTENTS: Final[dict[str, tuple[str, a.AnyAct]]] = {
    "correct": ("correction_asked", ASKED),
    "withdraw": ("opened", a.Withdraw(reason="不办了")),
    "ask": ("opened", a.Ask(question="1", text="何时办结")),
    "take_original": ("opened", a.TakeOriginal(original="scan", name="说明", condition="完好", required=True)),
    "report_arrival": ("step_asked", a.ReportArrival(step="pay_out", on="2026-11-23", last_day="2026-12-01")),
    "report_step": (
        "cleared",
        a.ReportStep(
            step="pay_out",
            outcome=f.Outcome.DONE,
            values={"letter": "1", "principal": "1.00"},
            shown=(("本金", "1.00"),),
            reasons=(a.Point(field="pay_out", label="划款", reason="已划"),),
        ),
    ),
}


def actor_of(world: World, act: a.AnyAct, case: Case) -> tuple[str, a.Actor]:
    """Who may ask that, and at which node."""
    out = case.cooperating["out"]
    match act:
        case a.ReportArrival():
            return CHONGQING, a.Actor(kind="node", node=CHONGQING, office=out.office)
        case a.ReportStep():
            return CHONGQING, a.Actor(kind="officer", roles=("officer",), node=CHONGQING, office=out.office, name="甲")
        case a.Correct() | a.Withdraw():
            return GUANGDONG, world.actor("张建国")
        case _:
            return GUANGDONG, RECEIVING_OFFICER


def known_until(ledger: Ledger, kind: str) -> Ledger:
    """The facts up to the last of a kind; a correction notice is written as the owner would have."""
    events = [fact["head"]["event"] for fact in ledger.facts]
    found = [
        at
        for at, event in enumerate(events, start=1)
        if event["kind"] == kind and event.get("step", "pay_out") == "pay_out"
    ]
    if found:
        return Ledger(ledger.facts[: found[-1]])
    opened = known_until(ledger, "opened")
    notice = {"kind": "correction_asked", "fields": ["mobile", "one_account"], "days": 15}
    head = {**opened.facts[-1]["head"], "seq": len(opened.facts) + 1, "event": notice, "parts": {}}
    return Ledger((*opened.facts, {"head": head, "parts": {}}))


@pytest.mark.parametrize("name", INTENTS)
def test_an_intent_with_anything_in_it_breaks_no_page_of_the_owner(name: str, world: World, carried: Course):
    state, act = INTENTS[name]
    known = known_until(Ledger.of(facts_at(world, SICHUAN, carried.case_id)), state)
    attacked = Attacked(world, SICHUAN, carried.case.competent.office)
    sender, actor = actor_of(world, act, carried.case)
    outcomes = Asking(attacked, sender, known).try_all(msgspec.to_builtins(Intent(id="1", act=act, actor=actor)))
    assert attacked.broken == []
    assert outcomes[0] == "unchanged: applied"


ANSWERS: Final[dict[str, dict[str, object]]] = {
    "a time beyond every column": {"at": 2**63},
    "a day before every page": {"at": -(10**18)},
    "a day that no other place takes": {"at": 0},
    "a title that no letter can hold": {"title": "甲" * 80_000},
    "half a title": {"title": "\0"},
    "a reason that no log can hold": {"outcome": "unanswered", "reason": "甲" * 5000},
    "a digest that no column can hold": {"digest": "0" * 5000},
    "a record of other things": {"value": {"paid_from": [[]], "base": {}}},
    "no record": {"value": "<script>alert(1)</script>"},
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_register_that_answers_anything_breaks_no_page_and_no_letter(
    name: str, world: World, monkeypatch: pytest.MonkeyPatch
):
    genuine = ExchangeResponder.respond

    async def respond(self: ExchangeResponder, question: Question) -> bytes:
        return json.dumps({**json.loads(await genuine(self, question)), **ANSWERS[name]}).encode()

    monkeypatch.setattr(ExchangeResponder, "respond", respond)
    made = course(world)
    next(made.stretches())
    assert made.case.owner == SICHUAN
    for province, office in ((GUANGDONG, made.case.receiving.office), (SICHUAN, made.case.competent.office)):
        attacked = Attacked(world, province, office)
        attacked.open_everything(made.case_id, name)
        assert attacked.broken == []
