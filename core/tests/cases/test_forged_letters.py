"""Letters that are validly signed by a node of the trust list and say what that node has no right to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, get_args

import msgspec
import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases import sealing
from tongban.cases.announcing import FACTS, INTENT, OFFER, Facts
from tongban.cases.arriving import Said
from tongban.cases.calendar_files import load_calendar
from tongban.cases.evolve import fold
from tongban.cases.heads import Draft, Fact, Head, decode_head, encode
from tongban.cases.intents import Intent
from tongban.cases.number import CaseNumber, parse_case_number
from tongban.cases.room import MOST_FACTS
from tongban.cases.sealing import NODE, Sealing, append
from tongban.cases.sheets import Sheet
from tongban.cases.state import Case, State
from tongban.desk.known_parties import CaseParties
from tongban.errors import NotFound
from tongban.exchange.envelope import Envelope
from tongban.exchange.ids import mint_id
from tongban.exchange.outbox import Letter
from tongban.exchange.trust_documents import TrustDocument
from tongban.identity.people import Party, PartyKind, Role
from tongban.node import Node
from tongban.testing.one_of_each import READ
from tongban.testing.world import World

GUANGDONG, CHONGQING, SICHUAN = "440000", "500000", "510000"
HUKOU = {
    "cert_kind": "kinship",
    "purpose": "办理继承公证",
    "hukou_place": "510104",
    "relative_name": "张德福",
    "relative_number": "51010419580206991X",
    "handed_by": "self",
}


def _without(name: str) -> dict[str, str]:
    return {each: answer for each, answer in HUKOU.items() if each != name}


def handed_in(world: World) -> Case:
    return world.province(GUANGDONG).apply("hh.cert.hukou", by="张建国", answers=HUKOU, delivery="electronic").case


def send(world: World, sender: str, receiver: str, kind: str, body: bytes, *, case: str, epoch: int = 0) -> None:
    """Whatever the body, the sending node signs it."""
    node = world.province(sender).node
    letter = Letter(receiver=receiver, case=case, kind=kind, body=body, epoch=epoch)

    async def put() -> None:
        async with node.database.transaction("test.forge"):
            await node.cases.context.outbox.put(letter)

    world.run(put)
    world.deliver()


_INCIDENTS = "SELECT code FROM tongban_incident WHERE closed_at IS NULL"
_OLDER_EVENT = reduce(or_, (kind for kind in get_args(f.AnyEvent) if kind is not f.CorrectionAsked))


class _OlderHead(Head, frozen=True, kw_only=True):
    """A head as software reads it that has never heard of correction notices."""

    event: _OLDER_EVENT  # type: ignore[valid-type]


_REFUSED = "SELECT problem FROM tongban_inbox WHERE state = 'rejected' ORDER BY arrived_at"
_CONTRADICTED = "SELECT purpose FROM tongban_audit WHERE act = 'contradict'"


def refused_at(world: World, receiver: str) -> list[str]:
    rows = world.run(world.province(receiver).node.database.fetch, _REFUSED)
    return [row["problem"] for row in rows]


def contradictions(world: World, receiver: str) -> list[str]:
    rows = world.run(world.province(receiver).node.database.fetch, _CONTRADICTED)
    return [row["purpose"] for row in rows]


def asked(
    world: World,
    case: Case,
    act: a.AnyAct,
    actor: a.Actor,
    *,
    sender: str = GUANGDONG,
    made: a.Moment | None = None,
) -> None:
    body = encode(Intent(id=mint_id(world.clock.now()), act=act, actor=actor, made=made))
    send(world, sender, SICHUAN, INTENT, body, case=case.id, epoch=1)


def officer(office: str, *roles: str, node: str = GUANGDONG) -> a.Actor:
    return a.Actor(kind="officer", roles=roles, node=node, office=office, name="冒名", officer=f"{office}-1")


class TestIntents:
    def test_roles_that_nobody_holds_decide_nothing(self, world: World):
        case = handed_in(world)
        world.deliver()
        for roles in (("competent:officer",), ("timer",), ("node",), ("party:applicant",), ("step:officer",)):
            asked(world, case, a.Decline(reasons=(_POINT,)), officer("440106-hall", *roles))
            asked(world, case, a.Withdraw(), officer("440106-hall", *roles))
        assert world.province(SICHUAN).case(case.id).state is State.RECEIVED
        assert refused_at(world, SICHUAN) == ["business_rule"] * 10

    def test_an_office_of_another_node_is_not_spoken_for(self, world: World):
        case = handed_in(world)
        world.deliver()
        asked(world, case, a.Decline(reasons=(_POINT,)), officer("510104-police", "officer", node=SICHUAN))
        asked(world, case, a.Decline(reasons=(_POINT,)), officer("510104-police", "officer", node=GUANGDONG))
        assert refused_at(world, SICHUAN) == ["not_owner"] * 2

    def test_only_the_receiving_place_says_that_no_correction_came_and_not_before_its_last_day_is_over(
        self, world: World
    ):
        case = handed_in(world)
        world.deliver()
        world.province(SICHUAN).officer("510104-police").ask_correction(case.id, "purpose", "不清楚")
        world.deliver()
        timer, lapse = a.Actor(kind="timer"), a.Lapse(why="申请人未在期限内补正")
        far = a.Moment(at=4_000_000_000_000, on="2096-10-02")
        asked(world, case, lapse, timer, sender=CHONGQING, made=far)
        asked(world, case, a.Deem(term_days=1), timer)
        asked(world, case, lapse, timer)
        asked(world, case, lapse, timer, made=far)
        assert refused_at(world, SICHUAN) == ["not_owner", "not_owner", "business_rule", "business_rule"]
        assert world.province(SICHUAN).case(case.id).state is State.CORRECTION

    @pytest.mark.parametrize("role", ["applicant", "co_applicant", "agent", "guardian"])
    def test_a_stranger_is_no_party_whatever_the_other_node_says(self, world: World, role: str):
        case = handed_in(world)
        world.deliver()
        asked(world, case, a.Withdraw(), world.actor("李秋萍", role=role))
        assert refused_at(world, SICHUAN) == ["not_a_party"]
        asked(world, case, a.Withdraw(), world.actor("张建国"))
        assert world.province(SICHUAN).case(case.id).state is State.WITHDRAWN

    def test_a_body_with_wrong_types_is_refused_and_the_next_letter_is_taken(self, world: World):
        case = handed_in(world)
        world.deliver()
        for body in (b"null", b"[]", b'{"id":1}', b'{"id":"x","act":{"act":"no"},"actor":{"kind":"party"}}'):
            send(world, GUANGDONG, SICHUAN, INTENT, body, case=case.id, epoch=1)
        send(world, GUANGDONG, SICHUAN, "case.unheard_of", b"{}", case=case.id, epoch=1)
        assert refused_at(world, SICHUAN) == ["bad_body"] * 4 + ["not_served"]
        assert contradictions(world, SICHUAN) == []
        asked(world, case, a.Withdraw(), world.actor("张建国"))
        assert world.province(SICHUAN).case(case.id).state is State.WITHDRAWN


_ALL = ("receiving", "competent", "out")
_APPLICANT = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name="张建国", number="510104198503109997")
_STEP = f.PlannedStep(name="a", title="甲", at="competent", days=1)


class TestFacts:
    def test_nobody_decides_a_case_that_was_not_opened(self, world: World):
        # 重庆 invents a case that 四川 would decide, already granted, so that 四川's register would be written.
        events = [_submitted(CHONGQING, SICHUAN), f.Received(), f.Granted()]
        _tell(world, CHONGQING, SICHUAN, events)
        assert refused_at(world, SICHUAN) == ["broken_chain"]

    def test_an_epoch_is_not_skipped(self, world: World):
        facts = _made([_submitted(CHONGQING, GUANGDONG, SICHUAN), f.Received()])
        skipped = _again(facts[1], epoch=1)
        send(world, CHONGQING, SICHUAN, FACTS, encode(Facts((facts[0], skipped))), case=_CASE)
        assert refused_at(world, SICHUAN) == ["broken_chain"]

    def test_facts_in_the_name_of_an_earlier_owner_are_not_taken(self, world: World):
        case = _told_in_the_epoch_before(world)
        assert refused_at(world, GUANGDONG) == ["stale_epoch"]
        assert world.province(GUANGDONG).case(case).state is State.RECEIVED

    def test_it_is_the_epoch_of_the_letter_that_keeps_them_out(self, world: World, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("tongban.cases.receiving.Said", _of_this_epoch)
        case = _told_in_the_epoch_before(world)
        assert refused_at(world, GUANGDONG) == []
        assert world.province(GUANGDONG).case(case).state is State.REVIEW

    def test_a_case_in_which_this_node_has_no_part_is_not_taken_in(self, world: World):
        _tell(world, CHONGQING, SICHUAN, [_submitted(CHONGQING, GUANGDONG), f.Received()])
        assert refused_at(world, SICHUAN) == ["unknown_case"]

    def test_a_case_said_to_have_been_received_here_is_not_taken_in(self, world: World):
        _tell(
            world,
            CHONGQING,
            SICHUAN,
            [_submitted(SICHUAN, CHONGQING), f.Received(), f.Offered(to=CHONGQING), f.Opened()],
        )
        assert refused_at(world, SICHUAN) == ["unknown_case"]

    def test_a_case_is_not_smuggled_in_under_the_name_of_another(self, world: World):
        facts = _made([_submitted(CHONGQING, GUANGDONG, SICHUAN), f.Received()])
        send(world, CHONGQING, SICHUAN, FACTS, encode(Facts(tuple(facts))), case=mint_id(world.clock.now()))
        assert refused_at(world, SICHUAN) == ["broken_chain"]

    def test_the_competent_place_does_not_take_what_it_was_not_offered(self, world: World):
        hall = world.province(GUANGDONG)
        case = hall.apply("hh.cert.hukou", by="张建国", answers=HUKOU, channel="window", delivery="window",
                          window_checks=("identity",)).case  # fmt: skip
        assert not case.offered
        stolen = append(case, [Draft(event=f.Opened())], case_id=case.id, sealing=_shared())
        send(world, SICHUAN, GUANGDONG, FACTS, encode(Facts(stolen.facts)), case=case.id, epoch=1)
        assert refused_at(world, GUANGDONG) == ["not_owner"]
        assert hall.case(case.id).owner == GUANGDONG

    def test_nobody_reports_what_another_place_has_itself_done(self, world: World):
        step = f.PlannedStep(name="pay_out", title="划款", at="out", days=5, irrevocable=True)
        opened = [_submitted(GUANGDONG, CHONGQING, SICHUAN), f.Received(), f.Offered(to=CHONGQING), f.Opened()]
        accepted = f.Accepted(term_days=5, since="2026-11-23", steps=(step,))
        _tell(world, CHONGQING, SICHUAN, [*opened, accepted, f.StepAsked(step="pay_out"), f.Cleared(step="pay_out")])
        assert refused_at(world, SICHUAN) == ["not_owner"]

    @pytest.mark.parametrize("part", ["parties", "papers", "application", "actor", "evidence", "law"])
    @pytest.mark.parametrize("content", ["text", 7, [[1]]])
    def test_contents_that_nobody_could_read_are_refused(self, world: World, part: str, content: object):
        drafts = [Draft(event=_submitted(CHONGQING, GUANGDONG, SICHUAN), parts={part: (content, _ALL)})]
        facts = _sealed(drafts)
        send(world, CHONGQING, SICHUAN, FACTS, encode(Facts(tuple(facts))), case=_CASE)
        assert refused_at(world, SICHUAN) == ["broken_chain"]

    def test_a_ledger_has_an_end(self, world: World):
        opened = [_submitted(GUANGDONG, CHONGQING, SICHUAN), f.Received(), f.Offered(to=CHONGQING), f.Opened()]
        facts = _made([*opened, *[f.EvidenceGathered(keys=())] * (MOST_FACTS - 3)])
        for first in range(0, MOST_FACTS + 1, 500):
            told = encode(Facts(tuple(facts[first : first + 500])))
            send(world, CHONGQING, SICHUAN, FACTS, told, case=_CASE, epoch=int(first > 0))
        assert refused_at(world, SICHUAN) == ["bad_body"]
        assert world.province(SICHUAN).case(_CASE).seq == MOST_FACTS

    def test_an_owner_that_tells_another_day_over_and_over_is_told_ours_once(self, world: World):
        step = f.PlannedStep(name="pay_out", title="划款", at="out", days=5)
        opened = [_submitted(GUANGDONG, CHONGQING, SICHUAN), f.Received(), f.Offered(to=CHONGQING), f.Opened()]
        accepted = f.Accepted(term_days=5, since="2026-11-23", steps=(step,))
        facts = _made([*opened, accepted, f.StepAsked(step="pay_out", awaited=True)])
        _applied(world, facts)
        [cause] = _intents(world)
        case = fold(fact.head for fact in facts)
        for day in ("2030-01-01", "2030-01-02", "2030-01-03"):
            said = Draft(event=f.StepArrived(step="pay_out", on="2026-11-23", last_day=day))
            shared = replace(_shared(), cause=cause)
            case, fact, _ = sealing._seal(case, said, case_id=_CASE, actor=NODE, sealing=shared)
            _applied(world, [fact])
        assert len(_intents(world)) == 2

    def test_an_actor_in_a_role_that_does_not_exist_is_refused(self, world: World):
        actor = {"name": "冒名", "behalf": "mayor"}
        facts = _sealed([Draft(event=_submitted(CHONGQING, GUANGDONG, SICHUAN), parts={"actor": (actor, _ALL)})])
        send(world, CHONGQING, SICHUAN, FACTS, encode(Facts(tuple(facts))), case=_CASE)
        assert refused_at(world, SICHUAN) == ["broken_chain"]

    def test_a_case_that_says_nothing_wrong_is_taken_in(self, world: World):
        _tell(world, CHONGQING, SICHUAN, [_submitted(CHONGQING, GUANGDONG, SICHUAN)])
        assert refused_at(world, SICHUAN) == []

    def test_what_is_told_again_otherwise_is_not_passed_over(self, world: World):
        """An owner set back to an older state goes another way: each place would go on believing its own story."""
        told = _made([_submitted(CHONGQING, GUANGDONG, SICHUAN), f.Received(), f.Withdrawn()])
        otherwise = _again(told[1], event=f.Withdrawn())
        for facts in (told, told[:2], (told[0], otherwise), (told[0], otherwise)):
            send(world, CHONGQING, SICHUAN, FACTS, encode(Facts(tuple(facts))), case=_CASE)
        assert refused_at(world, SICHUAN) == ["broken_chain"] * 2
        assert world.province(SICHUAN).case(_CASE).seq == len(told)

    @pytest.mark.parametrize("kind", [OFFER, FACTS])
    def test_what_tells_nothing_is_refused_and_counted(self, world: World, kind: str):
        """Else a letter full of what nobody reads would be kept for ever, and counted by no limit."""
        send(world, CHONGQING, SICHUAN, kind, b'{"facts":[],"x":"' + b"f" * 100_000 + b'"}', case=_CASE)
        assert refused_at(world, SICHUAN) == ["bad_body"]
        assert contradictions(world, SICHUAN) == []

    def test_no_place_is_drawn_in_under_the_name_of_another(self, world: World):
        """Else its officers would decide in the name of the place that has opened the case."""
        for name in ("competent", "receiving", "", "Out", "timer:x"):
            submitted = replace(_submitted(CHONGQING, SICHUAN), cooperating={name: _place(CHONGQING)})
            facts = _made([submitted, f.Received(), f.Offered(to=SICHUAN)])
            send(world, CHONGQING, SICHUAN, OFFER, encode(Facts(tuple(facts))), case=_CASE)
        assert refused_at(world, SICHUAN) == ["bad_body"] * 5

    @pytest.mark.parametrize(
        "change",
        [
            {"number": "KS1"},
            {"number": str(CaseNumber(GUANGDONG, SICHUAN, date(2026, 11, 23), 17))},
            {"number": str(CaseNumber(CHONGQING, GUANGDONG, date.max, 17))},
            {"number": str(CaseNumber(CHONGQING, GUANGDONG, date.min, 17))},
            {"channel": "post"},
            {"modes": ("nowhere",)},
            {"delivery": "pigeon"},
            {"roles": ("mayor",)},
            {"attend_by": "9999-12-31"},
            {"confirm_until": 2**62},
        ],
        ids=str,
    )
    def test_a_submission_that_no_page_could_show_is_refused(self, world: World, change: dict[str, Any]):
        _tell(world, CHONGQING, SICHUAN, [replace(_submitted(CHONGQING, GUANGDONG, SICHUAN), **change)])
        assert refused_at(world, SICHUAN) == ["bad_body"]

    def test_nothing_is_handed_in_as_established_by_an_officer(self, world: World):
        event = _submitted(CHONGQING, GUANGDONG, SICHUAN)
        facts = _sealed([Draft(event=event, parts={"parties": ([_APPLICANT], _ALL), "evidence": ([READ], _ALL)})])
        send(world, CHONGQING, SICHUAN, FACTS, encode(Facts(tuple(facts))), case=_CASE)
        assert refused_at(world, SICHUAN) == ["bad_body"]

    @pytest.mark.parametrize(
        "event",
        [
            f.Accepted(term_days=10**9, since="2026-11-23"),
            f.Accepted(term_days=5, since="20261123"),
            f.Accepted(term_days=5, since="2026-11-23", steps=(f.PlannedStep(name="a", title="甲", at="b", days=1),)),
            f.Accepted(term_days=5, since="2026-11-23", steps=(_STEP, _STEP)),
        ],
        ids=str,
    )
    def test_an_acceptance_that_no_clock_could_run_on_is_refused(self, world: World, event: f.Event):
        opened = [_submitted(GUANGDONG, CHONGQING, SICHUAN), f.Received(), f.Offered(to=CHONGQING), f.Opened()]
        _tell(world, CHONGQING, SICHUAN, [*opened, event])
        assert refused_at(world, SICHUAN) == ["bad_body"]
        assert contradictions(world, SICHUAN) == []

    def test_a_number_that_another_case_has_is_refused_and_nobody_is_blamed(self, world: World):
        _tell(world, CHONGQING, SICHUAN, [_submitted(CHONGQING, GUANGDONG, SICHUAN)])
        other = "01a205ea-be80-7978-a179-d235713ede30"
        again = _again(_made([_submitted(CHONGQING, GUANGDONG, SICHUAN)])[0], case=other)
        facts = Facts((again,))
        send(world, CHONGQING, SICHUAN, FACTS, encode(facts), case=other)
        assert refused_at(world, SICHUAN) == ["business_rule"]
        assert contradictions(world, SICHUAN) == []

    @pytest.mark.parametrize(
        "parts",
        [
            {},
            {"parties": ([_APPLICANT], _ALL), "application": (Sheet({"cert_kind": ["none"]}, ()), _ALL)},
            {"parties": ([_APPLICANT], _ALL)},
            {"parties": ([_APPLICANT], _ALL), "application": (Sheet(_without("cert_kind"), ()), _ALL)},
            {"parties": ([_APPLICANT], _ALL), "application": (Sheet(_without("relative_name"), ()), _ALL)},
        ],
        ids=["nobody applies", "answers of no form", "no answers", "one left out", "one left out that others call for"],
    )
    def test_an_offer_that_nobody_could_decide_on_is_refused(self, world: World, parts: dict[str, Any]):
        first = Draft(
            event=replace(
                _submitted(CHONGQING, SICHUAN),
                edition=world.province(SICHUAN).node.plugins.matter("hh.cert.hukou").edition,
            ),
            parts=parts,
        )
        facts = _sealed([first, Draft(event=f.Received()), Draft(event=f.Offered(to=SICHUAN))])
        send(world, CHONGQING, SICHUAN, OFFER, encode(Facts(tuple(facts))), case=_CASE)
        assert refused_at(world, SICHUAN) == ["bad_body"]

    def test_an_offer_for_a_place_that_is_not_ours_is_refused(self, world: World):
        facts = _made([_submitted(CHONGQING, GUANGDONG), f.Received(), f.Offered(to=SICHUAN)])
        send(world, CHONGQING, SICHUAN, OFFER, encode(Facts(tuple(facts))), case=_CASE)
        assert refused_at(world, SICHUAN) == ["not_owner"]

    def test_an_offer_for_an_office_that_we_do_not_have_is_refused_and_told_so(self, world: World):
        case = handed_in(world)
        sichuan = world.province(SICHUAN).node.cases.context
        sichuan.has_office = lambda code: code != "510104-police"
        world.deliver()
        assert refused_at(world, SICHUAN) == ["unknown_office"]
        told = world.province(GUANGDONG).case(case.id)
        assert told.owner == GUANGDONG
        assert told.offer_refused == "四川省的机关名录中没有“成都市公安局锦江区分局示例派出所”，请核对后重新提交"

    @pytest.mark.parametrize(("division", "codes"), [("500000", ["bad_body"]), ("440106", ["unknown_office"])])
    def test_nobody_takes_the_case_numbers_of_another_place(self, world: World, division: str, codes: list[str]):
        # 重庆 offers a case under the number of 广东's next one, whether or not it says that it lies in 广东.
        earlier = handed_in(world)
        first = parse_case_number(earlier.number)
        taken = CaseNumber(first.receiving, first.competent, first.submitted, first.serial + 1)
        place = replace(_place(CHONGQING), division=division)
        said = replace(_submitted(CHONGQING, SICHUAN), number=str(taken), receiving=place, competent=earlier.competent)
        facts = _made([said, f.Received(), f.Offered(to=SICHUAN)])
        send(world, CHONGQING, SICHUAN, OFFER, encode(Facts(tuple(facts))), case=_CASE)
        later = handed_in(world)
        world.deliver()
        world.clock.advance(timedelta(days=4))
        world.deliver()
        assert refused_at(world, SICHUAN) == codes
        assert (later.number, world.province(SICHUAN).case(later.id).state) == (str(taken), State.RECEIVED)

    @pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 13), date(2027, 11, 23)])
    def test_nobody_takes_them_by_drawing_a_place_in(self, world: World, day: date):
        _tell(world, CHONGQING, SICHUAN, _drawing_in("510104", day))
        world.clock.advance(timedelta(days=4))
        world.deliver()
        assert refused_at(world, SICHUAN) == ["unknown_office"]

    def test_a_division_that_only_a_newer_list_gives_the_sender_is_waited_for(self, world: World):
        _tell(world, CHONGQING, SICHUAN, _drawing_in("440106", date(2026, 11, 23)))
        assert refused_at(world, SICHUAN) == []
        with pytest.raises(NotFound):
            world.province(SICHUAN).case(_CASE)
        world.publish(_given("440106", CHONGQING))
        world.clock.advance(timedelta(minutes=10))
        world.deliver()
        assert world.province(SICHUAN).case(_CASE).competent.division == "440106"

    def test_facts_that_draw_in_an_office_that_we_do_not_have_are_refused(self, world: World):
        sichuan = world.province(SICHUAN).node.cases.context
        sichuan.has_office = lambda code: code != "510104-police"
        _tell(world, CHONGQING, SICHUAN, [_submitted(CHONGQING, GUANGDONG, SICHUAN), f.Received()])
        assert refused_at(world, SICHUAN) == ["unknown_office"]

    def test_what_a_newer_node_tells_waits_for_the_upgrade_of_the_older_one(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ):
        case = handed_in(world)
        world.deliver()
        hall, desk = world.province(GUANGDONG), world.province(SICHUAN).officer("510104-police")
        before = hall.case(case.id)
        with monkeypatch.context() as older:
            for module in ("heads", "arriving"):
                older.setattr(f"tongban.cases.{module}.decode_head", msgspec.json.Decoder(_OlderHead).decode)
            desk.ask_correction(case.id, "purpose", "不清楚")
            world.deliver()
            desk.act(case.id, a.Ask(question="1", text="请核对"))
            world.deliver()
        assert refused_at(world, GUANGDONG) == ["bad_body", "broken_chain"]
        assert hall.case(case.id) == before
        node = world.province(SICHUAN).node
        assert {row["code"] for row in world.run(node.database.fetch, _INCIDENTS)} == {"facts_refused"}
        world.run(lambda: _told_anew(node, case.id))
        world.deliver()
        assert hall.case(case.id) == world.province(SICHUAN).case(case.id)
        assert hall.case(case.id).state is State.CORRECTION

    def test_what_was_refused_is_nowhere(self, world: World):
        _tell(world, CHONGQING, SICHUAN, [_submitted(CHONGQING, SICHUAN), f.Received(), f.Granted()])
        with pytest.raises(NotFound):
            world.province(SICHUAN).case(_CASE)


async def _told_anew(node: Node, case_id: str) -> None:
    """What the desk of dead letters does."""
    async with node.database.transaction("test.anew"):
        await node.cases.tell_anew(case_id, GUANGDONG)


def _told_in_the_epoch_before(world: World) -> str:
    """四川 accepts what it has opened, and says so in a letter of the time when the case was 广东's."""
    case = handed_in(world)
    world.deliver()
    opened = world.province(SICHUAN).case(case.id)
    accepted = [Draft(event=f.Accepted(term_days=5, since="2026-11-23"))]
    facts = append(opened, accepted, case_id=case.id, sealing=_shared()).facts
    send(world, SICHUAN, GUANGDONG, FACTS, encode(Facts(facts)), case=case.id, epoch=0)
    return case.id


