"""The operator watches the other nodes, finds what does not come to an end, and knows what to do about each."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tongban.clock import FixedClock
from tongban.exchange.refusal_table import FixedBy
from tongban.exchange.refusals import REFUSALS
from tongban.exchange.trust_documents import Grant, TrustDocument
from tongban.testing import example
from tongban.testing.example.journey import NODES, ExampleOnItsWay
from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor
from tongban_web.views.refusals import officers_remedy

HUKOU = {"cert_kind": "origin", "purpose": "办理公证", "hukou_place": "510104"}
ALL_AGAIN = "/operation/letters/again"
TOKEN = "a-token-of-the-operators-own-choice"


def operator_at(world: World, node: str) -> Visitor:
    visitor = Visitor.at(world, node)
    visitor.sign_in_staff(f"{node}-operator")
    return visitor


@pytest.fixture
def operator(world: World) -> Visitor:
    world.enable_everywhere("household")
    return operator_at(world, "440000")


def press(visitor: Visitor, page: str, action: str, **typed: str) -> Page:
    shown = visitor.get(page)
    return visitor.submit(shown, action, **typed)


def audited(world: World, node: str) -> list[tuple[str, str]]:
    sql = "SELECT act, purpose FROM tongban_audit WHERE role = 'operator' ORDER BY id"
    return [(row["act"], row["purpose"]) for row in world.run(world.province(node).node.database.fetch, sql)]


def test_a_node_that_answers_passes_the_test_of_its_connection(operator: Visitor, world: World) -> None:
    assert "四川省" in operator.get("/operation").text
    page = press(operator, "/operation/peers/510000", "/operation/peers/510000/test")
    assert "测试结果：连接正常" in page.text
    for step in ("双方的签名和密钥相互核验通过", "对方时钟比本节点", "双方同为第1版"):
        assert step in page.text
    assert audited(world, "440000") == [("test_connection", "510000")]


def test_a_node_that_is_down_is_said_to_be_with_what_to_do(operator: Visitor, world: World) -> None:
    world.cut("510000")
    world.province("440000").apply("hh.cert.hukou", by="张建国", answers=HUKOU)
    world.deliver()
    listed = operator.get("/operation")
    assert "不通" in listed.text
    page = press(operator, "/operation/peers/510000", "/operation/peers/510000/test")
    assert "测试结果：有问题需要处理" in page.text
    assert "请先在本机用 curl 访问该地址" in page.text
    assert "已连续失败1次（无法连接）" in page.text
    assert "1封，最早的已等" in page.text


def test_a_wrong_clock_is_told_with_its_difference(operator: Visitor, world: World) -> None:
    there = world.province("510000").node
    ahead = FixedClock(there.clock.now() + timedelta(seconds=90))
    object.__setattr__(there.exchange.queries._responder, "clock", ahead)
    page = press(operator, "/operation/peers/510000", "/operation/peers/510000/test")
    assert "对方时钟比本节点快90.0秒" in page.text
    assert "误差大的一方校准" in page.text


def test_an_older_trust_list_there_is_told(operator: Visitor, world: World) -> None:
    before = world.province("510000").node.trust.current
    world.publish(lambda document: document)
    world.province("510000").node.trust.current = before
    page = press(operator, "/operation/peers/510000", "/operation/peers/510000/test")
    assert "本节点为第2版，对方为第1版" in page.text
    assert "tongban trust fetch" in page.text


def test_a_suspended_node_is_not_called(operator: Visitor, world: World) -> None:
    world.publish(_suspended)
    page = press(operator, "/operation/peers/510000", "/operation/peers/510000/test")
    assert "该节点已被暂停交换" in page.text
    assert "已暂停" in operator.get("/operation").text


def test_keys_and_grants_of_a_node_are_shown(operator: Visitor, world: World) -> None:
    page = operator.get("/operation/peers/510000")
    assert all(key.kid in page.text for key in world.province("440000").node.operation.standings.keys("510000"))
    for told in ("签名", "加密", "在用", "INTL-1", "本节点 → 对方", "办件、查询、材料", "依据的信任名录 第1版"):
        assert told in page.text


def test_a_page_of_a_node_that_is_not_listed_is_not_there(operator: Visitor) -> None:
    assert operator.get("/operation/peers/110000").status == 404


@pytest.fixture
def refused_facts(example_case: ExampleOnItsWay, monkeypatch: pytest.MonkeyPatch) -> ExampleOnItsWay:
    """A joint case whose step another place refuses to hear of, for nobody granted it."""
    monkeypatch.setitem(sys.modules, "tongban_example", example)  # as an installed plugin's package is found
    example_case.matter, example_case.partner = "示例联办事项", "重庆"
    example_case.hand_in("online")
    example_case.world.publish(lambda document: _without_grants(document, to=NODES["重庆"]))
    example_case.act("四川", "受理")
    example_case.world.deliver()
    return example_case


def test_a_refusal_that_cannot_be_recorded_here_is_not_put_down_to_the_peer(
    example_case: ExampleOnItsWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = example_case.world.province(NODES["四川"]).node

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(home.exchange.inbox.settlement.rejections), "on_rejected", broken)
    example_case.matter, example_case.partner = "示例联办事项", "重庆"
    monkeypatch.setitem(sys.modules, "tongban_example", example)  # as an installed plugin's package is found
    example_case.hand_in("online")
    example_case.world.publish(lambda document: _without_grants(document, to=NODES["重庆"]))
    example_case.act("四川", "受理")
    for _ in range(2):
        example_case.world.deliver()
        example_case.world.clock.advance(timedelta(minutes=40))
    page = operator_at(example_case.world, NODES["四川"]).get("/operation/letters")
    assert "对方已最终拒绝这封信，但本节点记录这一结果时出错" in page.text
    assert "rejection_not_recorded" in page.text
    assert "对方尚未确认" not in page.text


def test_a_peer_that_confirms_what_it_had_refused_opens_an_incident(refused_facts: ExampleOnItsWay) -> None:
    world = refused_facts.world
    home, peer = (world.province(NODES[name]).node for name in ("四川", "重庆"))
    rejected = "SELECT id, digest FROM tongban_outbox WHERE state = 'rejected'"
    (letter,) = world.run(home.database.fetch, rejected)
    about = {"to": NODES["四川"], "letter": letter["id"], "digest": letter["digest"]}
    applied = peer.exchange.inbox.issuer.applied(**about, now=world.clock.now())
    world.run(home.exchange.take, [applied.token])
    page = operator_at(world, NODES["四川"]).get("/operation/incidents")
    assert "后又确认同一封信已办理" in page.text
    assert len(world.run(home.database.fetch, rejected)) == 1, "it stays refused"


def test_a_peer_that_refuses_what_it_had_confirmed_opens_an_incident(example_case: ExampleOnItsWay) -> None:
    world = example_case.world
    example_case.matter, example_case.partner = "示例联办事项", "重庆"
    example_case.hand_in("online")
    world.deliver()
    receiving, competent = (world.province(node).node for node in (NODES["广东"], NODES["四川"]))
    applied = "SELECT id, digest FROM tongban_outbox WHERE state = 'applied' AND kind = 'case.offer'"
    (offer,) = world.run(receiving.database.fetch, applied)
    about = {"to": NODES["广东"], "letter": offer["id"], "digest": offer["digest"]}
    refused = competent.exchange.inbox.issuer.rejected(**about, now=world.clock.now(), code="not_served", words="")
    before = example_case.province("广东").case(example_case.case_id)
    world.run(receiving.exchange.take, [refused.token])
    world.run(receiving.exchange.take, [refused.token])
    (incident,) = world.run(receiving.operation.incidents.all_open)
    assert (incident.code, incident.peer) == ("effect_taken_back", NODES["四川"])
    assert incident.details == f"办件{before.number}：第1号信"
    assert len(world.run(receiving.database.fetch, applied)) == 1, "it stays applied"
    assert example_case.province("广东").case(example_case.case_id) == before, "the case goes on as it was"
    page = operator_at(world, NODES["广东"]).get("/operation/incidents")
    assert "后又退回同一封信" in page.text


def test_what_this_node_refused_of_a_peer_today_is_measured_and_shown(refused_facts: ExampleOnItsWay) -> None:
    world = refused_facts.world
    there = world.province(NODES["重庆"]).node
    measured = {metric.name: metric.samples for metric in world.run(there.metrics.gather)}
    counted = {labels["peer"]: number for labels, number in measured["tongban_peer_letters_refused_here"]}
    assert (counted[NODES["四川"]], counted[NODES["广东"]]) == (1, 0)
    page = operator_at(world, NODES["重庆"]).get(f"/operation/peers/{NODES['四川']}")
    assert "今日被本节点拒绝 1封" in page.text
    world.clock.advance(timedelta(days=1))
    measured = {metric.name: metric.samples for metric in world.run(there.metrics.gather)}
    assert {number for _, number in measured["tongban_peer_letters_refused_here"]} == {0}


def test_refused_facts_stand_on_the_desk_and_go_out_whole_once_the_cause_is_gone(
    refused_facts: ExampleOnItsWay,
) -> None:
    world = refused_facts.world
    desk = operator_at(world, NODES["四川"])
    page = desk.get("/operation/letters")
    for told in (REFUSALS["no_grant"].sentence, REFUSALS["no_grant"].remedy, "信任名录管理员", "代码 no_grant"):
        assert told in page.text
    assert refused_facts.home.case(refused_facts.case_id).number in page.text
    assert "对方不接收办件进展" in desk.get("/operation/incidents").text
    world.publish(_all_granted)
    desk.submit(page, _action(page, "again"))
    world.deliver()
    assert refused_facts.province("重庆").case(refused_facts.case_id).seq > 1
    assert "没有被对方拒绝的信" in desk.get("/operation/letters").text
    assert ("send_letter_again", "no_grant") in audited(world, NODES["四川"])


@pytest.fixture
def two_refused(example_case: ExampleOnItsWay, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two such cases, by their ids."""
    monkeypatch.setitem(sys.modules, "tongban_example", example)
    example_case.matter, example_case.partner = "示例联办事项", "重庆"
    handed = []
    for _ in range(2):
        example_case.hand_in("online")
        handed.append(example_case.handed)
    example_case.world.publish(lambda document: _without_grants(document, to=NODES["重庆"]))
    for each in handed:
        example_case.handed = each
        example_case.act("四川", "受理")
    example_case.world.deliver()
    return [each.case.id for each in handed]


