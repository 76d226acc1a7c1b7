"""Steps on what registers say, what is not asked for, and what waits for an answer."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from tongban.testing.example.journey import NODES, ExampleOnItsWay

MATERIALS = {"登记证明": "certificate", "情况证明": "statement"}


@given(parsers.parse('申请人承诺 "{material}"'))
def pledges(example_case: ExampleOnItsWay, material: str) -> None:
    example_case.pledges = (*example_case.pledges, MATERIALS[material])
