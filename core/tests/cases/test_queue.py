"""An office's queue: read page by page, every task once."""

from __future__ import annotations

import pytest

from tongban.cases.reading import PAGE
from tongban.testing.world import World

TASK = "INSERT INTO tongban_task (case_id, office, kind, step, title, due_on, submitted_at) VALUES "


@pytest.mark.parametrize("lines_before", [PAGE - 1, PAGE - 2])
def test_no_task_of_a_case_is_lost_at_the_border_of_a_page(world: World, lines_before: int):
    hall = world.province("440000")
    answers = {"cert_kind": "kinship", "purpose": "办理继承公证", "hukou_place": "510104", "handed_by": "self",
               "relative_name": "张德福", "relative_number": "51010419580206991X"}  # fmt: skip
    case = hall.apply("hh.cert.hukou", by="张建国", answers=answers, channel="window", delivery="window",
                      window_checks=("identity",)).case  # fmt: skip
    desk, database = hall.officer("440106-hall"), hall.node.database
    written = [("a", "2026-11-23", n) for n in range(lines_before)] + [("b", "2026-11-24", n) for n in range(3)]
    world.run(database.execute, "DELETE FROM tongban_task")
    for kind, due_on, step in written:
        world.run(
            database.execute, f"{TASK} ($1, '440106-hall', $2, $3, '办理', $4, 0)", case.id, kind, str(step), due_on
        )
    read, after = [], ""
    while page := world.run(hall.node.reader.queue, "440106-hall", desk.actor, after):
        read += [(line.kind, line.step) for line in page]
        after = page[-1].cursor
    assert sorted(read) == sorted((kind, str(step)) for kind, _, step in written)
