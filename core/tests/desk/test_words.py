"""What people write to one another in a case: reasons in words, and no more of them than a letter holds."""

from __future__ import annotations

import pytest

from tongban import Refused
from tongban.cases import acts as a
from tongban.testing.example.journey import ExampleOnItsWay

NOTHING_TO_READ = ("", "  \n", "\u200b\u2060")


def _reasons(*texts: str) -> tuple[a.Point, ...]:
    return tuple(a.Point(field="application", label="申请", reason=text) for text in texts)


@pytest.mark.parametrize("empty", NOTHING_TO_READ)
def test_a_negative_decision_says_why_at_every_point(example_case: ExampleOnItsWay, empty: str) -> None:
    example_case.hand_in("online")
    desk = example_case.desk("四川")
    seq = example_case.province("四川").case(example_case.case_id).seq
    for reasons in ((), _reasons(empty), _reasons("材料不齐", empty)):
        with pytest.raises(Refused, match="须逐项说明理由"):
            desk.act(example_case.case_id, a.Decline(reasons=reasons))
        with pytest.raises(Refused, match="请逐项写明需要补正的内容和理由"):
            desk.act(example_case.case_id, a.AskCorrection(points=reasons, days=15))
    with pytest.raises(Refused, match="请写明要询问的内容"):
        desk.act(example_case.case_id, a.Ask(question="q", text=empty))
    assert example_case.province("四川").case(example_case.case_id).seq == seq


def test_more_than_a_letter_holds_is_refused_to_whoever_wrote_it_and_nothing_is_kept(
    example_case: ExampleOnItsWay,
) -> None:
    example_case.hand_in("online")
    long, case = "长" * 100_000, example_case.case_id
    with pytest.raises(Refused, match="“撤回的原因”有100000字，不得超过2000字") as refused:
        example_case.home.party(case, by="张建国", act=a.Withdraw(reason=long))
    assert "请写得简短一些" in refused.value.objections[0].remedy
    home = example_case.home
    assert example_case.world.run(home.node.reader.pending, home.case(case)) == []
    desk, before = example_case.desk("四川"), example_case.province("四川").case(case)
    with pytest.raises(Refused, match="填写的内容太多"):
        desk.act(case, a.Decline(reasons=_reasons(long)))
    assert example_case.province("四川").case(case) == before
