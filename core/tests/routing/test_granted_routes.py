"""A place that nobody may tell of a case is not chosen: whoever applies is told so before handing in."""

from __future__ import annotations

import msgspec
import pytest

from tongban.exchange.trust_documents import TrustDocument
from tongban.testing.example.journey import NODES, ExampleOnItsWay


def without(document: TrustDocument, sender: str, receiver: str) -> TrustDocument:
    pair = (NODES[sender], NODES[receiver])
    kept = tuple(grant for grant in document.grants if (grant.sender, grant.receiver) != pair)
    return msgspec.structs.replace(document, grants=kept)


@pytest.fixture
def joint(example_case: ExampleOnItsWay) -> ExampleOnItsWay:
    example_case.matter, example_case.partner = "示例联办事项", "重庆"
    assert example_case.home
    return example_case


def test_the_competent_place_must_be_granted_to_tell_the_cooperating_one(joint: ExampleOnItsWay) -> None:
    joint.world.publish(lambda document: without(document, "四川", "重庆"))
    joint.hand_in("online")
    assert any(
        "重庆市渝中区已接入通办平台，但双方之间还没有办理“示例联办事项”的互通授权" in each for each in joint.told
    )


def test_the_receiving_place_must_be_granted_to_open_a_case(joint: ExampleOnItsWay) -> None:
    joint.world.publish(lambda document: without(document, "广东", "四川"))
    joint.hand_in("window")
    assert any("四川省成都市锦江区已接入通办平台" in each and "互通授权" in each for each in joint.told)


def test_a_grant_that_nobody_needs_is_not_asked_for(joint: ExampleOnItsWay) -> None:
    joint.world.publish(lambda document: without(document, "重庆", "四川"))
    joint.hand_in("online")
    assert joint.told == []
