"""What can never be an answer is refused at every officer's desk too, by the name of its field, and moves no case."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from bad_answers import Attempt, samples, spoilt
from caller import Caller
from hypothesis import HealthCheck, given, settings
from test_bad_answers import says_which

from tongban.cases.state import PENDING
from tongban.exchange.fakes import LossyTransport
from tongban.matters.procedures import Step
from tongban.testing.conformance.driving import Course
from tongban.testing.samples import Sample
from tongban.testing.world import World

A_DOZEN = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ALL = [each for each in samples() if any(each.reports.values())]


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: str(sample.matter))
def test_every_step_refuses_what_can_never_be_by_name_and_takes_what_is_sound(world: World, sample: Sample) -> None:
    matter = world.province(f"{sample.received_in[:2]}0000").node.plugins.matter(sample.matter)
    steps = {step.name: step for step in matter.procedure.steps}
    course = Course(world, matter, sample, LossyTransport(world.loopback, random.Random(0), calm=True))
    stretches = course.stretches()
    next(stretches), next(stretches)  # handed in, accepted
    tried = []
    while pending := [each.plan for each in course.case.steps if each.status in PENDING]:
        for name, irrevocable in ((plan.name, plan.irrevocable) for plan in pending):
            place = course.case.places()[steps[name].at]
            if irrevocable:
                course.desk(place).clear(course.case_id, name)
                world.deliver()
            if sample.reports.get(name):
                officer = Caller.at(world, place.node).sign_in_staff(f"{place.office}-1")
                enter_wrongly(course, officer, steps[name])
                tried.append(name)
            course.desk(place).report(course.case_id, name, typed=sample.reports.get(name, {}))
            world.deliver()
    assert tried == [name for name in steps if sample.reports.get(name)]


def enter_wrongly(course: Course, officer: Caller, step: Step) -> None:
    """Report the step as done with one value after another that its form can never take."""
    assert step.form is not None
    reported, before = replace(course.sample, answers=course.sample.reports[step.name]), course.case.seq

    @A_DOZEN
    @given(spoilt(reported, step.form))
    def report(attempt: Attempt) -> None:
        entered = {"step": step.name, "outcome": "done", "values": attempt.answers}
        told = officer.act(course.case_id, act="report_step", **entered)
        assert told.status_code == 422, (step.name, attempt.bound.name, attempt.text[:40], told.text[:300])
        (named,) = told.json()["objections"]
        assert named["field"] == attempt.bound.name
        assert says_which(attempt.bound.field, named["message"]), named

    report()
    assert course.case.seq == before
