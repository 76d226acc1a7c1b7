from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tongban.errors import Misconfigured
from tongban.matters.parameters import resolve
from tongban.parameters_diff import differences
from tongban.parameters_in_force import load_overlays
from tongban.parameters_listed import values_in_force
from tongban.plugins import Plugins, load_plugins
from tongban.routing.divisions import Divisions
from tongban.settings import Overlay

Install = Callable[..., Path]

MATTER = """
from tongban import Basis, Delivery, Form, Kind, Matter, PartyKind, Route, hookimpl


class Nothing(Form):
    pass


@hookimpl
def tongban_register_matters():
    return [Matter(
        id="park.permit", name="停车证", edition="2026", kind=Kind.COMMITTED, applicants=frozenset({PartyKind.PERSON}),
        authority="park_office", basis=(Basis("停车条例"),), promised_term="permit_wd", form=Nothing, rules=(),
        route=lambda answers: Route(competent="510100", reason=""), delivery=(Delivery.ELECTRONIC,),
    )]
"""
NATIONAL = "permit_wd: {title: 期限, unit: 工作日, values: [{since: 2020-01-01, value: 20, reference: 条例}]}"
SICHUAN = "permit_wd: {title: 期限, unit: 工作日, values: [{since: 2026-01-01, value: 12, reference: 川规}]}"


@pytest.fixture
def plugins(install_plugin: Install) -> Plugins:
    install_plugin("park", MATTER, **{"parameters/park.yaml": NATIONAL})
    return load_plugins(["park"])


def overlay(tmp_path: Path, text: str) -> Overlay:
    path = tmp_path / "sichuan.yaml"
    path.write_text(text, "utf-8")
    return Overlay(province="510000", plugin="park", file=path)


@pytest.mark.parametrize(
    ("division", "on", "value", "source"),
    [
        ("510104", date(2026, 11, 23), 12, "四川省地方规定"),
        ("510104", date(2025, 11, 23), 20, "全国默认"),
        ("500112", date(2026, 11, 23), 20, "全国默认"),
    ],
)
def test_a_provinces_values_hold_there_and_then(
    tmp_path: Path, plugins: Plugins, divisions: Divisions, division: str, on: date, value: int, source: str
):
    in_force = load_overlays([overlay(tmp_path, SICHUAN)], plugins, divisions)
    resolved = resolve(in_force.layers("park.permit", division), on)["permit_wd"]
    assert (resolved.value, resolved.source) == (value, source)


@pytest.mark.parametrize(("division", "value"), [("510104", 5), ("510700", 12)])
def test_a_citys_values_come_before_those_of_its_province(
    tmp_path: Path, plugins: Plugins, divisions: Divisions, division: str, value: int
):
    chengdu = tmp_path / "chengdu.yaml"
    chengdu.write_text(SICHUAN.replace("12", "5"), "utf-8")
    own = Overlay(province="510100", plugin="park", file=chengdu)
    in_force = load_overlays([own, overlay(tmp_path, SICHUAN)], plugins, divisions)
    assert resolve(in_force.layers("park.permit", division), date(2026, 11, 23))["permit_wd"].value == value


def test_a_place_may_count_a_term_by_the_wall_calendar(tmp_path: Path, plugins: Plugins, divisions: Divisions):
    in_force = load_overlays([overlay(tmp_path, SICHUAN.replace("工作日", "日"))], plugins, divisions)
    assert resolve(in_force.layers("park.permit", "510104"), date(2026, 11, 23))["permit_wd"].unit == "日"


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("permit_wd:", "permit_days:", "plugin 'park' has no parameter 'permit_days'; did you mean 'permit_wd'"),
        ("工作日", "小时", "permit_wd is in '小时'; the plugin counts it in '工作日'"),
        ("value: 12", "value: 3661", "permit_wd is a term, which has the value 3661; give it at most 3660工作日"),
        ("value: 12", "value: -1", "permit_wd is a term, which has a value below nothing"),
        ("value: 12", "value: ten", "permit_wd is a term, whose values must be whole numbers"),
        ("川规", "''", "cites no reference for 2026-01-01"),
        ("2026-01-01", "2026-02-30", "2026-02-30 is no date: day is out of range for month"),
        ("value: 12", "value: 12.50", r"got `float`.*money or a ratio stands in quotes"),
    ],
)
def test_a_wrong_overlay_names_file_and_parameter(
    tmp_path: Path, plugins: Plugins, divisions: Divisions, right: str, wrong: str, told: str
):
    with pytest.raises(Misconfigured, match=told) as raised:
        load_overlays([overlay(tmp_path, SICHUAN.replace(right, wrong))], plugins, divisions)
    assert re.search(r"sichuan\.yaml:\d+: ", str(raised.value))


