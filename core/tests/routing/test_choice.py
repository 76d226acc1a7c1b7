from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from tongban import Channel, Matter, Mode, Needs, Procedure, Route, routed
from tongban.errors import PluginError, Refused
from tongban.matters.parameters import Layer
from tongban.routing.agreement_files import demonstration_agreements
from tongban.routing.agreements import Agreements
from tongban.routing.choice import ChosenRoute, choose_route
from tongban.routing.directory import AbsenceKind, Directory

Choose = Callable[..., ChosenRoute]


@pytest.fixture
def choose(directory: Directory, national: Layer) -> Choose:
    def choose(
        matter: Matter,
        out: str,
        to: str,
        *,
        at: str = "4401-hall",
        channel: Channel = Channel.ONLINE,
        directory: Directory = directory,
    ) -> ChosenRoute:
        office = directory.offices.office(at)
        assert office is not None
        return choose_route(
            matter, matter.form(out_city=out, in_city=to), receiving_office=office, channel=channel,
            on=date(2026, 11, 23), directory=directory, agreements=Agreements(demonstration_agreements()),
            layers=[national],
        )  # fmt: skip

    return choose


def test_three_places_receive_decide_and_cooperate(choose: Choose, transfer: Matter):
    route = choose(transfer, "500112", "510104")
    assert (route.receiving.node, route.receiving.office) == ("440000", "4401-hall")
    assert (route.competent.node, route.competent.office) == ("510000", "5101-gjj")
    assert (route.cooperating["out"].node, route.cooperating["out"].office) == ("500000", "5001-gjj")
    assert route.competent.name == "成都住房公积金管理中心"
    assert route.modes == (Mode.JOINT, Mode.ONLINE)
    assert route.crosses_provinces
    assert route.note == ""
    assert route.obstacles == ()


def test_at_a_window_of_another_place_it_is_proxy_mode(choose: Choose, simple: Matter):
    assert choose(simple, "500112", "510104", channel=Channel.WINDOW).modes == (Mode.PROXY,)


def test_a_regional_matter_is_offered_between_members_of_its_region_alone(choose: Choose, simple: Matter):
    regional = replace(simple, regions=frozenset({"cyu-demo"}))
    assert choose(regional, "500112", "510104", at="5101-gjj").competent.node == "510000"
    with pytest.raises(Refused) as refused:
        choose(regional, "500112", "510104", at="4401-hall")
    assert refused.value.objections[0].message == f"“{simple.name}”只在成渝地区内通办，所选地点不都在其中"


def test_the_agreement_between_two_provinces_stands_in_the_reason(choose: Choose, transfer: Matter):
    route = choose(transfer, "500112", "510104", at="5101-gjj")
    sentence = "成渝地区《川渝通办事项协议》（演示〔2026〕1号）：转出地办理期限由10个工作日缩短为7个工作日"
    assert route.reason == f"由转入地中心办理；{sentence}；" + route.note
    assert route.agreed.layers[0].parameters["tr_out_wd"].values[0].value == 7


def test_an_agreement_holds_between_those_who_act_though_a_third_province_receives(choose: Choose, transfer: Matter):
    route = choose(transfer, "500112", "510104")
    assert "成渝地区《川渝通办事项协议》" in route.reason
    assert route.agreed.layers[0].parameters["tr_out_wd"].values[0].value == 7


def test_an_agreement_does_not_hold_where_a_third_province_acts(choose: Choose, transfer: Matter):
    route = choose(transfer, "440106", "510104", at="5101-gjj")
    assert "协议" not in route.reason
    assert route.agreed.layers == ()


IN_PROVINCE = [
    ("510104", "收件地与业务属地同在四川省成都市，按本地办理，不计入跨省通办"),
    ("510700", "收件地与业务属地同在四川省，按省内通办办理，不计入跨省通办"),
]


