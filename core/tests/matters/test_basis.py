"""On which of its grounds a case is decided, where a matter stands on several."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tongban.matters.basis import Basis
from tongban.testing.example.matters import EXAMPLE

ALWAYS = Basis("甲法", "第一条")
MOVED = Basis("乙法", "第二条", shown_when=("why", ("moved",)))
GONE = Basis("丙法", "第三条", shown_when=("why", ("gone", "dead")))


@pytest.mark.parametrize(("why", "cited"), [("moved", (ALWAYS, MOVED)), ("dead", (ALWAYS, GONE)), ("other", (ALWAYS,))])
def test_a_ground_is_cited_with_the_answers_that_call_for_it(why: str, cited: tuple[Basis, ...]):
    assert replace(EXAMPLE, basis=(ALWAYS, MOVED, GONE)).basis_with({"why": why, "years": 3}) == cited


def test_answers_that_call_for_no_ground_are_decided_on_all_that_there_are():
    assert replace(EXAMPLE, basis=(MOVED, GONE)).basis_with({}) == (MOVED, GONE)