TWICE = """permit_wd:
  title: 期限
  unit: 工作日
  values:
    - {since: 2026-01-01, value: 12, reference: 川规}
    - {since: 2026-06-01, value: 11, reference: 川规}
    - {since: 2026-01-01, value: 10, reference: 川规}
"""


def test_two_values_since_one_day_are_refused_with_both_lines(tmp_path: Path, plugins: Plugins, divisions: Divisions):
    with pytest.raises(Misconfigured) as raised:
        load_overlays([overlay(tmp_path, TWICE)], plugins, divisions)
    told = str(raised.value)
    assert re.match(r".*sichuan\.yaml:7: parameter 'permit_wd' has another value since 2026-01-01 at ", told)
    assert re.search(r"sichuan\.yaml:5; keep the one that is in force$", told)


OF_EVERY_KIND = """
need_home: {title: 须无房, unit: 是否, values: [{since: 2020-01-01, value: true, reference: 条例}]}
cap: {title: 上限, unit: 元, values: [{since: 2020-01-01, value: "1500.00", reference: 条例}]}
share: {title: 比例, unit: 比例, values: [{since: 2020-01-01, value: "0", reference: 条例}]}
switch: {title: 施行日期, unit: 日期, values: [{since: 2020-01-01, value: "2026-09-20", reference: 条例}]}
step: {title: 每多少个月延迟1个月, unit: 月, least: 1, values: [{since: 2020-01-01, value: 4, reference: 条例}]}
phone: {title: 咨询电话, unit: 文字, values: [{since: 2020-01-01, value: "12329", reference: 条例}]}
base_min: {title: 下限, unit: 元, values: [{since: 2020-01-01, value: "2000.00", reference: 条例}]}
base_max: {title: 上限, unit: 元, values: [{since: 2020-01-01, value: "30000.00", reference: 条例}]}
"""


@pytest.fixture
def of_every_kind(install_plugin: Install) -> Plugins:
    install_plugin("park", MATTER, **{"parameters/park.yaml": f"{NATIONAL}\n{OF_EVERY_KIND}"})
    return load_plugins(["park"])


def set_as(name: str, unit: str, value: str, since: str = "2026-01-01") -> str:
    return f"{name}: {{title: 本地, unit: {unit}, values: [{{since: {since}, value: {value}, reference: 川规}}]}}\n"


@pytest.mark.parametrize(
    ("name", "unit", "value", "told"),
    [
        ("need_home", "是否", "'yes'", "need_home has the value 'yes'; write true or false"),
        ("need_home", "是否", "1", "need_home has the value 1; write true or false"),
        ("cap", "元", "三千", "cap has the value '三千'; write a number, in quotes where it has a decimal point"),
        ("cap", "元", "'1,500.00'", "cap has the value '1,500.00'; write a number"),
        ("cap", "元", "'NaN'", "cap has the value 'NaN'; write a number"),
        ("cap", "元", "'-1500.00'", "cap has the value -1500.00; give it 0 to 999999999999元"),
        ("cap", "元", "'1e30'", "cap has the value 1e30; give it 0 to 999999999999元"),
        ("share", "比例", "'12'", "share has the value 12; give it 0 to 1$"),
        ("switch", "日期", "'2026-02-30'", "switch has the value '2026-02-30'; write a day in quotes"),
        ("switch", "日期", "下个月", "switch has the value '下个月'; write a day in quotes"),
        ("step", "月", "六", "step has the value '六'; write a whole number"),
        ("step", "月", "'6.5'", "step has the value '6.5'; write a whole number"),
        ("step", "月", "0", "step has the value 0; give it 1 to 2400月"),
        ("step", "月", "99999", "step has the value 99999; give it 1 to 2400月"),
        ("phone", "文字", "2886612329", "phone has the value 2886612329; write a text in quotes"),
        ("phone", "文字", "' '", "phone has the value ' '; write a text in quotes"),
        ("phone", "文字", '"028\\n12329"', r"phone has the value '028\\n12329'; write a text in quotes, of one line"),
    ],
)
def test_a_value_that_no_rule_could_count_with_is_told_when_the_node_starts(
    tmp_path: Path, of_every_kind: Plugins, divisions: Divisions, name: str, unit: str, value: str, told: str
):
    with pytest.raises(Misconfigured, match=rf"sichuan\.yaml:1: {told}"):
        load_overlays([overlay(tmp_path, set_as(name, unit, value))], of_every_kind, divisions)


