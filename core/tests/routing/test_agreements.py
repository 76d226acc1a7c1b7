from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from tongban import Matter
from tongban.errors import Misconfigured
from tongban.matters.parameters import Layer, Parameter, Value, resolve
from tongban.routing.agreement_files import built_in_agreements, demonstration_agreements, load_agreements
from tongban.routing.agreements import Agreement, Agreements, Item

ON = date(2026, 11, 23)
SICHUAN_CHONGQING = frozenset({"510000", "500000"})


@dataclass(frozen=True)
class OneMatter:
    """A catalogue of one matter."""

    matter: Matter
    national: Layer

    @property
    def matters(self) -> tuple[Matter, ...]:
        """The one."""
        return (self.matter,)

    def layer(self, matter_id: str) -> Layer:
        """Its parameters."""
        assert matter_id == self.matter.id
        return self.national


@pytest.fixture
def catalogue(transfer: Matter, national: Layer) -> OneMatter:
    return OneMatter(transfer, national)


def agreement(name: str = "a", *, members: tuple[str, ...] = ("510000", "500000"), **terms: int) -> Agreement:
    return Agreement(id=name, name=name, members=members, items={"hf.transfer": Item(parameters=terms)})


def test_the_known_regions_are_built_in():
    members = {each.id: len(each.members) for each in built_in_agreements()}
    expected = {"jjj": 3, "yrd": 4, "cyu": 2, "gba": 1, "sw5": 5, "ppr": 9, "ne": 4, "nw": 5, "yellow": 9}
    assert members == expected
    assert not any(each.items for each in built_in_agreements())


def test_the_invented_agreement_is_only_for_demonstrations(catalogue: OneMatter):
    assert [each.demo for each in demonstration_agreements()] == [True]
    assert not any(each.demo for each in load_agreements([], catalogue))


def test_an_agreement_shortens_a_term_with_its_reason(transfer: Matter, national: Layer):
    agreements = Agreements(demonstration_agreements())
    agreed = agreements.applicable(transfer, provinces=SICHUAN_CHONGQING, on=ON, layers=[national])
    resolved = resolve([national, *agreed.layers], ON)["tr_out_wd"]
    assert resolved.value == 7
    assert resolved.source == "成渝地区《川渝通办事项协议》（演示〔2026〕1号）"
    assert agreed.reasons == (f"{resolved.source}：转出地办理期限由10个工作日缩短为7个工作日",)


def test_before_it_is_in_force_an_agreement_changes_nothing(transfer: Matter, national: Layer):
    agreements = Agreements(demonstration_agreements())
    on = date(2025, 12, 31)
    assert agreements.applicable(transfer, provinces=SICHUAN_CHONGQING, on=on, layers=[national]).layers == ()


@pytest.mark.parametrize("provinces", [{"510000"}, {"510000", "440000"}, {"510000", "500000", "440000"}])
def test_an_agreement_holds_only_between_members(transfer: Matter, national: Layer, provinces: set[str]):
    agreements = Agreements([agreement(tr_out_wd=7)])
    assert agreements.applicable(transfer, provinces=frozenset(provinces), on=ON, layers=[national]).reasons == ()


def test_of_two_agreements_the_shorter_term_serves_in_either_order(transfer: Matter, national: Layer):
    for first, second in ((7, 6), (6, 7)):
        agreements = Agreements([agreement("a", tr_out_wd=first), agreement("b", tr_out_wd=second)])
        agreed = agreements.applicable(transfer, provinces=SICHUAN_CHONGQING, on=ON, layers=[national])
        assert resolve([national, *agreed.layers], ON).integer("tr_out_wd") == 6


def test_a_term_that_a_province_has_made_shorter_still_stays_so(transfer: Matter, national: Layer):
    own = Parameter("转出地办理期限", "工作日", (Value(date(2020, 1, 1), 3, "川规"),))
    layers = [national, Layer("四川省地方规定", {"tr_out_wd": own})]
    agreed = Agreements([agreement(tr_out_wd=7)]).applicable(
        transfer, provinces=SICHUAN_CHONGQING, on=ON, layers=layers
    )
    assert agreed.layers == ()