def test_all_that_one_node_refused_for_one_reason_goes_out_again_by_one_press(
    example_case: ExampleOnItsWay, two_refused: list[str]
) -> None:
    world = example_case.world
    desk = operator_at(world, NODES["四川"])
    page = desk.get("/operation/letters")
    assert "发往重庆市共2封，代码 no_grant" in page.text
    assert "这2封都再次发送全部台账" in page.text
    world.publish(_all_granted)
    desk.submit(page, ALL_AGAIN)
    world.deliver()
    assert [example_case.province("重庆").case(each).id for each in two_refused] == two_refused
    assert "没有被对方拒绝的信" in desk.get("/operation/letters").text
    assert audited(world, NODES["四川"]) == [("send_letter_again", "no_grant")] * 2


def test_what_cannot_be_sent_again_with_the_others_stays_on_the_desk(
    example_case: ExampleOnItsWay, two_refused: list[str]
) -> None:
    world, (first, second) = example_case.world, two_refused
    desk = operator_at(world, NODES["四川"])
    page = desk.get("/operation/letters")
    node = world.province(NODES["四川"]).node
    world.run(node.database.execute, "UPDATE tongban_outbox SET case_id = 'none' WHERE case_id = $1", first)
    desk.submit(page, ALL_AGAIN)
    assert "代码 no_grant" in desk.get("/operation/letters").text
    assert example_case.home.case(second).number not in desk.get("/operation/letters").text
    assert audited(world, NODES["四川"]) == [("send_letter_again", "no_grant")]


