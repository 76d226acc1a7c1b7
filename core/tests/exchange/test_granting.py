"""Nobody may send what no grant in the trust list allows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from tongban.clock import FixedClock, milliseconds
from tongban.exchange import keys
from tongban.exchange.granting import Grants
from tongban.exchange.trust import Trust, TrustList, sign
from tongban.exchange.trust_documents import Grant, TrustDocument

SICHUAN, CHONGQING = "510000", "500000"


def listing(clock: FixedClock, *nodes: Any, grants: tuple[Grant, ...]) -> Trust:
    root, now = keys.generate("root"), milliseconds(clock.now())
    document = TrustDocument(version=1, issued=now, expires=now + 10**10, nodes=nodes, grants=grants)
    roots = {root.kid: keys.verifying(root)}
    return Trust(TrustList.load(sign(document, [root]), roots=roots, threshold=1, now=clock.now()))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(date(2026, 11, 23))


@pytest.fixture
def grant(clock: FixedClock) -> Grant:
    until = milliseconds(clock.now() + timedelta(days=1))
    return Grant(sender=SICHUAN, receiver=CHONGQING, matters=("hf.transfer",), kinds=("questions",), until=until)


@pytest.mark.parametrize(
    ("sender", "receiver", "matter", "kind", "allowed"),
    [
        (SICHUAN, CHONGQING, "hf.transfer", "questions", True),
        (SICHUAN, CHONGQING, "hf.transfer", "letters", False),
        (SICHUAN, CHONGQING, "hf.transfer", "files", False),
        (SICHUAN, CHONGQING, "hf.loan", "questions", False),
        (CHONGQING, SICHUAN, "hf.transfer", "questions", False),
        ("440000", CHONGQING, "hf.transfer", "questions", False),
    ],
)
def test_only_what_is_granted_is_allowed(
    sender: str, receiver: str, matter: str, kind: Any, allowed: Any, grant: Grant, clock: FixedClock, list_node: Any
) -> None:
    trusted = listing(clock, *(list_node(node) for node in (SICHUAN, CHONGQING)), grants=(grant,))
    assert Grants(trusted, receiver, clock).allows(sender, matter, kind) is allowed


def test_a_grant_ends_and_a_suspended_node_has_none(grant: Grant, clock: FixedClock, list_node: Any) -> None:
    nodes = [list_node(node) for node in (SICHUAN, CHONGQING)]
    grants = Grants(listing(clock, *nodes, grants=(grant,)), CHONGQING, clock)
    clock.advance(timedelta(days=1))
    assert not grants.allows(SICHUAN, "hf.transfer", "questions")
    suspended = msgspec.structs.replace(nodes[0], status="suspended")
    later = msgspec.structs.replace(grant, until=grant.until * 2)
    assert not Grants(listing(clock, suspended, grants=(later,)), CHONGQING, clock).allows(
        SICHUAN, "hf.transfer", "questions"
    )
