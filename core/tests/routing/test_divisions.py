"""Divisions: names, levels, abolished codes and places without a county level."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.errors import Misconfigured
from tongban.routing.divisions import DivisionCodeError, Divisions, DivisionTableError, Level, load_divisions, normalise

TOWNSHIPS = """code,name
510104020,示例街道
510104020001,示例社区
441900003,样例镇
620201100,试验镇
"""


@pytest.fixture(scope="module")
def five_levels(tmp_path_factory: pytest.TempPathFactory) -> Divisions:
    table = tmp_path_factory.mktemp("divisions") / "townships.csv"
    table.write_text(TOWNSHIPS, "utf-8")
    return load_divisions([table])


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("510104", "四川省成都市锦江区"),
        ("510104000", "四川省成都市锦江区"),
        ("510104000000", "四川省成都市锦江区"),
        ("500103", "重庆市渝中区"),
        ("500240", "重庆市石柱土家族自治县"),
        ("110101", "北京市东城区"),
        ("429004", "湖北省仙桃市"),
        ("441900", "广东省东莞市"),
        ("442000", "广东省中山市"),
        ("460400", "海南省儋州市"),
        ("620200", "甘肃省嘉峪关市"),
        ("440000", "广东省"),
        ("660000", "新疆生产建设兵团"),
        ("810000", "香港特别行政区"),
        ("510202", "四川省重庆市渝中区"),
        ("990104", ""),
    ],
)
def test_a_full_name_skips_groupings(divisions: Divisions, code: str, name: str) -> None:
    assert divisions.full_name(code) == name


@pytest.mark.parametrize("code", ["", "51", "5101", "51010", "5101040", "51010４", "51010A", "5101040000000"])
def test_only_six_nine_or_twelve_digits_are_a_code(code: str) -> None:
    with pytest.raises(DivisionCodeError, match="6位、9位或12位数字"):
        normalise(code)


@pytest.mark.parametrize(
    ("code", "name"), [("441900", "东莞市"), ("442000", "中山市"), ("460400", "儋州市"), ("620200", "嘉峪关市")]
)
def test_four_prefectures_have_no_county(divisions: Divisions, code: str, name: str) -> None:
    found = divisions.find(code)
    assert found is not None
    assert (found.name, found.level, divisions.children(code)) == (name, Level.PREFECTURE, ())


def test_municipalities_list_districts_and_counties_together(divisions: Divisions) -> None:
    names = {division.name for division in divisions.children("500000")}
    assert {"渝中区", "城口县"} <= names
    assert not names & {"市辖区", "县"}


def test_counties_under_a_province_stand_beside_its_prefectures(divisions: Divisions) -> None:
    names = [division.name for division in divisions.children("420000")]
    assert "武汉市" in names
    assert "仙桃市" in names
    assert "省直辖县级行政单位" not in names


def test_an_abolished_code_is_known_with_its_years(divisions: Divisions) -> None:
    east = divisions.find("510102")
    assert east is not None
    assert (east.name, east.since, east.until) == ("东城区", 1983, 1990)
    assert divisions.was_valid("510102", date(1985, 3, 10))
    assert not divisions.was_valid("510102", date(2026, 11, 23))
    assert east not in divisions.children("510100")
    assert east in divisions.children("510100", on=date(1985, 3, 10))


def test_a_code_that_changed_its_name_answers_by_date(divisions: Divisions) -> None:
    then, now = divisions.find("340102", on=date(1998, 1, 1)), divisions.find("340102")
    assert then is not None
    assert now is not None
    assert (then.name, now.name) == ("东市区", "瑶海区")
    assert divisions.full_name("340102", on=date(1998, 1, 1)) == "安徽省合肥市东市区"


def test_the_provinces_of_the_platform_are_31_and_the_corps(divisions: Divisions) -> None:
    assert len(divisions.provinces()) == 32
    assert [divisions.is_outside(code) for code in ("710000", "810000", "820000", "440000")] == [
        True,
        True,
        True,
        False,
    ]


def test_the_corps_code_is_no_standard_code(divisions: Divisions) -> None:
    assert not divisions.in_standard("660000")
    assert divisions.in_standard("510104")


@pytest.mark.parametrize(
    ("above", "code", "covered"),
    [
        ("510000", "510104", True),
        ("510100", "510104020001", True),
        ("510104", "510104", True),
        ("510104", "510100", False),
        ("510100", "510204", False),
        ("441900", "441900003", True),
    ],
)
def test_a_division_covers_itself_and_what_lies_in_it(
    divisions: Divisions, above: str, code: str, covered: object
) -> None:
    assert divisions.covers(above, code) is covered


@given(st.from_regex(r"[1-8][0-9]{11}", fullmatch=True))
def test_province_and_prefecture_cover_every_code(divisions: Divisions, code: str) -> None:
    assert divisions.covers(divisions.province(code), code)
    assert divisions.covers(divisions.prefecture(code), code)


def test_townships_and_villages_come_from_a_file(five_levels: Divisions) -> None:
    assert five_levels.full_name("510104020001") == "四川省成都市锦江区示例街道示例社区"
    assert [division.level for division in five_levels.children("510104")] == [Level.TOWNSHIP]
    assert [division.name for division in five_levels.children("510104020")] == ["示例社区"]


def test_townships_of_a_prefecture_without_counties_are_its_children(five_levels: Divisions) -> None:
    assert [division.name for division in five_levels.children("441900")] == ["样例镇"]
    assert [division.name for division in five_levels.children("620200")] == ["试验镇"]
    assert five_levels.full_name("620201100") == "甘肃省嘉峪关市试验镇"


def test_an_added_table_replaces_what_was_said_of_a_code(tmp_path: Path) -> None:
    table = tmp_path / "corrections.csv"
    table.write_text("code,name,since,until\n510104,锦江新区,2027,\n", "utf-8")
    divisions = load_divisions([table])
    assert divisions.full_name("510104") == "四川省成都市锦江新区"
    assert [division.name for division in divisions.children("510100")].count("锦江区") == 0


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("510104020,示例街道\n", 1, "no header"),
        ("code,name\n51010402,示例街道\n", 2, "6位、9位或12位"),
        ("code,name\n510104020\n", 2, "name"),
        ("code,name\n510104020,\n", 2, "no name"),
        ("code,name,since\n510104020,示例街道,去年\n", 2, "“去年” is no year"),
        ("code,name,since\n510104020,示例街道,2026-01-01\n", 2, "“2026-01-01” is no year"),
    ],
)
def test_a_bad_table_is_named_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    table = tmp_path / "townships.csv"
    table.write_text(text, "utf-8")
    with pytest.raises(DivisionTableError, match=f"townships.csv:{line}: .*{reason}"):
        load_divisions([table])


def test_a_township_lies_in_a_county_that_a_table_names(tmp_path: Path) -> None:
    table = tmp_path / "townships.csv"
    table.write_text("code,name\n510199020,示例街道\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"townships\.csv: 510199020000 示例街道 lies in 510199"):
        load_divisions([table])
    corrected = tmp_path / "counties.csv"
    corrected.write_text("code,name\n510199,示例区\n", "utf-8")
    assert load_divisions([table, corrected]).full_name("510199020") == "四川省成都市示例区示例街道"


def test_a_picker_finds_places_by_part_of_the_name(divisions: Divisions) -> None:
    assert [division.code for division in divisions.search("锦江")] == ["510104000000"]
    assert [division.name for division in divisions.search("江苏 鼓楼")] == ["鼓楼区", "鼓楼区"]
    assert divisions.search("  ") == ()
    assert all(division.until is None and not division.grouping for division in divisions.search("市", limit=500))


def test_every_built_in_code_has_a_name_that_starts_with_its_province(divisions: Divisions) -> None:
    for province in divisions.provinces():
        for below in divisions.children(province.code):
            assert divisions.full_name(below.code).startswith(province.name)
