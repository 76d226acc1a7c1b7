"""A sample carried to its end between nodes, whatever the line has just lost."""

from __future__ import annotations

from tongban.testing.conformance.live import courses
from tongban.testing.conformance.loading import loaded
from tongban.testing.world import World

JUDGED_IN_A_STEP = "hf.loan_out"
ASKED_ELSEWHERE = "缴存地住房公积金账户"


def test_what_no_register_answered_until_the_acceptance_is_asked_again_before_a_step_is_judged_by_it(world: World):
    found = courses(loaded("housing_fund"), world)
    course = next(course for matter, course in found if matter.id == JUDGED_IN_A_STEP)
    world.silence("住房公积金个人账户")
    stretches = course.stretches()
    _, accepted = next(stretches), next(stretches)
    assert ASKED_ELSEWHERE in accepted.unsettled
    world.let_answer("住房公积金个人账户")
    *_, closed = stretches
    assert closed.state == "closed"
