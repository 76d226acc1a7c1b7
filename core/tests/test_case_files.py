"""Files of a case, opened by the place that decides it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tongban.errors import NotFound
from tongban.identity.viewers import Holder, Viewer
from tongban.matters.materials import Material, Upload
from tongban.testing.world import World

LETTER = Material(key="mandate", name="授权委托书", sources=(Upload(),))
PDF = b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 20_000 + b"%%EOF\n"


async def _bytes() -> AsyncIterator[bytes]:
    yield PDF


def _viewer(world: World, province: str, officer: str) -> Viewer:
    found = world.run(world.province(province).node.accounts.officer, officer)
    return Viewer(key=found.id, holder=Holder(officer=found))


def test_the_competent_place_opens_a_file_that_was_uploaded_elsewhere(world: World):
    here, there = world.province("440000"), world.province("510000")
    case_id, stored = _handed_in(world)
    officer = _viewer(world, "510000", "510104-police-1")
    read = there.node.files.read
    found, content = world.run(read, stored.id, application=case_id, reader=officer)
    assert (found.digest, content) == (stored.digest, PDF)
    world.cut("440000")
    assert world.run(read, stored.id, application=case_id, reader=officer)[1] == PDF, "a fetched file is kept"
    assert here.node.settings.node == "440000"


def test_an_office_that_has_nothing_to_do_with_the_case_finds_no_file(world: World):
    case_id, stored = _handed_in(world)
    stranger = _viewer(world, "510000", "510104-marriage-1")
    with pytest.raises(NotFound):
        world.run(world.province("510000").node.files.read, stored.id, application=case_id, reader=stranger)


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
