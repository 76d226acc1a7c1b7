"""Steps on what registers say, what is not asked for, and what waits for an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pytest_bdd import given, parsers, then, when

from tongban.checks import read_secret
from tongban.clock import CHINA
from tongban.evidence.gather import Asker
from tongban.evidence.items import Evidence, Outcome, digest_of
from tongban.evidence.query_log import QueryLog
from tongban.evidence.questions import Grounds
from tongban.identity.people import Assurance, Party, PartyKind, Role
from tongban.matters.application import Application
from tongban.matters.forms import Form
from tongban.storage.statements import Row
from tongban.testing.example.journey import MATTERS, NODES, ExampleOnItsWay

CHAPTER: Final = "数据核验"

OUTCOMES = {"有记载": Outcome.FOUND, "无记载": Outcome.NONE, "未予答复": Outcome.UNANSWERED}
MATERIALS = {"登记证明": "certificate", "情况证明": "statement", "纸质登记证": "proof"}


@given(parsers.parse('申请人承诺 "{material}"'))
def pledges(example_case: ExampleOnItsWay, material: str) -> None:
    example_case.pledges = (*example_case.pledges, MATERIALS[material])


@given(parsers.parse('申请人上传 "{material}"'))
def brings(example_case: ExampleOnItsWay, material: str) -> None:
    example_case.uploads = (*example_case.uploads, MATERIALS[material])


@given(parsers.parse('"{province:w}" 已照材料认定“{title}”'))
@when(parsers.parse('"{province:w}" 照材料认定“{title}”'))
def establishes(example_case: ExampleOnItsWay, province: str, title: str, datatable: list[list[str]]) -> None:
    """下接两列的表：项目、内容"""
    entered = dict(datatable[1:])
    example_case.try_to(lambda: example_case.desk(province).establish(example_case.case_id, title, entered))


@when(parsers.parse('"{province:w}" 照材料认定没有“{title}”'))
def establishes_absence(example_case: ExampleOnItsWay, province: str, title: str) -> None:
    example_case.try_to(lambda: example_case.desk(province).establish_absence(example_case.case_id, title))


@given(parsers.parse('"{province:w}" 的登记库记载 "{name}" 的状态为 "{status}"'))
@when(parsers.parse('"{province:w}" 的登记库改记 "{name}" 的状态为 "{status}"'))
def recorded(example_case: ExampleOnItsWay, province: str, name: str, status: str) -> None:
    number = example_case.world.person(name).number
    change(example_case, province, "UPDATE example_record SET status = $1 WHERE number = $2", status, number)


@given(parsers.parse('"{province:w}" 的登记库没有 "{name}" 的记载'))
@when(parsers.parse('"{province:w}" 的登记库注销 "{name}" 的记载'))
def not_recorded(example_case: ExampleOnItsWay, province: str, name: str) -> None:
    change(
        example_case, province, "DELETE FROM example_record WHERE number = $1", example_case.world.person(name).number
    )


@given(parsers.parse('"{province:w}" 的登记库没有答复'))
@when(parsers.parse('"{province:w}" 的登记库没有答复'))
def silent(example_case: ExampleOnItsWay, province: str) -> None:
    change(example_case, province, "INSERT INTO example_record (number, status) VALUES ('', '')")


@when(parsers.parse('"{province:w}" 的登记库恢复答复'))
def answers_again(example_case: ExampleOnItsWay, province: str) -> None:
    change(example_case, province, "DELETE FROM example_record WHERE number = ''")


def change(example_case: ExampleOnItsWay, province: str, sql: str, *arguments: object) -> None:
    """Let the registrar of a province change the register."""
    database = example_case.province(province).node.database
    example_case.world.run(database.execute, sql, *arguments)


@given("申请人没有同意查询")
def without_consent(example_case: ExampleOnItsWay) -> None:
    example_case.consent = False


@then(parsers.parse('"{province:w}" 卷内的“{title}”应载明 "{text}"，来源 "{source}"'))
def evidence_says(example_case: ExampleOnItsWay, province: str, title: str, text: str, source: str) -> None:
    item = evidence(example_case, province, title)
    assert item.source == source
    assert text in (item.reason if item.outcome is Outcome.UNANSWERED else str(item.value))


@then(parsers.parse('"{province:w}" 卷内的“{title}”应注明核验时间 "{day}" 和内容摘要'))
def evidence_dated(example_case: ExampleOnItsWay, province: str, title: str, day: str) -> None:
    item = evidence(example_case, province, title)
    assert datetime.fromtimestamp(item.at / 1000, CHINA).date().isoformat() == day
    assert item.digest == digest_of(item.value)


def evidence(example_case: ExampleOnItsWay, province: str, title: str) -> Evidence:
    """What the case holds of that title in a province."""
    dossier = example_case.province(province).view(example_case.case_id).dossier
    return next(item for item in dossier.evidence().values() if item.title == title)


@then(parsers.parse('"{material}" 免于提交'))
def waived(example_case: ExampleOnItsWay, material: str) -> None:
    matter = example_case.home.node.plugins.matter(MATTERS[example_case.matter])
    declared = next(each for each in matter.materials if each.name == material)
    assert declared.treatment == "免提交-数据共享"
    held = example_case.home.view(example_case.case_id).dossier.evidence()
    assert MATERIALS[material] not in held
    assert held["record"].outcome is Outcome.FOUND


@then(parsers.parse('没有登记库收到过关于 "{name}" 的查询'))
def nobody_asked(example_case: ExampleOnItsWay, name: str) -> None:
    assert not [row for province in NODES for row in logged(example_case, province, about=name)]


@when(parsers.parse('"{province:w}" 就该办件向 "{asked:w}" 查询 "{name}" 的登记'))
def asks_about(example_case: ExampleOnItsWay, province: str, asked: str, name: str) -> None:
    node, case = example_case.province(province).node, example_case.province(province).case(example_case.case_id)
    person = example_case.world.person(name)
    party = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name=name, number=person.number)
    matter = node.plugins.matter(case.matter)
    gathered = example_case.world.run(
        node.judging.gatherer.gather,
        matter,
        Application(id=case.id, answers=Form(), parties=(party,), on=node.clock.today(), today=node.clock.today()),
        {"competent": case.competent},
        grounds=Grounds(purpose=matter.name, assurance=Assurance.L3, consent="在线授权"),
        asker=Asker(id="spec", role="officer"),
    )
    example_case.world.run(node.judging.gatherer.write, gathered.record)
    assert case.competent.node == NODES[asked]
    example_case.told = [item.reason for item in gathered.evidence.values() if item.outcome is Outcome.UNANSWERED]


@then(parsers.parse('"{province:w}" 的查询记录应有关于 "{name}" 的一条，结果为 "{outcome}"'))
def query_logged(example_case: ExampleOnItsWay, province: str, name: str, outcome: str) -> None:
    rows = logged(example_case, province, about=name)
    assert [row["outcome"] for row in rows] == [OUTCOMES[outcome]]
    assert [row["application"] for row in rows] == [example_case.case_id]


@then(parsers.parse('双方的查询记录应写明目的 "{purpose}"、认证等级 "{level}" 和授权 "{consent}"'))
def grounds_logged(example_case: ExampleOnItsWay, purpose: str, level: str, consent: str) -> None:
    for province in (example_case.receiving, example_case.competent):
        first = logged(example_case, province, about=example_case.by)[-1]
        assert (first["purpose"], f"L{first['assurance']}", first["consent"]) == (purpose, level, consent)


def logged(example_case: ExampleOnItsWay, province: str, *, about: str) -> list[Row]:
    """The questions about a person that a province keeps, newest first."""
    node = example_case.province(province).node
    log = QueryLog(node.database, secret=read_secret(node.settings.audit_secret))
    return example_case.world.run(log.about, example_case.world.person(about).number)