def test_a_letter_is_set_aside_with_a_reason_only(refused_facts: ExampleOnItsWay) -> None:
    world = refused_facts.world
    desk = operator_at(world, NODES["四川"])
    address = _action(desk.get("/operation/letters"), "again").replace("/again", "/aside")
    assert "请写明理由" in press(desk, address, address, reason=" ").text
    number = world.person("张建国").number
    assert "理由中不得写证件号码" in press(desk, address, address, reason=f"与{number}联系").text
    press(desk, address, address, reason="已电话商定线下办理")
    assert "没有被对方拒绝的信" in desk.get("/operation/letters").text
    assert ("set_letter_aside", "no_grant 已电话商定线下办理") in audited(world, NODES["四川"])


def test_an_incident_is_closed_with_a_note_once(refused_facts: ExampleOnItsWay) -> None:
    world = refused_facts.world
    desk = operator_at(world, NODES["四川"])
    (address,) = desk.get("/operation/incidents").document.xpath("//p[@class='cases__title']/a/@href")
    assert "请写明理由" in press(desk, address, address, reason="").text
    press(desk, address, address, reason="已补办授权并再次发送")
    page = desk.get("/operation/incidents")
    assert "没有未关闭的事件" in page.text
    assert "已补办授权并再次发送" in page.text
    assert desk.get(address).status == 404
    assert [act for act, _ in audited(world, NODES["四川"])] == ["close_incident"]


