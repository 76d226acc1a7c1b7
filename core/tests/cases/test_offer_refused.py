"""What the course of a case says of an offer that its place refused: to the applicant too."""

from __future__ import annotations

import pytest

from tongban.cases import acts as a
from tongban.cases.ledger import ledger
from tongban.cases.ledger_lines import BETWEEN_NODES
from tongban.cases.sealing import NODE
from tongban.testing.case_file import CaseFile, submitted

UNSERVED = "四川省尚未开通“示例事项”，不能接收；请改向该地线下机关申请"


@pytest.mark.parametrize(
    ("code", "said", "told"),
    [
        ("not_served", UNSERVED, UNSERVED),
        ("business_rule", "办件编号已属另一办件", "办件编号已属另一办件"),
        ("unknown_office", "信任名录中没有该机关", BETWEEN_NODES),
        ("bad_body", "正文解不开", BETWEEN_NODES),
    ],
)
def test_what_only_operators_understand_is_said_as_what_it_means_for_the_applicant(code: str, said: str, told: str):
    file = CaseFile(submitted()).take(a.TakeBack(code=code, message=said), NODE)
    hops = ledger(file.case, file.dossier, file.calendar)
    assert [line for hop in hops for line in hop.lines if line[0] == "原因"] == [("原因", told)]
    assert file.case.offer_refused == said
