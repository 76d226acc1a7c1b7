"""The two reasons for 不予受理 that have words of their own."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases.dossier import Dossier
from tongban.cases.heads import decode_head
from tongban.errors import Refused
from tongban.testing.case_file import OFFICER, POINT, CaseFile, accepted, opened

ELSEWHERE = a.Point(field="authority", label="", reason="户籍已迁出", basis="《户口登记条例》第十条")
UNTRUE = a.Point(field="false_material", label="", reason="结婚证系伪造", basis="《婚姻登记条例》第七条")


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
    assert "提供虚假材料，不予受理并记入信用记录（结婚证系伪造）" in said(file)
    assert said(file).count("信用记录") == 1
    [point] = Dossier(file.facts).points(file.case.seq)
    assert (point.field, point.label) == ("false_material", "提供虚假材料")
    assert "false_material" not in file.facts[-1].head
    assert decode_head(file.facts[-1].head).parts["reasons"].audience == ("receiving", "competent")


def test_the_law_that_is_applied_is_the_officers_to_name() -> None:
    assert "（依据：《婚姻登记条例》第七条）" in said(declined(UNTRUE))


@pytest.mark.parametrize("point", [ELSEWHERE, UNTRUE])
def test_these_reasons_are_not_told_without_the_law(point: a.Point) -> None:
    with pytest.raises(Refused) as refused:
        declined(replace(point, basis=" "), authority="成都市公安局武侯区分局")
    [objection] = refused.value.objections
    assert objection.field == f"reasons.{point.field}.basis"
    assert objection.message.endswith("须写明依据")


@pytest.mark.parametrize("point", [ELSEWHERE, UNTRUE])
def test_a_remedy_that_the_officer_wrote_stands(point: a.Point) -> None:
    written = replace(point, remedy="请到武侯祠大街派出所办理")
    assert "办法：请到武侯祠大街派出所办理" in said(declined(written, authority="成都市公安局武侯区分局"))


def test_a_refusal_for_false_materials_says_the_same_and_names_the_law() -> None:
    file = accepted().take(a.Refuse(reasons=(UNTRUE,)), OFFICER)
    text = "\n".join(next(paper for paper in file.papers if paper.kind == "refusal").paragraphs)
    assert "提供虚假材料，不予办理并记入信用记录（结婚证系伪造）" in text
    assert "（依据：《婚姻登记条例》第七条）" in text
    with pytest.raises(Refused, match="须写明依据"):
        accepted().take(a.Refuse(reasons=(replace(UNTRUE, basis=""),)), OFFICER)