def test_a_letter_that_waits_for_an_hour_comes_to_the_desk_and_can_be_hastened(operator: Visitor, world: World) -> None:
    world.cut("510000")
    world.province("440000").apply("hh.cert.hukou", by="张建国", answers=HUKOU)
    world.deliver()
    assert "没有久未送达的信" in operator.get("/operation/letters").text
    world.clock.advance(timedelta(hours=2))
    operator = operator_at(world, "440000")
    page = operator.get("/operation/letters")
    assert "发往四川省：移交办件" in page.text
    assert "请在“各节点”中测试与对方的连接" in page.text
    assert "下次 " not in page.text, "that instant has gone by: the node's own page says when it is tried"
    world.join("510000")
    operator.submit(page, _action(page, "again"))
    world.deliver()
    assert "没有久未送达的信" in operator.get("/operation/letters").text


def test_all_letters_that_wait_for_a_node_are_hastened_by_one_press(operator: Visitor, world: World) -> None:
    world.cut("510000")
    for purpose in ("办理公证", "办理签证"):
        world.province("440000").apply("hh.cert.hukou", by="张建国", answers={**HUKOU, "purpose": purpose})
    world.deliver()
    world.clock.advance(timedelta(hours=2))
    operator = operator_at(world, "440000")
    page = operator.get("/operation/letters")
    assert "发往四川省共2封" in page.text
    world.join("510000")
    operator.submit(page, ALL_AGAIN)
    world.deliver()
    assert "没有久未送达的信" in operator.get("/operation/letters").text
    assert audited(world, "440000") == [("send_letters_again", "510000 waiting：2封")]


def test_a_group_of_letters_that_there_is_not_is_sent_by_nobody(operator: Visitor, world: World) -> None:
    world.cut("510000")
    for purpose in ("办理公证", "办理签证"):
        world.province("440000").apply("hh.cert.hukou", by="张建国", answers={**HUKOU, "purpose": purpose})
    world.deliver()
    world.clock.advance(timedelta(hours=2))
    operator = operator_at(world, "440000")
    page = operator.get("/operation/letters")
    assert operator.submit(page, ALL_AGAIN, trouble="all").status == 404
    assert audited(world, "440000") == []


def test_why_a_letter_that_came_has_no_effect_yet_is_told_by_what_became_of_the_one_before(
    example_case: ExampleOnItsWay,
) -> None:
    world = example_case.world
    example_case.matter, example_case.partner = "示例联办事项", "重庆"
    example_case.hand_in("online")
    world.deliver()
    example_case.act("四川", "受理")
    world.deliver()
    database = world.province(NODES["广东"]).node.database
    world.clock.advance(timedelta(hours=2))

    def told(before: str) -> str:
        world.run(database.execute, before)
        return operator_at(world, NODES["广东"]).get("/operation/letters").text

    page = told("UPDATE tongban_inbox SET state = 'parked', settled_at = NULL WHERE seq = 2")
    assert "前面的信已办结，这封信尚未办理" in page
    assert "请联系对方运维" not in page
    assert "前一封信在本节点尚未办成" in told("UPDATE tongban_inbox SET state = 'parked' WHERE seq = 1")
    page = told("DELETE FROM tongban_inbox WHERE seq = 1")
    assert "前面的信尚未到齐" in page
    assert "请联系对方运维，确认前面的信是否仍在其发件箱" in page


def test_a_letter_that_is_tried_again_by_hand_is_told_of_in_the_log_as_at_first(example_case: ExampleOnItsWay) -> None:
    world = example_case.world
    example_case.matter, example_case.partner = "示例联办事项", "重庆"
    example_case.hand_in("online")
    world.deliver()
    database = world.province(NODES["四川"]).node.database
    parked = "UPDATE tongban_inbox SET state = 'parked', settled_at = NULL, attempts = 20, problem = 'KeyError'"
    world.run(database.execute, parked)
    operator = operator_at(world, NODES["四川"])
    page = operator.get("/operation/letters")
    operator.submit(page, _action(page, "again"))
    rows = world.run(database.fetch, "SELECT attempts FROM tongban_inbox")
    assert [row["attempts"] for row in rows] == [1], "the traceback is told at the second attempt"


def test_what_was_not_taken_is_told_with_who_mends_it(operator: Visitor, world: World) -> None:
    world.run(world.province("440000").node.exchange.take, [b"rubbish"])
    page = operator.get("/operation/letters")
    assert "未能核验身份的来源" in page.text
    assert REFUSALS["malformed"].remedy in page.text


@pytest.fixture
def scraped(world: World, tmp_path: Path) -> Visitor:
    (tmp_path / "metrics.token").write_text(f"{TOKEN}\n")
    world.enable_everywhere("household")
    world.settings["440000"] = {"metrics_token": tmp_path / "metrics.token"}
    return Visitor.at(world, "440000")


