"""The two reasons for 不予受理 that have words of their own."""

from __future__ import annotations

import pytest

from tongban.cases import acts as a
from tongban.cases.dossier import Dossier
from tongban.cases.heads import decode_head
from tongban.errors import Refused
from tongban.testing.case_file import OFFICER, POINT, CaseFile, opened

ELSEWHERE = a.Point(field="authority", label="", reason="户籍已迁出")
UNTRUE = a.Point(field="false_material", label="", reason="结婚证系伪造")


def declined(*reasons: a.Point, authority: str = "") -> CaseFile:
    return opened().take(a.Decline(reasons=reasons, authority=authority), OFFICER)


def said(file: CaseFile) -> str:
    return "\n".join(next(paper for paper in file.papers if paper.kind == "declination").paragraphs)


def test_whoever_is_not_competent_names_who_is() -> None:
    with pytest.raises(Refused) as refused:
        declined(ELSEWHERE, authority=" ")
    [objection] = refused.value.objections
    assert (objection.rule, objection.field) == ("CM-06", "authority")


def test_the_applicant_is_told_where_to_apply() -> None:
    text = said(declined(ELSEWHERE, authority="成都市公安局武侯区分局"))
    assert "不属于本机关职权范围，请向成都市公安局武侯区分局申请" in text
    assert "行政许可法》第三十二条" in text
    assert "户籍已迁出" in text


def test_another_reason_asks_for_no_authority() -> None:
    assert POINT.reason in said(declined(POINT))


def test_false_materials_are_told_and_kept_on_record() -> None:
    file = declined(UNTRUE)
    assert "提供虚假材料，不予受理并记入信用记录" in said(file)
    event = decode_head(file.facts[-1].head).event
    assert event.false_material  # type: ignore[union-attr]
    assert Dossier(file.facts).points(file.case.seq)[0].label == "提供虚假材料"


def test_nobody_else_has_a_record() -> None:
    assert not decode_head(declined(POINT).facts[-1].head).event.false_material  # type: ignore[union-attr]
