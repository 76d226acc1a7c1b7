"""Files that travel as letters where a node is restored, slow, killed, or asks and gives more than is right."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from joined_nodes import joined
from test_files_by_letter import A_DAY, HERE, PDF, THERE, Wanted, carried, write

from tongban.desk import departing_files, promised_files, stranded_pieces
from tongban.desk.file_letters import PIECE_BYTES
from tongban.desk.promises import Promise
from tongban.desk.stranded_pieces import STREAMS
from tongban.desk.uploaded import uploaded
from tongban.errors import NotFound
from tongban.evidence.named_files import can_be_uploaded
from tongban.evidence.uploads import StoredFile
from tongban.exchange.ids import mint_id
from tongban.exchange.letters import Letter
from tongban.node import Node
from tongban_web.testing.visitor import Visitor

__all__ = ["carried", "joined"]

REFUSED = "SELECT problem FROM tongban_outbox WHERE kind = '{kind}' AND state = 'rejected'"


def lose(wanted: Wanted, node: Node, *tables: str) -> None:
    for table in tables:
        wanted.world.run(node.database.execute, f"DELETE FROM {table}")


def compare(wanted: Wanted, node: Node) -> None:
    wanted.world.run(node.reconciler.go_round, node.exchange.transport, node.exchange)
    wanted.world.deliver()


def test_a_place_set_back_to_before_it_wanted_a_file_gets_no_old_piece_and_wants_it_anew(carried: Wanted):
    carried.opened()
    carried.world.deliver()
    letters = ("tongban_inbox WHERE kind = 'file.piece'", "tongban_outbox WHERE kind = 'file.wanted'")
    lose(carried, carried.there, "tongban_wanted_file", "tongban_upload", *letters)
    compare(carried, carried.here)
    assert carried.rows(carried.here, REFUSED.format(kind="file.piece")) == []
    assert carried.rows(carried.there, "SELECT digest FROM tongban_inbox WHERE kind = 'file.piece'") == []
    assert carried.opened().status == 202
    carried.world.deliver()
    assert carried.opened().response.content == PDF


def test_a_place_set_back_to_before_it_promised_a_file_does_not_give_it_anew(carried: Wanted):
    carried.opened()
    carried.world.deliver()
    letters = ("tongban_outbox WHERE kind = 'file.piece'", "tongban_inbox WHERE kind = 'file.wanted'")
    lose(carried, carried.here, "tongban_promised_file", *letters)
    compare(carried, carried.there)
    assert carried.sent(carried.here, "file.piece") == 0
    assert carried.opened().response.content == PDF


def test_what_a_carrier_needs_days_for_is_not_asked_for_anew_each_day(carried: Wanted):
    carried.opened()
    for _ in range(2):
        carried.wait(A_DAY)
        assert carried.opened().status == 202
    assert carried.sent(carried.there, "file.wanted") == 1
    carried.world.deliver()
    assert carried.opened().response.content == PDF


def test_pieces_of_an_asking_that_was_given_up_are_of_use(carried: Wanted):
    carried.opened()
    carried.world.run(carried.there.database.execute, "UPDATE tongban_wanted_file SET state = 'over'")
    carried.world.deliver()
    assert carried.opened().response.content == PDF
    assert carried.sent(carried.there, "file.wanted") == 1


def ends_of_it(wanted: Wanted, how_many: int) -> None:
    """As many askings for the last byte of the file alone."""
    body = {"case": wanted.case.case_id, "file": wanted.file.id, "digest": wanted.file.digest, "size": len(PDF)}
    text = msgspec.json.encode({**body, "offset": len(PDF) - 1})
    streams = [f"files:{mint_id(wanted.world.clock.now())}" for _ in range(how_many)]
    letters = [Letter(receiver=HERE, case=each, kind="file.wanted", body=text, epoch=0) for each in streams]
    wanted.world.run(write, wanted.there, letters)
    wanted.world.deliver()


def test_the_end_of_a_file_counts_as_a_whole_piece(carried: Wanted):
    carried.here.file_traffic.promised.most_bytes = 3 * PIECE_BYTES
    ends_of_it(carried, 5)
    refused = carried.rows(carried.there, REFUSED.format(kind="file.wanted"))
    assert [row["problem"] for row in refused] == ["over_quota"] * 2
    operator = Visitor.at(carried.world, THERE)
    operator.sign_in_staff(f"{THERE}-operator")
    assert "file_megabytes_a_day" in operator.get("/operation/letters").text


def test_a_file_that_is_asked_for_anew_counts_and_is_sent_once(carried: Wanted, monkeypatch: pytest.MonkeyPatch):
    carried.here.file_traffic.promised.most_bytes = len(PDF) + PIECE_BYTES
    with monkeypatch.context() as slow:
        slow.setattr(departing_files, "UNDER_WAY_BY_CARRIER", 0)
        carried.opened()
        carried.world.deliver()
        lose(carried, carried.there, "tongban_wanted_file")
        assert carried.opened().status == 202
        carried.world.deliver()
    carried.world.deliver()
    refused = carried.rows(carried.there, REFUSED.format(kind="file.wanted"))
    assert [row["problem"] for row in refused] == []
    assert carried.sent(carried.here, "file.piece") == -(-len(PDF) // PIECE_BYTES)
    assert carried.opened().response.content == PDF


def test_an_asking_that_was_refused_counts_for_nothing_against_the_share_of_its_place(carried: Wanted):
    wanted = carried.there.file_traffic.wanted
    carried.world.publish(lambda document: msgspec.structs.replace(document, grants=()))
    carried.opened()
    carried.world.deliver()
    assert carried.world.run(lambda: wanted.wants.asked_of(HERE, since=0)) == 0


@pytest.mark.parametrize(("others", "refused"), [(1, 0), (2, 1)])
def test_so_many_files_at_once_are_promised(
    carried: Wanted, monkeypatch: pytest.MonkeyPatch, others: int, refused: int
):
    monkeypatch.setattr(departing_files, "UNDER_WAY_BY_CARRIER", 0)
    monkeypatch.setattr(promised_files, "OPEN_AT_ONCE", 2)
    for other in range(others):
        carried.world.run(carried.here.file_traffic.promised.promises.add, another_file(carried, f"file-{other}"))
    carried.opened()
    carried.world.deliver()
    told = carried.rows(carried.there, REFUSED.format(kind="file.wanted"))
    assert [row["problem"] for row in told] == ["over_quota"] * refused


def another_file(wanted: Wanted, name: str) -> Promise:
    about = {"id": name, "asker": THERE, "case_id": wanted.case.case_id, "file": name, "at": 0}
    return Promise(**about, size=1, asked_from=0, sent=0)


def test_pieces_that_are_too_small_are_refused(carried: Wanted):
    carried.here.file_traffic.departing.piece_bytes = 1_000
    carried.opened()
    carried.world.deliver()
    refused = {row["problem"] for row in carried.rows(carried.here, REFUSED.format(kind="file.piece"))}
    assert "bad_body" in refused
    assert [row["have"] for row in carried.rows(carried.there, "SELECT have FROM tongban_wanted_file")] == [0]


def test_of_what_was_refused_no_piece_is_taken(carried: Wanted):
    carried.opened()
    carried.world.run(carried.there.database.execute, "UPDATE tongban_wanted_file SET state = 'refused'")
    carried.world.deliver()
    refused = {row["problem"] for row in carried.rows(carried.here, REFUSED.format(kind="file.piece"))}
    assert refused == {"business_rule"}


def test_no_more_is_wanted_of_a_place_than_its_share_of_a_day(carried: Wanted):
    wants = dataclasses.replace(carried.there.file_traffic.wanted, most_bytes=len(PDF) - 1)

    async def ask() -> None:
        case = await wants.store.load(carried.case.case_id)
        item = uploaded(await wants.store.facts(carried.case.case_id), carried.file.id)
        assert case is not None
        assert item is not None
        await wants.ask(case, item)

    with pytest.raises(NotFound, match="已达上限"):
        carried.world.run(ask)


def test_who_has_lost_the_right_to_a_file_gets_no_further_piece(carried: Wanted, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(departing_files, "UNDER_WAY_BY_CARRIER", 1)
    carried.opened()
    carried.world.run(carried.there.exchange.courier.deliver_due)
    carried.world.run(carried.world.take, carried.here)
    assert carried.world.run(carried.here.file_traffic.go_on) == 1
    carried.world.publish(lambda document: msgspec.structs.replace(document, grants=()))
    carried.world.deliver()
    assert carried.sent(carried.here, "file.piece") == 1
    assert carried.rows(carried.here, "SELECT id FROM tongban_promised_file WHERE done_at IS NULL") == []


def test_behind_a_piece_that_its_asker_has_lost_no_more_gather(carried: Wanted, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(departing_files, "UNDER_WAY_BY_CARRIER", 1)
    carried.opened()
    carried.world.run(carried.there.exchange.courier.deliver_due)
    carried.world.run(carried.world.take, carried.here)
    assert carried.world.run(carried.here.file_traffic.go_on) == 1
    in_custody = "UPDATE tongban_outbox SET custody_at = 1 WHERE kind = 'file.piece'"
    carried.world.run(carried.here.database.execute, in_custody)
    assert carried.world.run(carried.here.file_traffic.go_on) == 0
    assert carried.sent(carried.here, "file.piece") == 1


def first_piece_lost(wanted: Wanted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first piece was taken and is gone, and the others wait behind it."""
    with monkeypatch.context() as slow:
        slow.setattr(departing_files, "UNDER_WAY_BY_CARRIER", 1)
        wanted.opened()
        wanted.world.run(wanted.there.exchange.courier.deliver_due)
        wanted.world.run(wanted.world.take, wanted.here)
        assert wanted.world.run(wanted.here.file_traffic.go_on) == 1
        wanted.world.run(wanted.here.exchange.courier.deliver_due)
        wanted.world.run(wanted.world.take, wanted.there)
        wanted.world.run(wanted.there.exchange.courier.deliver_due)
        wanted.world.run(wanted.world.take, wanted.here)
    assert len(wanted.rows(wanted.here, "SELECT id FROM tongban_outbox WHERE kind = 'file.piece'")) == 1
    assert wanted.rows(wanted.here, UNSETTLED) == []
    lose(wanted, wanted.there, "tongban_inbox WHERE kind = 'file.piece'")