def test_metrics_are_for_the_bearer_of_the_token(scraped: Visitor, world: World) -> None:
    assert scraped.get("/metrics").status == 401
    assert scraped.get("/metrics", {"authorization": "Bearer wrong"}).status == 401
    assert Visitor.at(world, "510000").get("/metrics", {"authorization": f"Bearer {TOKEN}"}).status == 404


def test_metrics_tell_of_every_peer_and_of_no_person(scraped: Visitor, world: World) -> None:
    world.cut("510000")
    world.province("440000").apply("hh.cert.hukou", by="张建国", answers=HUKOU)
    world.deliver()
    world.run(world.province("440000").node.exchange.take, [b"rubbish"])
    world.clock.advance(timedelta(minutes=10))
    answer = scraped.get("/metrics", {"authorization": f"Bearer {TOKEN}"}).response
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    assert 'tongban_peer_waiting_letters{peer="510000"} 1' in lines
    assert 'tongban_peer_failures{peer="510000"} 1' in lines
    assert 'tongban_peer_refused_letters{peer="500000"} 0' in lines
    assert 'tongban_turned_away_total{peer="",code="malformed"} 1' in lines
    assert "tongban_trust_list_version 1" in lines
    oldest = next(line for line in lines if line.startswith('tongban_peer_oldest_unreceipted_seconds{peer="510000"}'))
    assert 600 <= float(oldest.split()[1]) < 700
    assert "张建国" not in answer.text
    assert world.person("张建国").number not in answer.text


def test_a_node_is_ready_while_its_audit_chain_is_its_own_and_is_sealed(world: World) -> None:
    world.enable("440000", "household")
    visitor, node = Visitor.at(world, "440000"), world.province("440000").node
    world.run(node.sealer.seal_pending)
    assert (visitor.get("/livez").status, visitor.get("/readyz").response.text) == (200, "ok")
    world.province("440000").apply("hh.cert.hukou", by="张建国", answers=HUKOU)
    world.clock.advance(timedelta(minutes=2))
    waiting = visitor.get("/readyz")
    assert (waiting.status, "audit_not_sealed" in waiting.text) == (503, True)
    world.run(node.sealer.seal_pending)
    assert visitor.get("/readyz").status == 200
    world.run(node.database.execute, "UPDATE tongban_audit_head SET mac = $1", b"x" * 32)
    forged = visitor.get("/readyz")
    assert (forged.status, "tongban audit verify" in forged.text) == (503, True)


def _suspended(document: TrustDocument) -> TrustDocument:
    nodes = (
        msgspec.structs.replace(node, status="suspended") if node.id == "510000" else node for node in document.nodes
    )
    return msgspec.structs.replace(document, nodes=tuple(nodes))


def _without_grants(document: TrustDocument, *, to: str) -> TrustDocument:
    return msgspec.structs.replace(document, grants=tuple(grant for grant in document.grants if grant.receiver != to))


def _all_granted(document: TrustDocument) -> TrustDocument:
    given = Grant(
        sender=NODES["四川"],
        receiver=NODES["重庆"],
        matters=("example.joint",),
        kinds=("letters",),
        until=2**50,
    )
    return msgspec.structs.replace(document, grants=(*document.grants, given))


def _action(page: Page, ending: str) -> str:
    return next(action for action in page.document.xpath("//form/@action") if action.endswith(f"/{ending}"))


def test_every_code_tells_the_officer_what_to_do_or_whom_to_tell() -> None:
    for code, refusal in REFUSALS.items():
        told = officers_remedy(code)
        own = refusal.fixed_by in {FixedBy.SENDING_OFFICER, FixedBy.TIME}
        assert (told == refusal.remedy) is own, code
        assert "tongban " not in told, "a command is nothing for an officer"


def test_an_offer_refused_after_the_grant_was_taken_back_is_told_on_the_case_with_whom_to_tell(
    world: World,
) -> None:
    world.enable_everywhere("household")
    world.cut("510000")
    case = world.province("440000").apply("hh.cert.hukou", by="张建国", answers=HUKOU).case
    world.publish(lambda document: _without_grants(document, to="510000"))
    world.join("510000")
    world.clock.advance(timedelta(minutes=10))
    world.deliver()
    officer = world.province("440000").officer(case.receiving.office)
    visitor = Visitor.at(world, "440000")
    visitor.sign_in_staff(officer.officer.id)
    page = visitor.get(f"/desk/cases/{case.id}")
    assert "对方没有接受：移交业务属地" in page.text
    assert "由信任名录管理员处理" in page.text
    there = operator_at(world, "510000").get("/operation/letters")
    assert REFUSALS["no_grant"].sentence in there.text, "whoever refused is told too"
