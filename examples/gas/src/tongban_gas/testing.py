"""The steps of the specifications, and an application that everything speaks for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from pytest_bdd import given, parsers, then

from tongban.testing.judging import Judging, person
from tongban.testing.samples import Sample
from tongban_gas.tables import AccountRow

if TYPE_CHECKING:
    from tongban.testing.world import World

CHAPTER: Final = "燃气用户过户"
NUMBERS: Final = {"张建国": "510104198503109997", "李秋萍": "500103199208259980"}
ANSWERS: Final = {"place": "510104", "account": "CD10234567", "mobile": "13800000000"}
SAMPLES: Final = (Sample(matter="gas.apply", by="张建国", answers=ANSWERS, received_in="500103"),)


def judged(*, owed: int = 0, checked_on: date = date(2026, 3, 18)) -> Judging:
    """An application of 张建国, with what the register says of the account."""
    return Judging(
        plugin="gas",
        matter_id="gas.apply",
        applicant=person("张建国", NUMBERS["张建国"]),
        typed=ANSWERS,
        records={"account": {"owed": owed, "checked_on": checked_on}},
    )


@given(parsers.parse('燃气用户欠费 "{yuan}" 元'), target_fixture="judging")
def owing(yuan: str) -> Judging:
    """欠费以元计；房屋在申请人名下，安全检查没有逾期。"""
    return judged(owed=round(float(yuan) * 100))


@given(parsers.parse('燃气用户上次入户安全检查在 "{day}"'), target_fixture="judging")
def checked_on(day: str) -> Judging:
    """房屋在申请人名下，没有欠费。"""
    return judged(checked_on=date.fromisoformat(day))


@then("燃气用户过户应可以办理")
def nothing_in_the_way(judging: Judging) -> None:
    assert judging.messages == []


@then(parsers.parse('燃气用户过户应提示 "{message}"'))
def told(judging: Judging, message: str) -> None:
    assert message in judging.messages


@then(parsers.parse('燃气用户 "{account}" 的户主应为 "{name}"'))
def holder_is(world: World, account: str, name: str) -> None:
    """查看办理地（四川）登记库里的户主。"""
    (row,) = world.province("510000").rows(AccountRow, account=account)
    assert row["holder"] == NUMBERS[name]
