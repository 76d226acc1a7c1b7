"""Steps on what the audit keeps of who did what, and how tampering shows."""

from __future__ import annotations

from typing import Final

from pytest_bdd import parsers, then, when

from tongban.audit import Report, verify
from tongban.audit.chain import pseudonym
from tongban.checks import read_secret
from tongban.identity.seed import demo_people
from tongban.storage.statements import Row
from tongban.testing.example.journey import NODES, ExampleOnItsWay

CHAPTER: Final = "审计"

ACTED = {
    "提交申请": "submit",
    "受理": "accept",
    "准予": "grant",
    "撤回": "withdraw",
    "查阅办件": "read_case",
    "查阅待办": "read_queue",
    "查询登记库": "ask_registers",
    "答复查询": "answer_register",
    "拒绝查询": "decline_register",
    "接收办件": "open_case",
    "获知进展": "learn_facts",
    "处理请求": "take_intent",
}

FINDINGS = {"第2条被改动": "position 2: the row was edited", "第2条不见了": "positions 2 to 2: the rows are gone"}
TAMPERING = {
    "改动": "UPDATE tongban_audit SET purpose = '改过' WHERE position = 2",
    "删去": "DELETE FROM tongban_audit WHERE position = 2",
}


@when(parsers.parse('"{province:w}" 的工作人员查阅该办件和待办'))
def officer_reads(example_case: ExampleOnItsWay, province: str) -> None:
    desk = example_case.desk(province)
    desk.queue()
    desk.view(example_case.case_id)


@when(parsers.parse('有人绕过平台{how:w} "{province:w}" 的审计记录'))
def tampered_with(example_case: ExampleOnItsWay, how: str, province: str) -> None:
    _unlock(example_case, province)
    _write(example_case, province, TAMPERING[how])


def _unlock(example_case: ExampleOnItsWay, province: str) -> None:
    """What only somebody can do who holds the database itself."""
    database = example_case.province(province).node.database
    if database.dialect == "postgresql":
        _write(example_case, province, "ALTER TABLE tongban_audit DISABLE TRIGGER USER")
        return
    for trigger in ("update", "delete"):
        _write(example_case, province, f"DROP TRIGGER tongban_audit_no_{trigger}")


def _write(example_case: ExampleOnItsWay, province: str, sql: str) -> None:
    example_case.world.run(example_case.province(province).node.database.execute, sql)


@when("各省的审计记录已封存")
def sealed(example_case: ExampleOnItsWay) -> None:
    for province in NODES:
        example_case.world.run(example_case.province(province).node.sealer.seal_pending)


@then(parsers.parse('"{province:w}" 的审计应记有 "{acts}"'))
def audited(example_case: ExampleOnItsWay, province: str, acts: str) -> None:
    kept = {row["act"] for row in _rows(example_case, province) if row["case_id"] in {None, example_case.case_id}}
    assert {ACTED[act] for act in acts.split("、")} <= kept, kept


@then(parsers.parse('"{province:w}" 的审计不应记有 "{act}"'))
def not_audited(example_case: ExampleOnItsWay, province: str, act: str) -> None:
    assert ACTED[act] not in {row["act"] for row in _rows(example_case, province)}


@then(parsers.parse('"{province:w}" 的审计中该次"{act}"的人应为 "{who}"'))
def audited_by(example_case: ExampleOnItsWay, province: str, act: str, who: str) -> None:
    desk = example_case.desk(who) if who in NODES else None
    actor = desk.officer.id if desk else example_case.world.person(who).number
    written = [row["actor"] for row in _rows(example_case, province) if row["act"] == ACTED[act]]
    secret = read_secret(example_case.province(province).node.settings.audit_secret)
    assert written[-1:] == [pseudonym(secret, actor)], "审计以假名记人"


@then(parsers.parse('"{province:w}" 的审计核验应为 "{result}"'))
def verified(example_case: ExampleOnItsWay, province: str, result: str) -> None:
    report = _verify(example_case, province)
    assert report.is_intact is (result == "完好"), report.findings


@then(parsers.parse('"{province:w}" 的审计核验应指出 "{finding}"'))
def verification_says(example_case: ExampleOnItsWay, province: str, finding: str) -> None:
    report = _verify(example_case, province)
    assert FINDINGS[finding] in report.findings, report.findings


def _verify(example_case: ExampleOnItsWay, province: str) -> Report:
    node = example_case.province(province).node
    return example_case.world.run(verify, node.database, secret=read_secret(node.settings.audit_secret))


@then("各省的审计中没有任何人的姓名和证件号码")
def nobody_named(example_case: ExampleOnItsWay) -> None:
    personal = [text for person in demo_people() for text in (person.name, person.number)]
    for province in NODES:
        rows = _rows(example_case, province)
        assert not [text for row in rows for text in personal if text in str(tuple(row))]


def _rows(example_case: ExampleOnItsWay, province: str) -> list[Row]:
    database = example_case.province(province).node.database
    return example_case.world.run(database.fetch, "SELECT * FROM tongban_audit ORDER BY id")
