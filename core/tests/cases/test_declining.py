"""The two reasons for 不予受理 that have words of their own."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

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
    assert "行政许可法" not in text
    assert "户籍已迁出" in text


def test_another_reason_asks_for_no_authority() -> None:
    assert POINT.reason in said(declined(POINT))


def test_false_materials_are_told_and_kept_on_record_where_only_two_places_read_it() -> None:
    file = declined(UNTRUE)
    assert "提供虚假材料，不予受理并记入信用记录" in said(file)
    [point] = Dossier(file.facts).points(file.case.seq)
    assert (point.field, point.label) == ("false_material", "提供虚假材料")
    assert "false_material" not in file.facts[-1].head
    assert decode_head(file.facts[-1].head).parts["reasons"].audience == ("receiving", "competent")


def test_the_law_that_is_applied_is_the_officers_to_name() -> None:
    named = replace(UNTRUE, basis="《婚姻登记条例》第七条")
    assert "（依据：《婚姻登记条例》第七条）" in said(declined(named))
    assert "依据" not in said(declined(UNTRUE))