def test_a_dropped_material_is_told(transfer: Matter, national: Layer):
    dropping = Agreement(
        id="a", name="成渝地区", members=("510000", "500000"), items={"hf.transfer": Item(without=("letter",))}
    )
    agreed = Agreements([dropping]).applicable(transfer, provinces=SICHUAN_CHONGQING, on=ON, layers=[national])
    assert agreed.without == {"letter"}
    assert agreed.reasons == ("成渝地区《区域通办协议》：免交“联系函”",)


REFUSED = [
    ("parameters: {tr_out_wd: 11}", "longer than the nation's 10: RG-01 区域规则不得增加申请人义务"),
    ("parameters: {correction_days: 5}", "correction_days is no term of an office .*RG-01"),
    ("parameters: {tr_ot_wd: 5}", "did you mean 'tr_out_wd'"),
    ("without: [leter]", "without 'leter', which the matter does not ask for; did you mean 'letter'"),
    ("with: [proof]", "unknown field `with`.*RG-01 区域规则不得增加申请人义务"),
    ("parameters: {tr_out_wd: -1}", "cannot be read"),
]


@pytest.mark.parametrize(("item", "told"), REFUSED)
def test_an_agreement_that_asks_more_is_refused_at_load(tmp_path: Path, catalogue: OneMatter, item: str, told: str):
    path = tmp_path / "agreements.yaml"
    text = f"- {{id: a, name: 协议, members: ['510000', '500000'], items: {{hf.transfer: {{{item}}}}}}}"
    path.write_text(text, "utf-8")
    with pytest.raises(Misconfigured, match=told) as raised:
        load_agreements([path], catalogue)
    assert "agreements.yaml" in str(raised.value)


def test_a_term_the_nation_shortens_later_holds_an_agreement_too(tmp_path: Path, transfer: Matter, national: Layer):
    later = Parameter("转出地办理期限", "工作日", (*national.parameters["tr_out_wd"].values, Value(ON, 5, "新规")))
    catalogue = OneMatter(transfer, Layer("全国默认", {**national.parameters, "tr_out_wd": later}))
    path = tmp_path / "agreements.yaml"
    item = "items: {hf.transfer: {parameters: {tr_out_wd: 7}}}"
    path.write_text(f"- {{id: a, name: 协议, members: ['510000'], since: 2026-01-01, {item}}}", "utf-8")
    with pytest.raises(Misconfigured, match="longer than the nation's 5"):
        load_agreements([path], catalogue)


def test_what_an_agreement_says_of_a_matter_not_served_here_is_left_unread(tmp_path: Path, catalogue: OneMatter):
    path = tmp_path / "agreements.yaml"
    path.write_text("- {id: a, name: 协议, members: ['510000'], items: {xx.other: {parameters: {t: 9}}}}", "utf-8")
    assert [each.id for each in load_agreements([path], catalogue)][-1] == "a"


def test_two_agreements_with_one_id_are_refused(catalogue: OneMatter):
    with pytest.raises(Misconfigured, match="two have the id 'cyu'"):
        load_agreements([], catalogue, also=[Agreement(id="cyu", name="成渝", members=("510000",))])


def test_a_region_that_no_agreement_has_stops_the_start(transfer: Matter, national: Layer):
    regional = replace(transfer, regions=frozenset({"cyx"}))
    with pytest.raises(Misconfigured, match=r"hf\.transfer: regions names 'cyx'.*'cyu'"):
        load_agreements([], OneMatter(regional, national))


@pytest.mark.parametrize(
    ("acting", "receiving", "joined"),
    [
        ({"510000", "500000"}, "440000", True),
        ({"510000"}, "500000", True),
        ({"510000"}, "440000", False),
        ({"510000"}, "510000", False),
        ({"510000", "440000"}, "500000", False),
    ],
    ids=["handed in elsewhere", "handed in at the other", "one member alone", "within one member", "a stranger acts"],
)
def test_what_counts_is_who_decides_and_works_on_it(acting: set[str], receiving: str, joined: bool) -> None:  # noqa: FBT001
    assert agreement().joins(frozenset(acting), receiving) is joined
