"""Values of law are written as a supervisor reads them."""

from __future__ import annotations

from datetime import date

import pytest

from tongban.matters.parameters import Scalar, Value
from tongban.parameters_listed import InForce
from tongban.plugins import load_plugins
from tongban_web.views.parameters import headings, tables


def _told(value: Scalar, unit: str, following: Scalar | None = None) -> str:
    def since(year: int, of: Scalar) -> Value:
        return Value(since=date(year, 7, 1), value=of, reference="条例")

    listed = InForce(
        name="x",
        title="某参数",
        unit=unit,
        source="全国默认",
        current=since(2004, value),
        following=None if following is None else since(2027, following),
    )
    [(heading, (row,))] = tables([("park", [listed])], {"park": "停车证"})
    assert (heading, row[0], row[2:]) == ("停车证", "某参数", ("2004年7月1日", "条例", "全国默认"))
    return row[1]


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (15, "工作日", "15工作日"),
        (6, "月", "6个月"),
        ("0.05", "比例", "5%"),
        ("6000", "元", "6,000.00元"),
        ("2026-09-20", "日期", "2026年9月20日"),
        (True, "是否", "是"),
        ("居民身份证", "证件", "居民身份证"),
    ],
)
def test_a_value_is_read_with_its_unit_where_it_has_one(value: Scalar, unit: str, told: str) -> None:
    assert _told(value, unit) == told


def test_what_will_hold_later_stands_beside_it() -> None:
    assert _told(15, "工作日", following=10) == "15工作日（2027年7月1日起为10工作日）"


def test_two_editions_of_a_matter_are_one_matter() -> None:
    plugins = load_plugins(["household", "housing_fund", "marriage"])
    assert headings(plugins.loaded) == {
        "household": "开具户籍类证明",
        "housing_fund": "住房公积金异地转移接续等19个事项",
        "marriage": "结婚登记",
    }
