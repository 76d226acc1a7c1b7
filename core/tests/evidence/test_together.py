"""Registers over the node's own tables are asked with one statement, and none of them spoils another's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from tongban.evidence.items import Outcome
from tongban.evidence.ports import FakeGrants
from tongban.evidence.questions import RegisterQuestion
from tongban.evidence.registers import Registers
from tongban.evidence.responder import Responder
from tongban.identity.people import Role

ZHANG = "510104198503109997"
FOUND = "SELECT 'B1' AS account, 12 AS balance WHERE CAST($1 AS VARCHAR(18)) <> ''"
NONE = FOUND.replace("<>", "=")


@dataclass
class OwnTable:
    """A register over a table; what it finds alone has another account."""

    sql: str | None
    name: str = "fund.account"
    title: str = "账户"
    issuer: str = "中心"
    alone: int = 0

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        self.alone += 1
        return {"account": "alone", "balance": 1}

    def query(self, *, subject: str, criteria: Mapping[str, object]) -> tuple[str, tuple[object, ...]] | None:
        return (self.sql, (subject,)) if self.sql else None

    def record_of(self, row: Mapping[str, Any]) -> Mapping[str, object]:
        return {**row, "sealed": True}


def responder(world: Any, *registers: OwnTable) -> Responder:
    """Of a matter that needs each of them."""
    here, matter = world.guangdong, world.matter
    needs = tuple(replace(matter.needs[1], key=each.name, register=each.name) for each in registers)
    return Responder(
        node=here.id,
        registers=Registers(registers),
        find_matter={matter.id: replace(matter, needs=needs)}.get,
        grants=FakeGrants({}),
        parties=here.parties,
        database=here.database,
        log=here.log,
        audit=here.audit,
        clock=here.clock,
    )


def question(world: Any, register: OwnTable, **changes: object) -> RegisterQuestion:
    fields = {
        "register": register.name,
        "need": register.name,
        "matter": world.matter.id,
        "application": world.application().id,
        "subject": ZHANG,
        "about": Role.APPLICANT,
        "criteria": {},
        "grounds": world.grounds(),
    }
    return RegisterQuestion(**{**fields, **changes})  # type: ignore[arg-type]


async def test_several_registers_take_one_statement(world: Any) -> None:
    tables = [OwnTable(FOUND, "fund.a"), OwnTable(NONE, "fund.b"), OwnTable(FOUND, "fund.c")]
    database = world.guangdong.database
    before = database.statements
    answers = await responder(world, *tables).consult_own([question(world, each) for each in tables])
    assert database.statements - before == 1
    assert [each.outcome for each in answers] == [Outcome.FOUND, Outcome.NONE, Outcome.FOUND]
    assert answers[0].value == {"account": "B1", "balance": 12, "sealed": True}
    assert [each.alone for each in tables] == [0, 0, 0]


async def test_a_register_that_cannot_be_asked_with_others_is_asked_alone(world: Any) -> None:
    tables = [OwnTable(FOUND, "fund.a"), OwnTable(None, "fund.b"), OwnTable(FOUND, "fund.c")]
    answers = await responder(world, *tables).consult_own([question(world, each) for each in tables])
    assert [each.value["account"] for each in answers] == ["B1", "alone", "B1"]


async def test_where_one_query_fails_every_register_is_asked_alone(world: Any) -> None:
    tables = [OwnTable(FOUND, "fund.a"), OwnTable("SELECT $1 FROM nowhere", "fund.b")]
    answers = await responder(world, *tables).consult_own([question(world, each) for each in tables])
    assert [each.value["account"] for each in answers] == ["alone", "alone"]


async def test_a_question_without_cause_is_not_asked_of_the_database(world: Any) -> None:
    tables = [OwnTable("SELECT $1 FROM nowhere", "fund.a"), OwnTable(FOUND, "fund.b"), OwnTable(FOUND, "fund.c")]
    asked = [question(world, each) for each in tables]
    asked[0] = msgspec.structs.replace(asked[0], grounds=world.grounds(consent=""))
    answers = await responder(world, *tables).consult_own(asked)
    assert (answers[0].outcome, answers[0].code) == (Outcome.UNANSWERED, "business_rule")
    assert [each.alone for each in tables] == [0, 0, 0]
