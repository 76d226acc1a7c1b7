"""Every list counts the days that are left as the clock of the case counts them."""

from __future__ import annotations

import pytest

from tongban.cases.state import Case
from tongban.testing.world import World
from tongban_housing_fund.testing import SAMPLES
from tongban_web.testing.visitor import Visitor

RENT = next(sample for sample in SAMPLES if sample.matter == "hf.rent")
CENTRE = "510100-hf"


@pytest.fixture
def withdrawal(world: World) -> Case:
    """What lies before the centre of 成都: five working days to accept it, then days of the calendar for its steps."""
    world.enable_everywhere("housing_fund")
    applied = world.province("440000").apply(RENT.matter, by=RENT.by, answers=RENT.answers, pledges=RENT.pledges)
    world.deliver()
    return applied.case


def test_working_days_until_it_is_accepted_days_of_the_calendar_afterwards(world: World, withdrawal: Case) -> None:
    assert _told(world) == {"/desk": "剩 5 个工作日", "/supervision": "剩 5 个工作日", "/cases": "剩 5 个工作日"}
    world.province("510000").officer(CENTRE).accept(withdrawal.id)
    world.deliver()
    assert _told(world) == {"/desk": "剩 1 天", "/supervision": "剩 1 天", "/cases": "剩 1 天"}


def test_why_a_term_is_shorter_is_said_once(world: World) -> None:
    world.enable_everywhere("housing_fund")
    transfer = next(sample for sample in SAMPLES if sample.matter == "hf.transfer")
    home = world.province("440000")
    case = home.apply(transfer.matter, by=transfer.by, answers=transfer.answers, pledges=transfer.pledges).case
    world.deliver()
    world.province("510000").officer(CENTRE).accept(case.id)
    world.deliver()
    applicant = Visitor.at(world, "440000")
    applicant.sign_in(transfer.by)
    assert applicant.get(f"/cases/{case.id}").text.count("由10个工作日缩短为7个工作日") == 1


def _told(world: World) -> dict[str, str]:
    """The badge of the case in each list."""
    officer, supervisor, applicant = (Visitor.at(world, code) for code in ("510000", "510000", "440000"))
    officer.sign_in_staff(f"{CENTRE}-1")
    supervisor.sign_in_staff("510000-supervisor")
    applicant.sign_in(RENT.by)
    visitors = {"/desk": officer, "/supervision": supervisor, "/cases": applicant}
    return {address: _badge(visitor, address) for address, visitor in visitors.items()}


def _badge(visitor: Visitor, address: str) -> str:
    badge = visitor.get(address).document.xpath("//*[contains(@class, 'deadline--')]")[0]
    return str(badge.text).strip()
