"""The law of a case lies beside the other parts of its fact: read where it is asked for, and sent along with them."""

from __future__ import annotations

import pytest

from tongban.cases.heads import Fact, NotRead, check_fact, encode, hash_of
from tongban.testing.world import World

HERE, OFFICE = "510000", "510100-hf"
TRANSFER = {"out_city": "440100", "in_city": "510100", "mobile": "13800000000"}


def accepted(world: World) -> str:
    """A transfer from 广东 to 四川, accepted there."""
    handed = world.province("440000").apply("hf.transfer", by="张建国", answers=TRANSFER, pledges=("one_account",))
    world.deliver()
    world.province(HERE).officer(OFFICE).accept(handed.case.id)
    return handed.case.id


def facts_of(world: World, case_id: str) -> list[Fact]:
    return world.run(world.province(HERE).node.cases.store.facts, case_id)


def test_a_fact_is_whole_with_its_law(world: World) -> None:
    case_id = accepted(world)
    after = (0, "")
    for fact in facts_of(world, case_id):
        head = check_fact(fact, after=after)
        assert fact.parts.keys() == head.parts.keys()
        after = (head.seq, hash_of(fact.head))
    database = world.province(HERE).node.database
    rows = world.run(database.fetch, "SELECT parts, law FROM tongban_fact WHERE case_id = $1", case_id)
    assert [row for row in rows if b'"law"' in row["parts"]] == []
    assert len([row for row in rows if row["law"]]) == 1


def test_the_law_is_known_where_it_is_asked_for_and_never_passed_over_in_silence(world: World) -> None:
    case_id, reader = accepted(world), world.province(HERE).node.reader
    actor = world.province(HERE).officer(OFFICE).actor
    at_desk = world.run(reader.at_desk, case_id, OFFICE, actor).dossier.law()
    assert at_desk is not None
    assert at_desk == world.run(world.province(HERE).node.judging.work, case_id).dossier.law()
    with pytest.raises(NotRead, match="was not read"):
        world.run(reader.for_office, case_id, OFFICE, actor).dossier.law()


def test_a_law_that_was_written_among_the_parts_is_read_there(world: World) -> None:
    case_id, place = accepted(world), world.province(HERE)
    before, actor = facts_of(world, case_id), place.officer(OFFICE).actor
    for seq, fact in enumerate(before, start=1):
        sql = "UPDATE tongban_fact SET parts = $1, law = NULL WHERE case_id = $2 AND seq = $3"
        world.run(place.node.database.execute, sql, encode(fact.parts), case_id, seq)
    assert facts_of(world, case_id) == before
    for read in (place.node.reader.at_desk, place.node.reader.for_office):
        assert world.run(read, case_id, OFFICE, actor).dossier.law() is not None
