"""How far the latest letter of a case to each node has come, as the pages of the case tell it."""

from __future__ import annotations

from tongban.exchange.outbox import LetterState
from tongban.testing.world import World
from tongban_household.testing import SAMPLES

GUANGDONG = "440000"
SAMPLE = next(each for each in SAMPLES if each.matter == "hh.cert.hukou")


def test_the_latest_letter_to_a_node_is_told_and_what_was_only_asked_of_it_is_not(world: World) -> None:
    home = world.province(GUANGDONG)
    handed = home.apply(SAMPLE.matter, by=SAMPLE.by, answers=SAMPLE.answers)
    assert handed.case is not None
    reader = home.node.reader

    (queued,) = world.run(reader.latest_letters, handed.case.id)
    assert queued.state is LetterState.QUEUED
    world.deliver()
    (taken,) = world.run(reader.latest_letters, handed.case.id)
    assert (taken.receiver, taken.state) == (queued.receiver, LetterState.APPLIED)
    assert taken.settled_at is not None

    home.withdraw(handed.case.id, by=SAMPLE.by)
    assert world.run(reader.latest_letters, handed.case.id) == (taken,)
    assert len(world.run(home.node.cases.context.outbox.progress, handed.case.id)) > 1
