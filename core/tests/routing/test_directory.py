from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from tongban import Matter
from tongban.errors import Misconfigured
from tongban.routing.directory import AbsenceKind, Directory
from tongban.routing.divisions import Divisions
from tongban.routing.offices import Office, OfficeDirectory, known_offices, load_offices, published_offices

MakeDirectory = Callable[..., Directory]
TODAY = date(2026, 11, 23)

ABSENCES: list[tuple[dict[str, Mapping[str, tuple[str, ...]]], AbsenceKind, str]] = [
    ({}, AbsenceKind.NO_NODE, "四川省成都市锦江区尚未接入通办平台，“公积金转移”不能通过平台转办"),
    ({"n51": {"hf.open": ("2026",)}}, AbsenceKind.NOT_SERVED, "但未开通“公积金转移”"),
    ({"n51": {"hh.move": ("2026",)}}, AbsenceKind.PLUGIN_MISSING, "尚未开通“公积金转移”所属的业务"),
    ({"n51": {"hf.transfer": ("2019",)}}, AbsenceKind.PLUGIN_OLDER, "版本与本平台不同"),
]


@pytest.mark.parametrize(("served", "kind", "told"), ABSENCES)
def test_each_absence_is_told_with_office_and_address(
    directory_of: MakeDirectory,
    simple: Matter,
    served: dict[str, Mapping[str, tuple[str, ...]]],
    kind: AbsenceKind,
    told: str,
):
    absence = directory_of(**(served or {"n44": {}})).absence(simple, "510104")
    assert absence is not None
    assert absence.kind is kind
    assert told in absence.sentence
    assert "成都住房公积金管理中心（地址：成都市锦江区一号，电话：028-12345）" in absence.sentence


def test_post_from_a_window_is_offered_only_where_a_matter_allows_it(
    directory_of: MakeDirectory, simple: Matter, transfer: Matter
):
    directory = directory_of(n44={})
    sentences = [directory.absence(matter, "510104") for matter in (simple, transfer)]
    assert ["由窗口寄送" in absence.sentence for absence in sentences if absence] == [True, False]


def test_nothing_is_absent_where_the_edition_is_served(directory: Directory, simple: Matter):
    assert directory.absence(simple, "510104") is None


FOUND = [
    ("510104", "5101-gjj"),  # the prefecture covers its county
    ("510700", "5107-gjj"),
    ("500112", "5001-gjj"),  # the municipality covers its district
    ("510900", None),
]


@pytest.mark.parametrize(("division", "code"), FOUND)
def test_the_office_is_that_of_the_place_or_of_the_nearest_one_above(
    directory: Directory, division: str, code: str | None
):
    found = directory.offices.find("housing_fund_centre", division)
    assert (found.code if found else None) == code


def test_an_office_of_another_authority_is_not_found(directory: Directory):
    assert directory.offices.find("housing_fund_centre", "440100") is None


def test_windows_are_those_that_take_in_for_other_places(directory: Directory):
    assert [office.code for office in directory.offices.windows("510000")] == ["5101-gjj"]


def office(code: str, name: str = "中心", division: str = "510100") -> Office:
    return Office(code=code, name=name, division=division, authorities=("a",))


def test_two_offices_with_one_code_are_refused(divisions: Divisions):
    with pytest.raises(Misconfigured, match="two offices have the code 'x'"):
        OfficeDirectory([office("x"), office("x", "另一中心")], divisions)


def test_an_office_in_an_unknown_division_is_refused(divisions: Divisions):
    with pytest.raises(Misconfigured, match="x lies in unknown division '519999'"):
        OfficeDirectory([office("x", division="519999")], divisions)


def test_an_office_of_a_township_is_known_where_only_its_county_is_and_comes_before_the_countys(divisions: Divisions):
    offices = OfficeDirectory([office("county", division="510104"), office("town", division="510104020")], divisions)
    [authority] = office("town").authorities
    assert [each.code for each in offices.competent(authority, "510104020001")] == ["town", "county"]
    assert [each.code for each in offices.competent(authority, "510104")] == ["county"]


def test_what_the_trust_list_publishes_comes_before_the_own_file(directory: Directory, divisions: Divisions):
    known = known_offices([office("x", "新名")], [office("x", "旧名"), office("y")], divisions)
    assert [(each.code, each.name) for each in known] == [("x", "新名"), ("y", "中心")]


def test_an_offices_file_that_cannot_be_read_names_file_and_entry(tmp_path: Path):
    path = tmp_path / "offices.yaml"
    path.write_text("- {code: x, name: 中心, division: '5101', authorities: [a]}", "utf-8")
    with pytest.raises(Misconfigured, match=r"offices\.yaml cannot be read.*\$\[0\]\.division"):
        load_offices(path)


def test_an_empty_trust_list_publishes_no_office():
    assert published_offices([]) == []


def test_a_place_that_nobody_may_send_the_matter_to_is_said_so(directory: Directory, simple: Matter) -> None:
    assert directory.ungranted(simple, "510104", teller="440000", on=TODAY) is None
    assert directory.ungranted(simple, "510104", teller="510000", on=TODAY) is None
    absence = directory.ungranted(simple, "510104", teller="530000", on=TODAY)
    assert absence is not None
    assert (absence.kind, absence.node) == (AbsenceKind.NOT_GRANTED, "510000")
    assert "还没有办理“公积金转移”的互通授权" in absence.sentence
    assert "成都市锦江区一号" in absence.sentence


def test_a_grant_that_has_ended_is_none(directory: Directory, simple: Matter) -> None:
    assert directory.ungranted(simple, "510104", teller="440000", on=TODAY + timedelta(days=40)) is not None
