"""A register of ours answers another node only for cause, over signed questions too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tongban.clock import FixedClock, milliseconds
from tongban.errors import Misconfigured
from tongban.evidence.items import Outcome
from tongban.evidence.questions import RegisterAnswer, RegisterQuestion
from tongban.evidence.registers import FakeRegister, Registers, Unavailable
from tongban.evidence.remote import ExchangeRegisters, ExchangeResponder
from tongban.exchange import keys, trust
from tongban.exchange.fakes import LoopbackTransport
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import OwnKeys
from tongban.exchange.nonces import Nonces
from tongban.exchange.queries import Queries, Responder
from tongban.exchange.questions import Question
from tongban.exchange.shares import Shares
from tongban.exchange.stores.memory import Disk, MemoryStore
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_documents import TrustDocument, TrustKey, TrustNode
from tongban.identity.people import Assurance, Role

ZHANG = "510104198503109997"
GUANGDONG, CHONGQING, SICHUAN = "440000", "500000", "510000"


def question(world: Any, **changes: object) -> RegisterQuestion:
    fields = {
        "register": "fund.account",
        "need": "out",
        "matter": "test.transfer",
        "application": world.application().id,
        "subject": ZHANG,
        "about": Role.APPLICANT,
        "criteria": {"account": "A1"},
        "grounds": world.grounds(),
    }
    return RegisterQuestion(**{**fields, **changes})


async def test_a_question_for_cause_is_answered_with_title_and_issuer(world: Any) -> None:
    answer = await world.chongqing.responder.answer(question(world), asking=GUANGDONG)
    assert (answer.outcome, answer.title, answer.issuer) == (Outcome.FOUND, "住房公积金账户登记库", "测试机构")


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        ({"matter": "other"}, "not_served", "该地未开通此事项，不能答复查询"),
        ({"need": "spouse"}, "business_rule", "“公积金转移”不需要此项信息，不予查询"),
        ({"about": Role.AGENT}, "business_rule", "“公积金转移”不需要此项信息，不予查询"),
        ({"register": "police.hukou"}, "business_rule", "“公积金转移”不需要此项信息，不予查询"),
        ({"subject": ""}, "not_a_party", "查询未写明申请编号或当事人，不予答复"),
        ({"application": "x" * 99}, "not_a_party", "查询未写明申请编号或当事人，不予答复"),
        ({"consent": ""}, "business_rule", "未取得授权，不得调用个人信息"),
        (
            {"assurance": Assurance.L2},
            "business_rule",
            "“公积金转移”需以L3等级登录后才能查询，现为L2，请提高登录等级或到窗口核验身份",
        ),
    ],
)
async def test_a_question_without_cause_is_declined_logged_and_never_reaches_the_register(
    world: Any, changes: dict[str, Any], code: str, reason: str
) -> None:
    own = {name: value for name, value in changes.items() if name in {"consent", "assurance"}}
    asked = question(world, **({"grounds": world.grounds(**own)} if own else changes))
    answer = await world.chongqing.responder.answer(asked, asking=GUANGDONG)
    assert (answer.outcome, answer.code, answer.reason) == (Outcome.UNANSWERED, code, reason)
    assert world.chongqing.register.asked == []
    [row] = await world.chongqing.database.fetch("SELECT outcome, reason FROM tongban_query_log")
    assert (row["outcome"], row["reason"]) == ("unanswered", reason)
    [row] = await world.chongqing.database.fetch("SELECT act FROM tongban_audit")
    assert row["act"] == "decline_register"


async def test_legal_basis_serves_in_place_of_consent(world: Any) -> None:
    by_law = world.grounds(consent="", legal_basis="《住房公积金管理条例》第十三条")
    answer = await world.chongqing.responder.answer(question(world, grounds=by_law), asking=GUANGDONG)
    assert answer.outcome is Outcome.FOUND


async def test_a_node_that_does_not_serve_the_matter_gets_no_answer(world: Any) -> None:
    answer = await world.chongqing.responder.answer(question(world), asking=SICHUAN)
    assert (answer.code, answer.reason) == ("no_grant", "查询方未获准办理此事项，不能查询其信息")


async def test_of_a_known_case_a_node_that_has_no_part_in_it_learns_nothing(world: Any) -> None:
    world.chongqing.parties.known[world.application().id] = frozenset({ZHANG})
    world.chongqing.parties.strangers.add(GUANGDONG)
    answer = await world.chongqing.responder.answer(question(world), asking=GUANGDONG)
    assert (answer.outcome, answer.code) == (Outcome.UNANSWERED, "not_a_party")


@pytest.mark.parametrize(("parties", "code"), [({ZHANG}, ""), ({"500103199208259980"}, "not_a_party")])
async def test_of_a_known_case_only_its_parties_are_answered_for(world: Any, parties: set[str], code: str) -> None:
    world.chongqing.parties.known[world.application().id] = frozenset(parties)
    assert (await world.chongqing.responder.answer(question(world), asking=GUANGDONG)).code == code


def resident(number: int) -> str:
    return f"51010419850310{number:04}"


async def test_an_application_unknown_here_names_no_more_than_four_people(world: Any) -> None:
    answers = [
        await world.chongqing.responder.answer(question(world, subject=resident(each)), asking=GUANGDONG)
        for each in (1, 1, 2, 3, 4, 5)
    ]
    assert [answer.code for answer in answers] == ["", "", "", "", "", "not_a_party"]


async def test_only_the_receiving_and_the_deciding_place_ask_for_an_application_unknown_here(world: Any) -> None:
    askers = (GUANGDONG, SICHUAN, "330000")
    world.chongqing.served.update(dict.fromkeys(askers, frozenset({"test.transfer"})))
    answers = [await world.chongqing.responder.answer(question(world), asking=each) for each in (*askers, SICHUAN)]
    assert [answer.code for answer in answers] == ["", "", "not_a_party", ""]


async def test_who_asks_too_often_is_refused_until_the_next_day_and_auditors_are_told(world: Any) -> None:
    province = world.chongqing

    async def ask(application: int) -> str:
        invented = f"0197a000-0000-7000-8000-{application:012}"
        answer = await province.responder.answer(question(world, application=invented), asking=GUANGDONG)
        return str(answer.code)

    assert [await ask(number) for number in range(8)] == [""] * 6 + ["over_quota"] * 2
    refused = await province.responder.answer(question(world), asking=GUANGDONG)
    assert refused.reason == "两省平台之间今日的查询次数已达上限", (
        "whoever applies there reads it; auditors have the log"
    )
    rows = await province.database.fetch("SELECT act FROM tongban_audit WHERE act = 'alarm_over_quota'")
    assert len(rows) == 3
    province.clock.advance(timedelta(days=1, milliseconds=1))
    assert await ask(9) == ""


async def test_who_is_declined_without_end_fills_no_disk_and_auditors_are_told(world: Any) -> None:
    province = world.chongqing

    async def decline(times: int) -> set[str]:
        answers = [await province.responder.answer(question(world), asking="650000") for _ in range(times)]
        return {answer.code for answer in answers}

    async def recorded() -> list[str]:
        rows = await province.database.fetch("SELECT act FROM tongban_audit ORDER BY id")
        return [row["act"] for row in rows]

    assert await decline(20) == {"no_grant"}
    assert await recorded() == ["decline_register"] * 5 + ["alarm_over_quota"]
    assert len(await province.log.of_application(world.application().id)) == 6
    assert (await province.responder.answer(question(world), asking=GUANGDONG)).code == "", (
        "others are recorded as ever"
    )
    assert (await recorded())[-1] == "answer_register"
    province.clock.advance(timedelta(days=1))
    assert await decline(1) == {"no_grant"}
    assert (await recorded())[-1] == "decline_register"


async def test_questions_about_a_known_case_are_not_counted_against_the_quota(world: Any) -> None:
    world.chongqing.parties.known[world.application().id] = frozenset({ZHANG})
    answers = [await world.chongqing.responder.answer(question(world), asking=GUANGDONG) for _ in range(8)]
    assert {answer.code for answer in answers} == {""}


def test_two_registers_of_one_name_stop_the_start() -> None:
    with pytest.raises(Misconfigured, match=r"fund\.account"):
        Registers([FakeRegister("fund.account"), FakeRegister("fund.account")])


@pytest.mark.parametrize("longest", [{"title": "库" * 201}, {"issuer": "机" * 201}, {"title": "库\0"}])
def test_a_register_whose_answers_other_places_would_refuse_stops_the_start(longest: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match=r"fund\.account.*shorten it"):
        Registers([FakeRegister("fund.account", **longest)])


async def test_a_long_reason_is_cut_to_what_other_places_take(world: Any) -> None:
    world.chongqing.register.switch_off("登记库\0暂停" * 100)
    answer = await world.chongqing.responder.answer(question(world), asking=GUANGDONG)
    carried = msgspec.json.decode(msgspec.json.encode(answer), type=RegisterAnswer)
    assert carried.reason == ("登记库暂停" * 100)[:200]


def test_an_object_that_is_no_register_stops_the_start() -> None:
    with pytest.raises(Misconfigured, match="look_up"):
        Registers([object()])  # type: ignore[list-item]


class Refuses:
    async def respond(self, question: Question) -> bytes:
        raise AssertionError("nobody asks this node")


def listed(node: str, own: OwnKeys, served: tuple[str, ...] = ("test.transfer",), status: str = "active") -> TrustNode:
    public = [keys.public(key) for key in own.all]
    matters: dict[str, tuple[str, ...]] = dict.fromkeys(served, ("1",))
    return TrustNode(
        id=node,
        name=node,
        url="http://node.test",
        divisions=(node[:2],),
        keys=tuple(TrustKey(kid=key.kid, jwk=key.jwk, use=key.use, nbf=0) for key in public),
        matters=matters,
        status=status,  # type: ignore[arg-type]
    )


def trusting(clock: FixedClock, *nodes: TrustNode) -> Trust:
    root, now = keys.generate("root"), milliseconds(clock.now())
    document = TrustDocument(version=1, issued=now, expires=now + 10**9, nodes=nodes)
    roots = {root.kid: keys.verifying(root)}
    return Trust(TrustList.load(trust.sign(document, [root]), roots=roots, threshold=1, now=clock.now()))


@pytest.fixture
def waited_for() -> set[str]:
    """Nodes that could not be reached, and for which letters wait."""
    return set()


@pytest.fixture
def loopback(world: Any, waited_for: set[str]) -> LoopbackTransport:
    """The two provinces joined by signed questions instead of the fake."""
    own = {node: keys.generate_pair(node) for node in (GUANGDONG, CHONGQING)}
    trusted = trusting(world.clock, *(listed(node, key) for node, key in own.items()))
    transport = LoopbackTransport()
    answering: dict[str, Responder] = {GUANGDONG: Refuses(), CHONGQING: ExchangeResponder(world.chongqing.responder)}
    for node, key in own.items():
        queries = Queries(
            node=node,
            keyring=Keyring(node, key, trusted),
            trust=trusted,
            transport=transport,
            responder=answering[node],
            clock=world.clock,
            nonces=Nonces(MemoryStore(Disk(), lambda: 0)),
            shares=Shares(),
        )
        transport.responds[node] = queries.answer
        if node == GUANGDONG:
            world.guangdong.remote = ExchangeRegisters(queries, is_due=lambda node: node not in waited_for)
    return transport


async def test_the_answer_travels_signed_with_all_grounds(world: Any, loopback: LoopbackTransport) -> None:
    asked = question(world)
    answer = await world.guangdong.remote.ask(CHONGQING, asked)
    assert answer.value == {"account": "A1", "balance": 1234500, "sealed": True}
    [row] = await world.chongqing.log.of_application(asked.application)
    assert (row["peer"], row["purpose"], row["assurance"], row["consent"], row["legal_basis"]) == (
        GUANGDONG,
        "办理公积金转移",
        3,
        "在线授权",
        "",
    )


async def test_handing_in_does_not_wait_for_a_node_that_could_not_be_reached_but_a_decision_asks_it(
    world: Any, loopback: LoopbackTransport, waited_for: set[str]
) -> None:
    waited_for.add(CHONGQING)
    with pytest.raises(Unavailable, match=r"^暂时联系不上对方登记库$"):
        await world.guangdong.remote.ask(CHONGQING, question(world))
    by_law = msgspec.structs.replace(world.grounds(), consent="", legal_basis="《行政许可法》第三十四条")
    answer = await world.guangdong.remote.ask(CHONGQING, question(world, grounds=by_law))
    assert answer.outcome is Outcome.FOUND
    assert len(await world.chongqing.log.of_application(question(world).application)) == 1


async def test_a_refusal_travels_signed_with_its_sentence(world: Any, loopback: LoopbackTransport) -> None:
    world.chongqing.parties.known[world.application().id] = frozenset()
    with pytest.raises(Unavailable, match="只能查询本办件当事人的信息"):
        await world.guangdong.remote.ask(CHONGQING, question(world))


async def test_an_unreachable_node_is_unavailable_with_a_chinese_sentence(
    world: Any, loopback: LoopbackTransport
) -> None:
    loopback.unreachable.add(CHONGQING)
    with pytest.raises(Unavailable, match="暂时联系不上对方登记库"):
        await world.guangdong.remote.ask(CHONGQING, question(world))


async def test_a_question_the_protocol_cannot_carry_is_unavailable(world: Any, loopback: LoopbackTransport) -> None:
    with pytest.raises(Unavailable, match="超出交换协议允许的范围"):
        await world.guangdong.remote.ask(CHONGQING, question(world, grounds=world.grounds(purpose="长" * 300)))


async def test_a_question_survives_its_json(world: Any) -> None:
    asked = question(world)
    assert msgspec.json.decode(msgspec.json.encode(asked), type=RegisterQuestion) == asked
