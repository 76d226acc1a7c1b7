"""The example adapter against a real HTTP server: what it asks, what it makes of the answers, and a matter whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from centre_server import ACCOUNT, SECRET, Centre

from tongban import Refused, Unavailable
from tongban.errors import TongbanError
from tongban.testing.world import Desk, World
from tongban_housing_fund.records import Account, Contributions, Loan, Loans
from tongban_housing_fund_centre.mapping import cents
from tongban_housing_fund_centre.registers import CentreRegister, registers_of
from tongban_housing_fund_centre.service import CentreService

ZHANG = ACCOUNT["zjhm"]
NAME = "housing_fund_centre"


@pytest.fixture
def centre() -> Iterator[Centre]:
    running = Centre()
    yield running
    running.close()


def register(centre: Centre, name: str, *, secret: str = SECRET) -> CentreRegister:
    service = CentreService(centre.url, "tongban", secret, seconds=0.5)
    return next(each for each in registers_of(service) if each.name == f"housing_fund.{name}")


async def look_up(centre: Centre, name: str, subject: str = ZHANG, **changed: str) -> object:
    found = register(centre, name, **changed)
    return await found.look_up(subject=subject, criteria={"city": "510104", "account": ""})


async def test_names_and_units_are_made_into_ours(centre: Centre) -> None:
    account = msgspec.convert(await look_up(centre, "account"), Account, strict=False)
    assert (account.balance, account.status, account.months_in_a_row) == (9_900_035, "normal", 6)
    loan = msgspec.convert(await look_up(centre, "loan"), Loan, strict=False)
    assert (loan.principal, str(loan.rate), loan.offset_contract, loan.settled_on) == (24_530_000, "0.026", True, None)
    told = msgspec.convert(await look_up(centre, "loans"), Loans, strict=False).loans
    assert [(each.contract, str(each.settled_on)) for each in told] == [
        (loan.contract, "None"),
        ("SY2012000001", "2019-03-01"),
    ]
    months = msgspec.convert(await look_up(centre, "statement"), Contributions, strict=False).months
    assert [each.month for each in months][:2] == ["2026-10", "2026-09"]
    assert centre.asked[0] == ("/grzh", {"zjhm": ZHANG, "csdm": "510100", "grzh": ""})


async def test_a_municipality_is_one_city(centre: Centre) -> None:
    centre.held["/grzh", ZHANG] = {**ACCOUNT, "csdm": "500000"}
    asked = {"city": "500103", "account": ""}
    await register(centre, "account").look_up(subject=ZHANG, criteria=asked)
    assert centre.asked[0][1]["csdm"] == "500000"


async def test_a_person_whom_the_centre_does_not_know_has_no_account(centre: Centre) -> None:
    assert await look_up(centre, "account", "500103199208259980") is None


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("silent", "公积金中心系统未在规定时间内答复"),
        ("failing", "公积金中心系统拒绝了查询（503）"),
        ("garbled", "公积金中心系统暂时无法访问"),
        ("endless", "公积金中心系统暂时无法访问"),
        ("nested", "公积金中心系统暂时无法访问"),
        ("unknown code", "公积金中心系统的答复无法识别"),
    ],
)
async def test_trouble_is_no_answer_and_never_an_empty_one(centre: Centre, trouble: str, reason: str) -> None:
    centre.trouble = trouble
    with pytest.raises(Unavailable) as refused:
        await look_up(centre, "account")
    assert refused.value.reason == reason


async def test_a_wrong_secret_is_no_answer(centre: Centre) -> None:
    with pytest.raises(Unavailable, match="401"):
        await look_up(centre, "account", secret="another")


async def test_a_closed_service_is_no_answer() -> None:
    gone = Centre()
    gone.close()
    with pytest.raises(Unavailable, match="暂时无法访问"):
        await look_up(gone, "account")


@pytest.mark.parametrize(
    "spoilt", [{"grzhzt": "07"}, {"djbz": "2"}, {"bjye": "1.005"}, {"bjye": "NaN"}, {"ljys": None}, {"khrq": ...}]
)
async def test_an_answer_out_of_shape_is_no_answer(centre: Centre, spoilt: dict[str, object]) -> None:
    kept = {name: value for name, value in {**ACCOUNT, **spoilt}.items() if value is not ...}
    centre.held["/grzh", ZHANG] = kept
    with pytest.raises(Unavailable, match="不完整"):
        await look_up(centre, "account")


@pytest.mark.parametrize("other", [{"zjhm": "500103199208259980"}, {"csdm": "510700"}, {"zjhm": None}])
async def test_an_answer_about_somebody_or_somewhere_else_is_no_answer(
    centre: Centre, other: dict[str, object]
) -> None:
    centre.held["/grzh", ZHANG] = {**ACCOUNT, **other}
    with pytest.raises(Unavailable, match="不一致"):
        await look_up(centre, "account")


async def test_another_account_than_the_one_that_was_typed_is_no_answer(centre: Centre) -> None:
    asked = {"city": "510104", "account": "510100000099"}
    with pytest.raises(Unavailable, match="不一致"):
        await register(centre, "account").look_up(subject=ZHANG, criteria=asked)


@pytest.mark.parametrize(("yuan", "expected"), [("0.29", 29), ("19.99", 1999), ("-1.10", -110), ("100", 10_000)])
def test_yuan_become_cents_without_a_float(yuan: str, expected: int) -> None:
    assert cents(yuan) == expected


@pytest.fixture
def connected(world: World, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """四川 enables the example after the plugin; the other provinces have the plugin alone."""
    about = tmp_path / "site" / f"tongban_{NAME}-0.1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tongban-{NAME}\nVersion: 0.1.0\n")
    (about / "entry_points.txt").write_text(f"[tongban]\n{NAME} = tongban_{NAME}.plugin\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    for name, value in {"URL": centre.url, "APPLICATION": "tongban", "SECRET": SECRET}.items():
        monkeypatch.setenv(f"HOUSING_FUND_CENTRE_{name}", value)
    for province in ("440000", "500000"):
        world.enable(province, "housing_fund")
    world.enable("510000", "housing_fund", NAME)
    return world


def query_at_guangdong(world: World) -> str:
    answers = {"city": "510100", "mobile": "13800000000", "kind": "detail"}
    handed = world.province("440000").apply("hf.query", by="张建国", answers=answers)
    world.deliver()
    return handed.case.id


def query_that_awaits_its_grant(world: World) -> tuple[str, Desk]:
    """With the desk in 四川 that has accepted it and entered its answer."""
    case = query_at_guangdong(world)
    desk = world.province("510000").officer("510100-hf")
    desk.accept(case)
    desk.report(case, "answer", typed={})
    return case, desk


def test_a_query_runs_whole_on_the_centres_own_system(connected: World, centre: Centre) -> None:
    case, desk = query_that_awaits_its_grant(connected)
    desk.grant(case)
    connected.deliver()
    papers = connected.province("440000").view(case).dossier.papers()  # closed to the applicant until opened
    lines = next(dict(paper.lines) for _, paper in papers if paper.title == "住房公积金信息查询结果")
    assert (lines["账户余额"], lines["2026年5月"]) == ("99,000.35元", "基数8,650.00元，缴存2,076.00元")
    assert {path for path, _ in centre.asked} == {"/grzh", "/jcmx"}


def test_while_the_centre_is_down_one_may_hand_in_and_nothing_is_granted(connected: World, centre: Centre) -> None:
    centre.trouble = "failing"
    case, desk = query_that_awaits_its_grant(connected)
    with pytest.raises(Refused, match="尚未得到答复"):
        desk.grant(case)
    centre.trouble = ""
    desk.grant(case)
    assert connected.province("510000").case(case).state.label == "制证送达"


@pytest.mark.parametrize(
    "name", ["张" * 10_000, "张\0建国", "张\ud800"], ids=["too long", "with a NUL", "with half a character"]
)
def test_a_text_that_no_table_could_hold_is_no_answer(connected: World, centre: Centre, name: str) -> None:
    centre.held["/grzh", ZHANG] = {**ACCOUNT, "xingming": name}
    case, desk = query_that_awaits_its_grant(connected)
    with pytest.raises(Refused, match="尚未得到答复"):
        desk.grant(case)
    evidence = connected.province("510000").view(case).dossier.evidence()["account"]
    assert evidence.reason == "登记库答复的内容不完整或者有误，已通知运维人员"


def test_a_node_does_not_start_where_nobody_says_where_the_centre_is(
    connected: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOUSING_FUND_CENTRE_SECRET")
    with pytest.raises(TongbanError, match="HOUSING_FUND_CENTRE_SECRET"):
        connected.province("510000")
