"""A guide is data beside the code, and its numbers are those in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tongban.errors import Misconfigured, PluginError
from tongban.matters.guides import Guide, read_guides
from tongban.matters.parameters import Layer, Parameter, Value, resolve
from tongban.plugins import load_plugins

MONTHS = Parameter("月数", "月", (Value(date(2020, 1, 1), 6, "甲"), Value(date(2027, 1, 1), 3, "乙")))
RATIO = Parameter("比例", "比例", (Value(date(2020, 1, 1), "0.05", "甲"),))


@pytest.mark.parametrize(("on", "said"), [(date(2026, 11, 23), "满6个月"), (date(2027, 1, 1), "满3个月")])
def test_a_condition_states_the_number_in_force(on: date, said: str):
    guide = Guide(conditions=("满{months}个月",))
    assert guide.conditions_by(resolve((Layer("全国默认", {"months": MONTHS}),), on)) == (said,)


def test_a_ratio_is_said_in_percent():
    guide = Guide(conditions=("不低于{ratio}",))
    values = resolve((Layer("全国默认", {"ratio": RATIO}),), date(2026, 11, 23))
    assert guide.conditions_by(values) == ("不低于5%",)


def test_a_day_is_said_as_a_person_reads_it():
    day = Parameter("施行日期", "日期", (Value(date(2020, 1, 1), "2026-09-20", "甲"),))
    values = resolve((Layer("全国默认", {"day": day}),), date(2026, 11, 23))
    assert Guide(conditions=("自{day}起受理",)).conditions_by(values) == ("自2026年9月20日起受理",)


def test_an_amount_is_said_with_its_thousands_apart():
    cap = Parameter("上限", "元", (Value(date(2020, 1, 1), 6000, "甲"),))
    guide = Guide(conditions=("不超过{cap}元",))
    values = resolve((Layer("全国默认", {"cap": cap}),), date(2026, 11, 23))
    assert guide.conditions_by(values) == ("不超过6,000.00元",)


def test_a_misspelt_entry_is_refused_with_the_file(tmp_path: Path):
    (tmp_path / "guides.yaml").write_text("hf.transfer: {sumary: 转移}\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"guides\.yaml:\d+: .*cannot be read.*sumary"):
        read_guides(tmp_path)


def test_a_condition_that_leaves_a_parameter_open_is_told_with_its_line(tmp_path: Path):
    (tmp_path / "guides.yaml").write_text("em.one:\n  conditions:\n    - 满{months个月\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"guides\.yaml:2: a condition cannot be read: .*\{its_name\}"):
        read_guides(tmp_path)


def test_words_for_a_matter_that_does_not_exist_are_refused(install_plugin: Callable[..., Path]):
    install_plugin("empty", "", **{"guides.yaml": "em.one: {summary: 无}\n"})
    with pytest.raises(PluginError, match=r"guides\.yaml:1: no matter has the id 'em\.one'"):
        load_plugins(["empty"])


def test_every_installed_matter_says_what_it_is_for():
    for matter in load_plugins(["housing_fund", "household", "marriage"]).matters:
        assert matter.guide.summary, matter.id
        assert matter.guide.ministry, matter.id
