"""A node on GM-1 between two on INTL-1: a case goes through all three, from hand-in to close."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection
from pathlib import Path

import pytest

from tongban.cases.acts import ConfirmDelivery
from tongban.cases.state import State
from tongban.exchange import keys
from tongban.testing import example
from tongban.testing.example.journey import NODES, ExampleOnItsWay
from tongban_gm.suite import GmSuite

SUITE = GmSuite()
pytestmark = pytest.mark.skipif(bool(SUITE.unavailable), reason=SUITE.unavailable or "libcrypto has SM2, SM3 and SM4")


@pytest.fixture
def between(example_case: ExampleOnItsWay, tmp_path: Path) -> ExampleOnItsWay:
    """重庆 decides and holds national keys; 广东 takes in and 四川 helps with international ones."""
    world = example_case.world
    world.enable_everywhere(example.NAME, "gm")
    keys.save(keys.generate_pair(NODES["重庆"], SUITE), tmp_path / "gm.key")
    world.settings = {NODES["重庆"]: {"key": tmp_path / "gm.key"}}
    example_case.matter, example_case.competent, example_case.partner = "示例联办事项", "重庆", "四川"
    return example_case


def test_a_case_goes_from_hand_in_to_close_through_a_node_on_gm_1(between: ExampleOnItsWay) -> None:
    between.hand_in("online")
    assert between.handed is not None
    assert between.handed.undetermined == [], "the register at the GM node answered a question"
    for name, act in (("重庆", "受理"), ("四川", "完成协同核查"), ("重庆", "准予")):
        between.act(name, act)
        between.world.deliver()
    between.home.party(between.case_id, by=between.by, act=ConfirmDelivery(how="opened"))
    between.world.deliver()
    cases = [between.province(name).case(between.case_id) for name in NODES]
    assert {(case.state, case.seq) for case in cases} == {(State.CLOSED, cases[0].seq)}


def test_each_letter_bears_the_suite_of_whoever_signed_it_and_of_whoever_opens_it(between: ExampleOnItsWay) -> None:
    between.hand_in("online")
    between.act("重庆", "受理")
    between.world.deliver()
    found = {name: _algorithms(between, name) for name in ("广东", "重庆")}
    assert found["广东"] == {("Ed25519", SUITE.agreement)}
    assert {signature for signature, _ in found["重庆"]} == {SUITE.signature}
    assert SUITE.agreement not in {agreement for _, agreement in found["重庆"]}


def _algorithms(between: ExampleOnItsWay, name: str) -> Collection[tuple[str, str]]:
    node = between.province(name).node
    rows = between.world.run(node.database.fetch, "SELECT envelope FROM tongban_outbox WHERE envelope IS NOT NULL")
    return {_of(bytes(row["envelope"])) for row in rows}


def _of(token: bytes) -> tuple[str, str]:
    header, payload, _ = token.split(b".")
    body = json.loads(_decoded(payload))["body"]["jwe"].encode()
    return json.loads(_decoded(header))["alg"], json.loads(_decoded(body.split(b".")[0]))["alg"]


def _decoded(segment: bytes) -> bytes:
    return base64.urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
