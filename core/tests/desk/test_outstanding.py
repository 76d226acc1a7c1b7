"""What a decision lacks of the materials that registers were to supply."""

from __future__ import annotations

import pytest

from tongban.desk.outstanding import not_held, statuses, unanswered
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.testing.example.matters import EXAMPLE

ANSWERS = {"place": "510104", "remark": "本人说明"}
PLEDGE = Evidence(
    key="statement", title="情况证明", kind=SourceKind.PLEDGE, outcome=Outcome.FOUND, source="申请人书面承诺", at=1
)


def register(outcome: Outcome, *, asked_of: str = "510000") -> dict[str, Evidence]:
    item = Evidence(
        key="record",
        title="示例登记",
        kind=SourceKind.REGISTER,
        outcome=outcome,
        source="示例登记库",
        at=1,
        asked_of=asked_of,
    )
    return {"record": item}


@pytest.mark.parametrize(
    ("evidence", "silent", "lacking"),
    [
        (register(Outcome.FOUND), (), []),
        (register(Outcome.UNANSWERED), ("登记证明", "情况证明"), []),
        ({**register(Outcome.UNANSWERED), "statement": PLEDGE}, ("登记证明",), []),
        (
            register(Outcome.NONE),
            (),
            ["登记库中没有“登记证明”的记录", "登记库没有“示例登记”的记录，也没有收到材料“情况证明”"],
        ),
        ({**register(Outcome.NONE), "statement": PLEDGE}, (), ["登记库中没有“登记证明”的记录"]),
        # Off the exchange nobody ever answers: what may be replaced is asked for, the rest is for the paper decision.
        (register(Outcome.UNANSWERED, asked_of=""), (), ["没有收到材料“情况证明”"]),
    ],
)
def test_silence_is_told_from_absence(evidence: dict[str, Evidence], silent: tuple[str, ...], lacking: list[str]):
    found = statuses(EXAMPLE, ANSWERS, evidence)
    assert unanswered(found) == silent
    assert [each.message for each in not_held(found, dropped=())] == lacking


def test_a_material_that_an_agreement_drops_is_not_missed():
    found = statuses(EXAMPLE, ANSWERS, register(Outcome.NONE))
    assert [each.field for each in not_held(found, dropped={"statement"})] == ["certificate"]


def test_of_a_record_that_a_rule_says_is_not_there_no_material_is_missed_besides():
    found = statuses(EXAMPLE, ANSWERS, register(Outcome.NONE))
    assert not_held(found, dropped=(), refused={"record"}) == []