@pytest.mark.parametrize(("to", "note"), IN_PROVINCE)
def test_a_case_within_a_province_is_served_and_not_counted(choose: Choose, simple: Matter, to: str, note: str):
    route = choose(simple, "510104", to, at="5101-gjj")
    assert route.note == note
    assert not route.crosses_provinces


def test_without_territorial_competence_the_office_chosen_receives_and_decides(choose: Choose, anywhere: Matter):
    route = choose(anywhere, "", "510700", at="5101-gjj", channel=Channel.WINDOW)
    assert route.receiving.office == route.competent.office == "5107-gjj"
    assert route.modes == (Mode.ANYWHERE,)


def test_a_place_without_a_node_is_reached_by_post_from_a_window(choose: Choose, simple: Matter):
    route = choose(simple, "510104", "530102", channel=Channel.WINDOW)
    assert route.off_exchange
    assert route.competent.name == "昆明市住房公积金管理中心"
    assert route.absences["competent"].kind is AbsenceKind.NO_NODE
    assert route.obstacles == ()


@pytest.mark.parametrize("channel", list(Channel))
def test_a_cooperating_place_without_a_node_is_an_obstacle(choose: Choose, transfer: Matter, channel: Channel):
    route = choose(transfer, "530102", "510104", channel=channel)
    assert [absence.kind for absence in route.obstacles] == [AbsenceKind.NO_NODE]


@pytest.mark.parametrize(("asked", "competent"), [("530102", "510104"), ("530102", "530102"), ("500112", "530102")])
def test_a_place_whose_registers_are_merely_asked_is_no_obstacle_out_of_reach(
    choose: Choose, simple: Matter, asked: str, competent: str
):
    need = Needs("fund.home", "住房登记", msgspec.Struct, at="home")
    asking = replace(simple, needs=(need,), route=routed("in_city", asked={"home": "out_city"}, reason=""))
    window = choose(asking, asked, competent, channel=Channel.WINDOW)
    assert window.obstacles == ()
    online = choose(asking, asked, competent)
    assert [each.division for each in online.obstacles] == (["530100"] if competent == "530102" else [])


def test_a_place_merely_asked_whose_node_serves_another_edition_is_no_obstacle(choose: Choose, simple: Matter):
    need = Needs("fund.home", "住房登记", msgspec.Struct, at="home")
    route = routed("in_city", asked={"home": "out_city"}, reason="")
    newer = replace(simple, needs=(need,), route=route, edition="2027")
    assert [each.division for each in choose(newer, "500112", "510104").obstacles] == ["510100"]


def test_online_a_place_without_a_node_is_an_obstacle(choose: Choose, simple: Matter):
    assert choose(simple, "510104", "530102").obstacles[0].office == "5301-gjj"


def test_where_no_office_decides_the_person_is_told_what_to_do(choose: Choose, simple: Matter):
    with pytest.raises(Refused, match="四川省甘孜藏族自治州没有登记办理“公积金转移”的机构"):
        choose(simple, "510104", "513300")


def test_a_place_that_only_some_answers_ask_has_a_part_only_with_them(choose: Choose, transfer: Matter):
    asked = Needs("fund.loan", "贷款", msgspec.Struct, at="out", asked_when=("out_city", ("500112",)))
    alone: Any = lambda answers: Route(competent=answers.in_city, reason="")  # noqa: E731 - as a plugin may write
    sometimes = replace(transfer, route=alone, needs=(asked,), procedure=Procedure())
    assert choose(sometimes, "440106", "510104").cooperating == {}
    with pytest.raises(PluginError, match=r"gives no division for out"):
        choose(sometimes, "500112", "510104")


def test_a_route_that_forgets_a_cooperating_place_names_it(choose: Choose, transfer: Matter):
    forgetful: Any = lambda answers: Route(competent=answers.in_city, reason="")  # noqa: E731 - as a plugin may write
    with pytest.raises(PluginError, match=r"route of hf\.transfer gives no division for out"):
        choose(replace(transfer, route=forgetful), "500112", "510104")