UNSETTLED = "SELECT id FROM tongban_outbox WHERE kind = 'file.piece' AND settled_at IS NULL"
PARKED = "SELECT digest FROM tongban_inbox WHERE kind = 'file.piece' AND state = 'parked'"


def test_behind_a_piece_that_its_asker_has_lost_pieces_wait_a_day_and_no_longer(
    carried: Wanted, monkeypatch: pytest.MonkeyPatch
):
    first_piece_lost(carried, monkeypatch)
    as_before = "UPDATE tongban_wanted_file SET have = 0, taken = 0, taken_seq = 0"
    carried.world.run(carried.there.database.execute, as_before)
    carried.wait(timedelta(minutes=2))
    carried.world.deliver()
    assert len(carried.rows(carried.there, PARKED)) == 2, "the first may be on its way still"
    carried.wait(A_DAY)
    carried.world.deliver()
    assert carried.rows(carried.there, PARKED) == carried.rows(carried.here, UNSETTLED) == []
    assert carried.opened().status == 202
    carried.world.deliver()
    assert carried.opened().response.content == PDF


def test_pieces_that_come_late_and_out_of_order_wait_for_one_another(
    carried: Wanted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    with monkeypatch.context() as slow:
        slow.setattr(departing_files, "UNDER_WAY_BY_CARRIER", 0)
        carried.opened()
        carried.world.deliver()
        carried.wait(A_DAY)
        slow.setattr(departing_files, "UNDER_WAY_BY_CARRIER", 1)
        assert carried.world.run(carried.here.file_traffic.go_on) == 1
        carried.world.run(carried.here.exchange.courier.deliver_due)
    (first,) = tmp_path.glob(f"lanes/{THERE}/in/{HERE}/*.letters")
    held_up = first.rename(tmp_path / first.name)
    carried.world.deliver()
    assert len(carried.rows(carried.there, PARKED)) == 2
    carried.wait(timedelta(minutes=2))
    carried.world.deliver()
    assert len(carried.rows(carried.there, PARKED)) == 2
    held_up.rename(first)
    carried.world.deliver()
    assert carried.opened().response.content == PDF


def test_pieces_behind_a_lost_one_of_a_file_that_was_never_wanted_end_soon(
    carried: Wanted, monkeypatch: pytest.MonkeyPatch
):
    first_piece_lost(carried, monkeypatch)
    lose(carried, carried.there, "tongban_wanted_file", "tongban_outbox WHERE kind = 'file.wanted'")
    for _ in range(2):
        carried.wait(timedelta(minutes=2))
        carried.world.deliver()
    assert carried.rows(carried.there, PARKED) == carried.rows(carried.here, UNSETTLED) == []
    assert carried.rows(carried.here, "SELECT id FROM tongban_promised_file WHERE done_at IS NULL") == []
    refused = {row["problem"] for row in carried.rows(carried.here, REFUSED.format(kind="file.piece"))}
    assert refused == {"business_rule"}
    assert carried.opened().status == 202
    carried.world.deliver()
    assert carried.opened().response.content == PDF


def test_however_many_streams_a_place_fills_with_what_nobody_waits_for_they_end_few_at_a_time(carried: Wanted):
    streams = [f"files:{mint_id(carried.world.clock.now())}" for _ in range(2 * STREAMS + 1)]
    strays = [Letter(receiver=THERE, case=each, kind="file.piece", body=b"{}", epoch=0) for each in streams * 2]
    carried.world.run(write, carried.here, strays)
    first_of_each = "tongban_outbox WHERE kind = 'file.piece' AND seq = 1"
    carried.world.run(seal_all, carried.here)
    lose(carried, carried.here, first_of_each)
    carried.world.deliver()
    left = []
    for _ in range(4):
        carried.wait(timedelta(minutes=2))
        while carried.world.run(carried.there.file_traffic.go_on):
            pass
        left.append(len(carried.rows(carried.there, PARKED)))
    assert left == [STREAMS + 1, 1, 0, 0]


async def seal_all(node: Node) -> None:
    while await node.exchange.sealer.seal_due(THERE):
        pass


def test_streams_that_still_wait_for_their_first_piece_keep_no_others_from_coming_to_an_end(
    carried: Wanted, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stranded_pieces, "STREAMS", 1)
    first_piece_lost(carried, monkeypatch)
    as_before = "UPDATE tongban_wanted_file SET have = 0, taken = 0, taken_seq = 0"
    carried.world.run(carried.there.database.execute, as_before)
    carried.wait(timedelta(minutes=2))
    carried.world.deliver()
    waiting = carried.rows(carried.there, PARKED)
    assert len(waiting) == 2
    stray = f"files:{mint_id(carried.world.clock.now())}"
    body = Letter(receiver=THERE, case=stray, kind="file.piece", body=b"{}", epoch=0)
    carried.world.run(write, carried.here, [body, body])
    carried.world.run(seal_all, carried.here)
    lose(carried, carried.here, f"tongban_outbox WHERE case_id = '{stray}' AND seq = 1")
    carried.world.deliver()
    assert len(carried.rows(carried.there, PARKED)) == 3
    for _ in range(3):
        carried.wait(timedelta(minutes=2))
        carried.world.deliver()
    assert carried.rows(carried.there, PARKED) == waiting


def test_pieces_that_the_disk_has_lost_are_put_together_once_more(carried: Wanted, monkeypatch: pytest.MonkeyPatch):
    keep, lost = carried.there.uploads.add_piece, []

    async def loses(digest: str, piece: bytes, *, offset: int, source: str) -> None:
        await keep(digest, piece if lost else bytes(len(piece)), offset=offset, source=source)
        lost.append(offset)

    monkeypatch.setattr(carried.there.uploads, "add_piece", loses)
    carried.opened()
    carried.world.deliver()
    assert lost.count(0) == 2
    assert carried.opened().response.content == PDF
    assert carried.sent(carried.there, "file.wanted") == 1


def test_what_the_holder_cannot_read_is_tried_a_few_times_and_told(carried: Wanted, monkeypatch: pytest.MonkeyPatch):
    tried = []

    async def broken(upload: str, *, application: str, offset: int, most: int) -> None:
        tried.append(offset)
        raise OSError("input/output error")

    monkeypatch.setattr(carried.here.uploads, "piece", broken)
    carried.opened()
    carried.world.deliver()
    carried.world.run(carried.here.file_traffic.go_on)
    assert len(tried) == 1, "it rests after a failure"
    for _ in range(4):
        carried.wait(timedelta(minutes=20))
        carried.world.deliver()
    assert len(tried) == 5
    assert "收件地暂时读不出该文件" in carried.opened().text
    monkeypatch.undo()
    carried.wait(timedelta(hours=2))
    carried.opened()
    carried.world.deliver()
    assert carried.opened().response.content == PDF


def test_pieces_that_went_out_before_the_last_attempt_failed_count_and_the_asker_is_told(
    carried: Wanted, monkeypatch: pytest.MonkeyPatch
):
    tried, genuine = [], carried.here.uploads.piece

    async def broken(upload: str, *, application: str, offset: int, most: int) -> tuple[StoredFile, bytes]:
        tried.append(offset)
        if len(tried) == 5:
            return await genuine(upload, application=application, offset=offset, most=most)
        raise OSError("input/output error")

    monkeypatch.setattr(carried.here.uploads, "piece", broken)
    carried.opened()
    carried.world.deliver()
    for _ in range(3):
        carried.wait(timedelta(minutes=20))
        carried.world.deliver()
    carried.wait(timedelta(minutes=20))
    assert carried.world.run(carried.here.file_traffic.departing.write_due) == 2
    carried.world.deliver()
    assert tried == [0, 0, 0, 0, 0, PIECE_BYTES]
    assert "收件地暂时读不出该文件" in carried.opened().text


def test_a_kept_copy_that_the_disk_has_spoilt_is_fetched_anew(carried: Wanted):
    carried.opened()
    carried.world.deliver()
    digest = carried.file.digest
    (carried.there.settings.data / digest[:2] / digest).write_bytes(bytes(len(PDF)))
    assert carried.opened().status == 202
    carried.world.deliver()
    assert carried.opened().response.content == PDF


def test_what_cannot_be_kept_is_tried_a_few_times_and_told(carried: Wanted, monkeypatch: pytest.MonkeyPatch):
    tried = []

    async def full(digest: str, piece: bytes, *, offset: int, source: str) -> None:
        tried.append(offset)
        raise OSError("no space left")

    monkeypatch.setattr(carried.there.uploads, "add_piece", full)
    carried.opened()
    carried.world.deliver()
    carried.world.run(carried.there.file_traffic.go_on)
    assert len(tried) == 1, "it rests after a failure"
    for _ in range(8):
        carried.wait(timedelta(minutes=20))
        carried.world.run(carried.there.file_traffic.go_on)
    assert len(tried) == 5
    monkeypatch.undo()
    carried.wait(timedelta(hours=2))
    carried.opened()
    carried.world.deliver()
    assert carried.opened().response.content == PDF


@pytest.mark.parametrize("said", [{"size": 2**40}, {"size": "1"}, {"size": 0}, {"type": "text/html"}, {"name": None}])
def test_what_nobody_could_upload_is_not_wanted(carried: Wanted, said: dict[str, object]):
    item = carried.file.evidence("说明材料")
    assert can_be_uploaded(item)
    assert not can_be_uploaded(msgspec.structs.replace(item, value={**item.value, **said}))
    assert not can_be_uploaded(msgspec.structs.replace(item, digest="../begun"))
