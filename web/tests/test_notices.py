"""What an applicant reads of registers that do not answer: what it means for the application, and where to go."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tongban import Channel
from tongban.cases.facts import PlaceRef
from tongban.desk.assessment import Assessment
from tongban.desk.consent import UNTIL_CONFIRMED
from tongban.evidence.gather import OFF_EXCHANGE, READ_BY_HAND
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.identity.people import Role
from tongban.matters.rules import Undetermined
from tongban.routing.agreements import Applicable
from tongban.routing.choice import ChosenRoute
from tongban.routing.directory import Absence, AbsenceKind
from tongban.testing.example.matters import EXAMPLE
from tongban_web.views.notices import notices

HALL = PlaceRef(node="440000", office="440106-hall", name="天河大厅", division="440106", province="440000")
CENTRE = PlaceRef(node="510000", office="510100-hf", name="成都中心", division="510100", province="510000")
NONE: Mapping[str, Absence] = {}
NOT_ASKED = "“房屋交易信息”的登记机关尚未接入通办平台，不能查询"


def told(reason: str, competent: PlaceRef = CENTRE, absent: Mapping[str, Absence] = NONE) -> tuple[str, ...]:
    route = ChosenRoute(
        receiving=HALL, competent=competent, cooperating={}, channel=Channel.ONLINE, modes=(), reason="", note="",
        agreed=Applicable(), acting=frozenset(), absences=absent,
    )  # fmt: skip
    title = "房屋交易信息"
    silent = Evidence(key="trade", title=title, kind=SourceKind.REGISTER, outcome=Outcome.UNANSWERED,
                      source="", at=0, reason=reason)  # fmt: skip
    open_still = Undetermined(rule="1", register="trade", title=title, message=f"“{title}”暂未答复")
    assessment = Assessment(
        matter=EXAMPLE, answers=None, values={}, route=route, parties=(), evidence={"trade": silent},
        materials=(), objections=(), undetermined=(open_still, open_still),
    )  # fmt: skip
    return notices(assessment)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("对方暂未答复", "“房屋交易信息”暂未答复，不影响提交"),
        (
            UNTIL_CONFIRMED[Role.CO_APPLICANT],
            "“房屋交易信息”待共同申请人本人确认并同意后查询，不影响提交",
        ),
        (READ_BY_HAND, f"{NOT_ASKED}，由办理机关工作人员按申请人提交的纸质材料核对，不影响提交"),
        (OFF_EXCHANGE, f"{NOT_ASKED}，这项申请在网上不能办完：请携带有关纸质材料到成都中心的窗口办理"),
    ],
)
def test_of_each_register_that_does_not_answer_is_said_what_comes_of_it(reason: str, said: str) -> None:
    assert told(reason) == (said,)


def test_where_the_window_posts_it_the_place_that_decides_looks_for_itself() -> None:
    [said] = told(OFF_EXCHANGE, replace(CENTRE, node="", name="杭州中心"))
    assert said.endswith("由杭州中心收到窗口寄送的申请后核对，不影响提交")


def test_where_nothing_can_be_handed_in_no_register_is_said_not_to_hinder_it() -> None:
    absent = Absence(kind=AbsenceKind.NO_NODE, sentence="杭州尚未接入通办平台", division="330100")
    assert told(OFF_EXCHANGE, replace(CENTRE, node="", name="杭州中心"), {"competent": absent}) == ()
