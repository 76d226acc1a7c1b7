"""Files of a case, opened by the place that decides it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from tongban.desk.file_letters import PIECE_BYTES
from tongban.errors import NotFound
from tongban.exchange.transport import TransportFailed
from tongban.matters.materials import Material, Upload
from tongban.testing.world import World

LETTER = Material(key="mandate", name="授权委托书", sources=(Upload(),))
PDF = b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 20_000 + b"%%EOF\n"


async def _bytes() -> AsyncIterator[bytes]:
    yield PDF


def test_the_competent_place_opens_a_file_that_was_uploaded_elsewhere(world: World):
    here, there = world.province("440000"), world.province("510000")
    case_id, stored = _handed_in(world)
    read = there.node.files.read
    found, content = world.run(read, stored.id, application=case_id)
    assert (found.digest, content) == (stored.digest, PDF)
    world.cut("440000")
    assert world.run(read, stored.id, application=case_id)[1] == PDF, "a fetched file is kept"
    assert here.node.settings.node == "440000"


def test_a_file_is_found_in_its_own_case_only(world: World):
    case_id, stored = _handed_in(world)
    read, mine = world.province("510000").node.files.read, world.province("440000").node.files.read
    for reading, file, application in (
        (read, stored.id, "another"),
        (mine, stored.id, "another"),
        (read, "x", case_id),
    ):
        with pytest.raises(NotFound):
            world.run(reading, file, application=application)


def test_fetching_a_file_goes_on_where_it_broke_off(world: World):
    case_id, stored = _handed_in(world)
    answer, asked = world.loopback.responds["440000"], []

    async def broken_off(question: bytes) -> bytes:
        asked.append(question)
        if len(asked) == 2:
            raise TransportFailed("cut")
        return await answer(question)

    world.loopback.responds["440000"] = broken_off
    read = world.province("510000").node.files.read
    with pytest.raises(NotFound, match="暂时取不到"):
        world.run(read, stored.id, application=case_id)
    assert world.run(read, stored.id, application=case_id)[1] == PDF
    assert len(asked) == 1 + -(-len(PDF) // PIECE_BYTES), "no piece that had arrived was asked for again"


def test_a_spoilt_piece_is_noticed_and_the_file_can_be_fetched_anew(world: World):
    case_id, stored = _handed_in(world)
    node = world.province("510000").node
    world.run(node.uploads.add_piece, stored.digest, b"%PDF-spoilt", offset=0, source="440000")
    with pytest.raises(NotFound, match="不一致"):
        world.run(node.files.read, stored.id, application=case_id)
    assert world.run(node.files.read, stored.id, application=case_id)[1] == PDF


def test_no_file_is_handed_over_without_a_grant(world: World):
    case_id, stored = _handed_in(world)
    world.publish(lambda document: msgspec.structs.replace(document, grants=()))
    with pytest.raises(NotFound, match="未获授权"):
        world.run(world.province("510000").node.files.read, stored.id, application=case_id)


def test_a_case_is_not_opened_without_a_grant_and_the_receiving_place_is_told(world: World):
    here = world.province("440000")
    case_id = here.apply("hh.cert.hukou", by="张建国", answers=ANSWERS).case.id
    world.publish(lambda document: msgspec.structs.replace(document, grants=()))
    world.deliver()
    assert here.case(case_id).owner == "440000"
    (refused,) = world.run(here.node.operation.letters.refused)
    assert (refused.case_id, refused.code) == (case_id, "no_grant")


def test_a_case_that_began_goes_on_when_its_grant_has_ended(world: World):
    case_id, _ = _handed_in(world)
    world.publish(lambda document: msgspec.structs.replace(document, grants=()))
    world.province("510000").officer("510104-police").accept(case_id)
    world.deliver()
    assert world.province("440000").case(case_id).seq == world.province("510000").case(case_id).seq


def _handed_in(world: World):
    here = world.province("440000")
    person = world.person("张建国")
    upload = world.run(
        here.node.uploads.store,
        _bytes(),
        application="01a205ea-be80-7978-a179-d235713ede29",
        material=LETTER,
        name="委托书.pdf",
        by=here.node.accounts.key(person.number),
    )
    handed = here.apply(
        "hh.cert.hukou",
        by="张建国",
        answers=ANSWERS,
        uploads=[upload.evidence(LETTER.name)],
        draft_id=upload.application,
    )
    world.deliver()
    return handed.case.id, upload


ANSWERS = {"cert_kind": "former_name", "purpose": "办理公证", "hukou_place": "510104", "handed_by": "self"}