@pytest.mark.parametrize(
    ("name", "unit", "value"),
    [
        ("cap", "元", "1800"),
        ("share", "比例", "'0.05'"),
        ("share", "比例", "1"),
        ("switch", "日期", "'2026-10-01'"),
        ("step", "月", "1"),
        ("phone", "文字", "'028-12329'"),
    ],
)
def test_a_place_may_set_any_other_value_of_the_kind(
    tmp_path: Path, of_every_kind: Plugins, divisions: Divisions, name: str, unit: str, value: str
):
    in_force = load_overlays([overlay(tmp_path, set_as(name, unit, value))], of_every_kind, divisions)
    resolved = resolve(in_force.layers("park.permit", "510104"), date(2026, 11, 23))
    assert resolved.text(name) == value.strip("'")


def test_what_a_file_says_twice_is_told_and_the_last_word_does_not_count_silently(
    tmp_path: Path, of_every_kind: Plugins, divisions: Divisions
):
    twice = set_as("cap", "元", "'1800'") + set_as("cap", "元", "'2800'")
    with pytest.raises(Misconfigured, match=r"sichuan\.yaml:2: it cannot be read: cap stands there twice"):
        load_overlays([overlay(tmp_path, twice)], of_every_kind, divisions)


def test_bounds_are_the_plugins_to_say(tmp_path: Path, of_every_kind: Plugins, divisions: Divisions):
    loosened = set_as("step", "月", "0").replace("unit: 月", "unit: 月, least: -5")
    with pytest.raises(Misconfigured, match="step has least or most, which only the plugin may say; take them out"):
        load_overlays([overlay(tmp_path, loosened)], of_every_kind, divisions)


def test_a_lower_limit_stays_below_the_upper_one_whoever_sets_them(
    tmp_path: Path, of_every_kind: Plugins, divisions: Divisions
):
    province = overlay(tmp_path, set_as("base_max", "元", "'24000.00'"))
    city = tmp_path / "chengdu.yaml"
    own = Overlay(province="510100", plugin="park", file=city)
    city.write_text(set_as("base_min", "元", "'2300.00'") + set_as("cap", "元", "'1'"), "utf-8")
    load_overlays([own, province], of_every_kind, divisions)
    city.write_text(set_as("cap", "元", "'1'") + set_as("base_min", "元", "'25000.00'", "2026-07-01"), "utf-8")
    told = r"chengdu\.yaml:2: base_min 25000\.00 is above base_max 24000\.00 from 2026-07-01 on; set both"
    with pytest.raises(Misconfigured, match=told):
        load_overlays([own, province], of_every_kind, divisions)


OPENING = """open_min: {title: 开门, unit: 文字, values: [{since: 2020-01-01, value: "08:00", reference: 条例}]}
open_max: {title: 关门, unit: 文字, values: [{since: 2020-01-01, value: "17:00", reference: 条例}]}
"""


def test_texts_that_are_called_like_limits_are_held_against_none(install_plugin: Install, divisions: Divisions):
    install_plugin("park", MATTER, **{"parameters/park.yaml": f"{NATIONAL}\n{OPENING}"})
    in_force = load_overlays([], load_plugins(["park"]), divisions)
    found = resolve(in_force.layers("park.permit", "510104"), date(2026, 11, 23))
    assert (found.text("open_min"), found.text("open_max")) == ("08:00", "17:00")


VALID = "valid_days: {title: 有效期, unit: 日, values: [{since: 2020-01-01, value: 36500, reference: 条例}]}"


def test_only_what_a_case_says_as_a_term_is_as_short_as_every_place_takes(
    install_plugin: Install, tmp_path: Path, divisions: Divisions
):
    install_plugin("park", MATTER, **{"parameters/park.yaml": f"{NATIONAL}\n{VALID}"})
    longer = overlay(tmp_path, VALID.replace("36500", "73000"))
    in_force = load_overlays([longer], load_plugins(["park"]), divisions)
    layers = in_force.layers("park.permit", "510104")
    assert resolve(layers, date(2026, 11, 23))["valid_days"].value == 73000


def test_a_missing_overlay_is_named(tmp_path: Path, plugins: Plugins, divisions: Divisions):
    missing = Overlay(province="510000", plugin="park", file=tmp_path / "none.yaml")
    with pytest.raises(Misconfigured, match=r"none\.yaml does not exist"):
        load_overlays([missing], plugins, divisions)


def test_an_overlay_of_no_place_is_named(tmp_path: Path, plugins: Plugins, divisions: Divisions):
    nowhere = Overlay(province="999999", plugin="park", file=overlay(tmp_path, SICHUAN).file)
    with pytest.raises(Misconfigured, match=r"'999999' is no division; correct overlays\.province of .*sichuan\.yaml"):
        load_overlays([nowhere], plugins, divisions)