def test_who_the_parties_are_is_for_the_places_of_a_case_alone(world: World):
    case = handed_in(world)
    world.deliver()
    parties = CaseParties(world.province(SICHUAN).node.cases.store)
    known = [
        world.run(lambda node=node: parties.parties_of(case.id, asking=node))
        for node in (GUANGDONG, SICHUAN, CHONGQING)
    ]
    assert known == [known[0], known[0], frozenset()]
    assert known[0]


def _of_this_epoch(**said: Any) -> Said:
    return Said(**{**said, "epoch": 1})


_POINT = a.Point(field="purpose", label="用途", reason="不清楚")
_CASE = "01a205ea-be80-7978-a179-d235713ede29"
_OFFICES = {GUANGDONG: "440106-hall", CHONGQING: "500103-police", SICHUAN: "510104-police"}


def _place(node: str) -> f.PlaceRef:
    return f.PlaceRef(node=node, office=_OFFICES[node], name=node, division=node, province=node)


def _submitted(receiving: str, competent: str, partner: str = "") -> f.Submitted:
    return f.Submitted(
        number=str(CaseNumber(receiving, competent, date(2026, 11, 23), 17)),
        matter="hh.cert.hukou",
        matter_name="户籍类证明",
        edition="2026.1",
        channel="online",
        modes=(),
        receiving=_place(receiving),
        competent=_place(competent),
        cooperating={"out": _place(partner)} if partner else {},
        route_reason="",
        roles=("applicant",),
        delivery="electronic",
    )


