"""A draft ends once: as a case or deleted; and its files go with it, or stay with the case."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from tongban import NotFound
from tongban.cases.state import Case
from tongban.desk.drafts import Application, Draft
from tongban.errors import Conflict
from tongban.evidence.uploads import StoredFile
from tongban.matters.materials import Material, Upload
from tongban.node import Node
from tongban.testing.example.journey import ExampleOnItsWay

PAPER = Material(key="paper", name="书面材料", sources=(Upload(),))


class Desk:
    """The applicant at the own draft."""

    def __init__(self, example: ExampleOnItsWay, written: Application) -> None:
        self.world, self.node = example.world, example.home.node
        self.actor = example.world.actor("张建国")
        new = self.node.drafts.new(self.node.accounts.key(written.person.number), written)
        self.world.run(self.node.drafts.add, new)
        self.draft = self.loaded(new)

    def loaded(self, draft: Draft) -> Draft:
        return self.world.run(self.node.drafts.load, draft.id, draft.key)

    def uploaded(self) -> StoredFile:
        return self.world.run(_store, self.node, self.draft)

    def files(self) -> list[StoredFile]:
        return self.world.run(self.node.uploads.of_application, self.draft.id)

    def left(self) -> list[Draft]:
        return self.world.run(self.node.drafts.mine, self.draft.key)

    def hand_in(self) -> object:
        return self.world.run(lambda: self.node.applications.submit(self.draft, actor=self.actor))

    def changed(self) -> Draft:
        typed = {**self.draft.application.typed, "remark": "另一个窗口里改的"}
        return replace(self.draft, application=msgspec.structs.replace(self.draft.application, typed=typed))


async def _store(node: Node, draft: Draft) -> StoredFile:
    return await node.uploads.store(_pdf(), application=draft.id, material=PAPER, name="a.pdf", by=draft.key)


async def _prepare(node: Node, draft: Draft) -> StoredFile:
    return await node.uploads.prepare(
        _pdf(b"another"), application=draft.id, material=PAPER, name="b.pdf", by=draft.key
    )


async def _pdf(comment: bytes = b"") -> AsyncIterator[bytes]:
    yield b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n" + comment


@pytest.fixture
def desk(example_case: ExampleOnItsWay, written: Application) -> Desk:
    return Desk(example_case, written)


def test_a_draft_goes_in_the_commit_of_its_case_and_a_late_tab_brings_it_not_back(desk: Desk) -> None:
    desk.uploaded()
    assert isinstance(desk.hand_in(), Case)
    assert desk.left() == []
    with pytest.raises(Conflict, match="已提交或已删除"):
        desk.world.run(desk.node.drafts.save, desk.changed())
    with pytest.raises(Conflict):
        desk.world.run(desk.node.drafts.delete, desk.draft)
    assert desk.left() == []
    assert len(desk.files()) == 1


def test_a_file_that_comes_while_its_draft_ends_is_refused_whole(desk: Desk) -> None:
    """Else a case would hold a file of which its applicant was told that it was not kept, and offer it as handed in."""
    desk.uploaded()
    late = desk.world.run(_prepare, desk.node, desk.draft)
    assert isinstance(desk.hand_in(), Case)
    for sent in (desk.node.drafts.put_files, desk.node.drafts.save):
        with pytest.raises(Conflict, match="已提交或已删除"):
            desk.world.run(sent, desk.draft, files=[late])
    assert [file.name for file in desk.files()] == ["a.pdf"]


def test_a_file_goes_where_another_has_come_for_its_material(desk: Desk) -> None:
    desk.uploaded()
    desk.world.run(desk.node.drafts.put_files, desk.draft, files=[desk.world.run(_prepare, desk.node, desk.draft)])
    assert [file.name for file in desk.files()] == ["b.pdf"]


def test_a_draft_that_changed_after_it_was_looked_over_becomes_no_case(desk: Desk) -> None:
    desk.world.run(desk.node.drafts.save, desk.changed())
    refused = desk.hand_in()
    assert not isinstance(refused, Case)
    assert "又被修改或删除" in refused.objections[-1].message
    assert desk.left()[0].application == desk.changed().application
    with pytest.raises(NotFound):
        desk.world.run(desk.node.cases.case, desk.draft.id)


def test_a_draft_deleted_in_another_tab_becomes_no_case_and_stays_deleted(desk: Desk) -> None:
    desk.uploaded()
    desk.world.run(desk.node.drafts.delete, desk.draft)
    assert not isinstance(desk.hand_in(), Case)
    with pytest.raises(Conflict):
        desk.world.run(desk.node.drafts.save, desk.changed())
    assert (desk.left(), desk.files()) == ([], [])


def test_handing_in_and_deleting_at_once_leave_a_whole_case_or_nothing(desk: Desk) -> None:
    desk.uploaded()
    node, draft = desk.node, desk.draft

    async def at_once() -> list[object]:
        both = (node.applications.submit(draft, actor=desk.actor), node.drafts.delete(draft))
        return list(await asyncio.gather(*both, return_exceptions=True))

    outcome, deleted = desk.world.run(at_once)
    assert isinstance(outcome, Case) == isinstance(deleted, Conflict), (outcome, deleted)
    assert len(desk.files()) == isinstance(outcome, Case)
    assert desk.left() == []


def test_files_of_a_case_cannot_be_taken_off_it(desk: Desk) -> None:
    file = desk.uploaded()
    desk.hand_in()
    with pytest.raises(NotFound):
        desk.world.run(lambda: desk.node.uploads.remove(file.id, application=desk.draft.id))
    desk.world.run(desk.node.uploads.remove_all, desk.draft.id)
    assert desk.files() == [file]


def test_files_go_with_a_draft_that_nobody_touched_and_stay_with_a_case(desk: Desk, written: Application) -> None:
    file = desk.uploaded()
    desk.hand_in()
    left = desk.node.drafts.new(desk.draft.key, written)
    desk.world.run(desk.node.drafts.add, left)
    desk.world.run(_store, desk.node, left)
    desk.world.clock.advance(timedelta(days=desk.node.settings.draft_days - 1))
    assert desk.world.run(desk.node.uploads.purge) == 0
    desk.world.clock.advance(timedelta(days=2))
    assert desk.world.run(desk.node.drafts.expire) == 1
    assert desk.world.run(desk.node.uploads.purge) == 1
    assert desk.files() == [file]
