"""No identity number of a party lies where it does not belong: heads, letters' metadata, audit, lists, logs."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest
import structlog

from tongban.exchange.envelope import SealedEnvelope
from tongban.identity.seed import demo_people
from tongban.process_logs import write_logs
from tongban.storage import Database
from tongban.testing.example.journey import NODES, ExampleOnItsWay
from tongban.testing.example.plugin import BROKEN
from tongban.testing.steps.evidence import asks_about, change

NUMBERS = [person.number for person in demo_people()]
# Registers are made of numbers: a plugin's own, and that of who may act for an organisation.
REGISTERS = {"example_record", "tongban_mandate"}


@pytest.fixture
def logs(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Logs as a node's process writes them."""
    before = structlog.get_config()
    write_logs()
    yield capsys
    structlog.configure(**before)


@pytest.fixture
def lived(example_case: ExampleOnItsWay, logs: pytest.CaptureFixture[str]) -> ExampleOnItsWay:
    """A case between three provinces that met everything that writes: queries, refusals, faults, intents, timers."""
    example_case.matter, example_case.partner = "示例联办事项", "重庆"
    change(example_case, "四川", "INSERT INTO example_record (number, status) VALUES ('', $1)", BROKEN)
    example_case.hand_in("online")
    change(example_case, "四川", "DELETE FROM example_record WHERE number = ''")
    example_case.act("四川", "受理")
    example_case.world.deliver()
    asks_about(example_case, "广东", "四川", "李秋萍")
    example_case.act("重庆", "完成协同核查")
    example_case.world.deliver()
    example_case.desk("四川").queue()
    example_case.home.withdraw(example_case.case_id, by=example_case.by)
    example_case.world.deliver()
    example_case.world.tick()
    return example_case


def test_heads_hold_no_identity_number(lived: ExampleOnItsWay):
    heads = [
        fact.head for place in lived.knowing() for fact in lived.world.run(place.node.cases.store.facts, lived.case_id)
    ]
    assert len(heads) > 10
    assert _found(heads) == []


def test_no_readable_column_holds_an_identity_number(lived: ExampleOnItsWay):
    for name in NODES:
        database = lived.province(name).node.database
        for table in _tables(lived, database):
            rows = lived.world.run(database.fetch, f"SELECT * FROM {table}")
            texts = [value for row in rows for value in tuple(row) if isinstance(value, str)]
            assert _found(texts) == [], f"{name}: {table}"


def test_a_letter_speaks_of_people_in_the_column_for_its_body_and_nowhere_on_its_way(lived: ExampleOnItsWay):
    bodies, letters = [], []
    for name in NODES:
        fetch = lived.province(name).node.database.fetch
        bodies += [bytes(row["body"]) for row in lived.world.run(fetch, "SELECT body FROM tongban_outbox")]
        for table in ("tongban_outbox", "tongban_inbox"):
            rows = lived.world.run(fetch, f"SELECT envelope FROM {table} WHERE envelope IS NOT NULL")
            letters += [_letter(bytes(row["envelope"])) for row in rows]
    assert _found(bodies), "the bodies are what the canary sings in"
    assert letters
    assert _found([json.dumps(letter) for letter in letters]) == []


def test_logs_hold_no_identity_number_even_where_a_plugin_fails_with_one(
    lived: ExampleOnItsWay, logs: pytest.CaptureFixture[str]
):
    written = logs.readouterr()
    assert "register_failed" in written.err
    assert "builtins.LookupError" in written.err
    assert _found([written.err, written.out]) == []


def _letter(envelope: bytes) -> dict[str, object]:
    header, payload, _ = (base64.urlsafe_b64decode(each + b"==") for each in envelope.split(b"."))
    assert set(SealedEnvelope.__struct_fields__) >= set(json.loads(payload))
    return {**json.loads(payload), "header": json.loads(header)}


def _found(texts: list[str] | list[bytes]) -> list[str]:
    readable = [text.decode("utf-8", "replace") if isinstance(text, bytes) else text for text in texts]
    return [number for number in NUMBERS for text in readable if number in text]


def _tables(lived: ExampleOnItsWay, database: Database) -> list[str]:
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if database.dialect == "sqlite"
        else "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    return [row["name"] for row in lived.world.run(database.fetch, sql) if row["name"] not in REGISTERS]