def test_two_provinces_stand_side_by_side_and_against_the_nation(
    tmp_path: Path, plugins: Plugins, divisions: Divisions
):
    in_force = load_overlays([overlay(tmp_path, SICHUAN)], plugins, divisions)
    (found,) = differences(in_force, "510000", "440000", on=date(2026, 11, 23))
    assert str(found) == "park  permit_wd（期限，工作日）  nation 20  |  510000 12  |  440000 20"
    assert list(differences(in_force, "510000", "440000", on=date(2025, 11, 23))) == []


@pytest.mark.parametrize(
    ("division", "on", "value", "source", "following"),
    [
        ("510000", date(2026, 11, 23), 12, "四川省地方规定", None),
        ("510000", date(2025, 11, 23), 20, "全国默认", 12),
        ("440000", date(2025, 11, 23), 20, "全国默认", None),
    ],
)
def test_what_is_in_force_is_listed_with_what_follows(
    tmp_path: Path,
    plugins: Plugins,
    divisions: Divisions,
    division: str,
    on: date,
    value: int,
    source: str,
    following: int | None,
):
    in_force = load_overlays([overlay(tmp_path, SICHUAN)], plugins, divisions)
    listed = dict(values_in_force(in_force, division, on))
    (permit,) = listed["park"]
    assert (permit.current.value, permit.source) == (value, source)
    assert (permit.following.value if permit.following else None) == following
    assert "correction_days" in {each.name for each in listed["tongban"]}


@pytest.mark.parametrize("code", ["51", "510100", "四川"])
def test_what_is_no_province_is_not_compared(tmp_path: Path, plugins: Plugins, divisions: Divisions, code: str):
    in_force = load_overlays([overlay(tmp_path, SICHUAN)], plugins, divisions)
    with pytest.raises(Misconfigured, match="is no province; write its 6-digit code"):
        list(differences(in_force, code, "440000", on=date(2026, 11, 23)))


CORRECTION = (
    "correction_days: {title: 补正期限, unit: 工作日, values: [{since: 2026-01-01, value: 20, reference: 川规}]}"
)


def of_platform(tmp_path: Path, text: str) -> Overlay:
    return Overlay(province="510000", plugin="tongban", file=overlay(tmp_path, text).file)


@pytest.mark.parametrize(
    ("division", "on", "days", "reference"),
    [
        ("510104", date(2026, 11, 23), 20, "川规"),
        ("510104", date(2025, 11, 23), 15, "平台设定"),
        ("500112", date(2026, 11, 23), 15, "平台设定"),
    ],
)
def test_a_province_sets_how_long_applicants_have_to_correct(
    tmp_path: Path, plugins: Plugins, divisions: Divisions, division: str, on: date, days: int, reference: str
):
    in_force = load_overlays([of_platform(tmp_path, CORRECTION)], plugins, divisions)
    resolved = in_force.for_every_matter(division, on)["correction_days"]
    assert resolved.value == days
    assert resolved.reference.startswith(reference)


def test_what_holds_for_every_matter_is_compared_too(tmp_path: Path, plugins: Plugins, divisions: Divisions):
    in_force = load_overlays([of_platform(tmp_path, CORRECTION)], plugins, divisions)
    (found,) = differences(in_force, "510000", "440000", on=date(2026, 11, 23))
    assert str(found).startswith("tongban  correction_days")
    assert str(found).endswith("nation 15  |  510000 20  |  440000 15")


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("correction_days:", "correct_days:", "'tongban' has no parameter 'correct_days'; did you mean"),
        ("工作日", "日", "correction_days is in '日'; the plugin counts it in '工作日'"),
        ("川规", "''", "cites no reference"),
        ("value: 20", "value: -20", "correction_days is a term, which has a value below nothing"),
        ("value: 20", "value: 3661", "correction_days is a term, which has the value 3661"),
        ("value: 20", "value: 61", "correction_days has the value 61; give it 1 to 60工作日"),
        ("value: 20", "value: 0", "correction_days has the value 0; give it 1 to 60工作日"),
    ],
)
def test_a_wrong_value_for_every_matter_is_told_like_a_plugins(
    tmp_path: Path, plugins: Plugins, divisions: Divisions, right: str, wrong: str, told: str
):
    with pytest.raises(Misconfigured, match=told):
        load_overlays([of_platform(tmp_path, CORRECTION.replace(right, wrong))], plugins, divisions)