def _drawing_in(division: str, day: date) -> list[f.Event]:
    """重庆 has opened a case of a division, and 四川 has a part in it."""
    said = replace(
        _submitted(GUANGDONG, CHONGQING, SICHUAN),
        number=str(CaseNumber(GUANGDONG, division, day, 1)),
        competent=replace(_place(CHONGQING), division=division),
    )
    return [said, f.Received(), f.Offered(to=CHONGQING), f.Opened()]


def _given(division: str, node: str) -> Callable[[TrustDocument], TrustDocument]:
    def change(document: TrustDocument) -> TrustDocument:
        divisions = {each.id: each.divisions for each in document.nodes} | {node: (node[:2], division)}
        return replace(document, nodes=tuple(replace(each, divisions=divisions[each.id]) for each in document.nodes))

    return change


def _shared() -> Sealing:
    moment = a.Moment(at=1_795_000_000_000, on="2026-11-23")
    return Sealing(moment=moment, actor=NODE, calendar=load_calendar(), addressee="张建国")


def _sealed(drafts: list[Draft]) -> list[Fact]:
    """Exactly these facts, without those that would follow by themselves."""
    case, facts = None, []
    for draft in drafts:
        case, fact, _ = sealing._seal(case, draft, case_id=_CASE, actor=NODE, sealing=_shared())
        facts.append(fact)
    return facts


def _made(events: list[f.Event]) -> list[Fact]:
    drafts = [
        Draft(event=each, parts={"parties": ([_APPLICANT], _ALL)} if not i else {}) for i, each in enumerate(events)
    ]
    return _sealed(drafts)


def _again(fact: Fact, **change: Any) -> Fact:
    head = replace(decode_head(fact.head), **change)
    return Fact(head=encode(head).decode(), parts=fact.parts)


def _applied(world: World, facts: list[Fact]) -> None:
    """What 四川 makes of facts that 重庆 tells, before anything that follows has been delivered."""
    node = world.province(SICHUAN).node
    envelope = Envelope(
        v=1, id=mint_id(world.clock.now()), kind=FACTS, sender=CHONGQING, receiver=SICHUAN, case=_CASE, seq=1, epoch=1,
        iat=1, body=msgspec.Raw(encode(Facts(tuple(facts)))),
    )  # fmt: skip

    async def apply() -> None:
        async with node.database.transaction("test.apply"):
            await node.exchange.inbox.applier.handler.apply(envelope)

    world.run(apply)


def _intents(world: World) -> list[str]:
    rows = world.run(world.province(SICHUAN).node.database.fetch, "SELECT id FROM tongban_intent")
    return [row["id"] for row in rows]


def _tell(world: World, sender: str, receiver: str, events: list[f.Event]) -> None:
    send(world, sender, receiver, FACTS, encode(Facts(tuple(_made(events)))), case=_CASE)
