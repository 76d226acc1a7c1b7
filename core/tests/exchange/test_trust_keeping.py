"""A node takes the newest list that enough roots signed, from wherever, never goes back, and never stops looking."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from tongban.clock import FixedClock, milliseconds
from tongban.exchange import keys, signatures, trust, trust_keeping
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import OwnKeys
from tongban.exchange.refusals import Refused
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_documents import TrustDocument, TrustKey
from tongban.exchange.trust_keeping import TrustKeeper
from tongban.exchange.trust_mirrors import FakeTrustMirrors
from tongban.exchange.trust_signing import TrustError
from tongban.storage.database import Database
from tongban.storage.errors import Unavailable
from tongban.storage.opening import open_database
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.migrating import bring_up

START = datetime(2026, 11, 23, 1, tzinfo=UTC)
ROOTS = [keys.generate(f"root-{n}") for n in range(3)]
OWN, PEER = keys.generate_pair("510000"), keys.generate_pair("500000")
PEER_URL = "http://500000.test"


@dataclass
class Kept:
    """A node's keeper, with what it told others."""

    keeper: TrustKeeper
    clock: FixedClock
    mirrors: FakeTrustMirrors
    renewed: list[int] = field(default_factory=list)
    compromised: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def version(self) -> int:
        return self.keeper.trust.current.document.version


def document(list_node: Any, version: int, **changes: Any) -> TrustDocument:
    nodes = (list_node("510000", *OWN.all), list_node("500000", *PEER.all))
    fields = {"issued": milliseconds(START), "expires": milliseconds(START + timedelta(days=30)), "nodes": nodes}
    return TrustDocument(version=version, **{**fields, **changes})


def verify(signed: bytes, now: datetime, minimum_version: int) -> TrustList:
    roots = {root.kid: keys.verifying(root) for root in ROOTS}
    return TrustList.load(signed, roots=roots, threshold=2, now=now, minimum_version=minimum_version)


@pytest.fixture
async def kept(migrated_database_url: NewMigratedDatabase, tmp_path: Path, list_node: Any) -> AsyncIterator[Kept]:
    database = open_database(migrated_database_url(bring_up, ["tongban.storage.piccolo_app"]))
    await database.start()
    clock, mirrors, file = FixedClock(START), FakeTrustMirrors(), tmp_path / "trust.json"
    file.write_bytes(trust.sign(document(list_node, 5), ROOTS[:2]))
    in_use = Trust(verify(file.read_bytes(), START, 1))

    async def told(node: str, key: TrustKey, letters: int) -> None:
        made.compromised.append((node, key.kid, letters))

    made = Kept(
        TrustKeeper(
            database=database,
            trust=in_use,
            keyring=Keyring("510000", OWN, in_use),
            clock=clock,
            file=file,
            verify=verify,
            read_keys=lambda: OWN,
            mirrors=mirrors,
            renewed=lambda newer: made.renewed.append(newer.document.version),
            compromised=told,
            chance=random.Random(0),
        ),
        clock,
        mirrors,
    )

    await made.keeper.start()
    yield made
    await database.stop()


async def test_a_newer_file_is_taken_without_a_restart(kept: Kept, list_node: Any) -> None:
    kept.keeper.file.write_bytes(trust.sign(document(list_node, 6), ROOTS[1:]))
    await kept.keeper.refresh()
    assert (kept.version, kept.renewed) == (6, [6])


async def test_a_newer_list_is_taken_from_a_peer_and_written_into_the_file(kept: Kept, list_node: Any) -> None:
    kept.mirrors.lists[PEER_URL] = trust.sign(document(list_node, 7), ROOTS[:2])
    await kept.keeper.refresh()
    assert kept.version == 7
    assert kept.keeper.file.read_bytes() == kept.mirrors.lists[PEER_URL]


async def test_a_list_that_is_overtaken_while_it_is_taken_is_not_written_over_the_newer_one(
    kept: Kept, list_node: Any
) -> None:
    newer = trust.sign(document(list_node, 8), ROOTS[:2])

    def overtake(taken: TrustList) -> None:
        kept.keeper.trust.replace(verify(newer, START, taken.document.version))
        kept.keeper.file.write_bytes(newer)

    kept.mirrors.lists[PEER_URL] = trust.sign(document(list_node, 7), ROOTS[:2])
    await replace(kept.keeper, renewed=overtake).refresh()
    assert kept.version == 8
    assert kept.keeper.file.read_bytes() == newer


@pytest.mark.parametrize("case", ["one root", "strangers", "older", "another of the same version", "rubbish"])
async def test_a_peer_cannot_make_a_node_take_a_wrong_list(kept: Kept, list_node: Any, case: str) -> None:
    other = document(list_node, 5, expires=milliseconds(START + timedelta(days=31)))
    strangers = [keys.generate("root-0"), keys.generate("root-1")]
    kept.mirrors.lists[PEER_URL] = {
        "one root": trust.sign(document(list_node, 9), ROOTS[:1]),
        "strangers": trust.sign(document(list_node, 9), strangers),
        "older": trust.sign(document(list_node, 4), ROOTS),
        "another of the same version": trust.sign(other, ROOTS),
        "rubbish": b"{",
    }[case]
    before = kept.keeper.file.read_bytes()
    with capture_logs() as logs:
        await kept.keeper.refresh()
    assert kept.version == 5
    assert kept.keeper.file.read_bytes() == before
    assert [log["event"] for log in logs] == ["trust_list_refused"]
    kept_lists = await kept.keeper.database.fetch("SELECT version FROM tongban_trust_list")
    assert [row["version"] for row in kept_lists] == [5], "and none of it comes back at the next start"


async def test_a_restart_with_an_older_file_goes_on_with_the_newest_list_ever_used(kept: Kept, list_node: Any) -> None:
    older = kept.keeper.file.read_bytes()
    await kept.keeper.take(trust.sign(document(list_node, 8), ROOTS), source="test")
    kept.keeper.trust.current = verify(older, START, 1)
    await kept.keeper.start()
    assert kept.version == 8
    kept.clock.advance(timedelta(days=34))
    kept.keeper.trust.current = verify(older, START, 1)
    with pytest.raises(TrustError, match="expired"):
        await kept.keeper.start()


async def test_a_list_that_cannot_be_kept_is_used_once_it_can_and_then_survives_a_restart(
    kept: Kept, list_node: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> int:
        raise Unavailable("the database is away")

    older, newer = kept.keeper.file.read_bytes(), trust.sign(document(list_node, 6), ROOTS[1:])
    with monkeypatch.context() as without, pytest.raises(Unavailable):
        without.setattr(Database, "execute", away)
        await kept.keeper.take(newer, source="test")
    assert kept.version == 5
    assert await kept.keeper.take(newer, source="test")
    kept.keeper.trust.current = verify(older, START, 1)
    await kept.keeper.start()
    assert kept.version == 6


async def test_a_restart_with_another_file_of_the_same_version_goes_on_with_the_one_used_before(
    kept: Kept, list_node: Any
) -> None:
    used = kept.keeper.trust.current.document
    other = document(list_node, 5, expires=milliseconds(START + timedelta(days=31)))
    kept.keeper.trust.current = verify(trust.sign(other, ROOTS), START, 1)
    with capture_logs() as logs:
        await kept.keeper.start()
    assert kept.keeper.trust.current.document == used
    assert ("trust_list_differs", "critical") in [(log["event"], log["log_level"]) for log in logs]


async def test_a_restart_with_one_more_signature_on_the_same_list_is_no_alarm(kept: Kept, list_node: Any) -> None:
    kept.keeper.trust.current = verify(trust.sign(document(list_node, 5), ROOTS), START, 1)
    with capture_logs() as logs:
        await kept.keeper.start()
    assert logs == []


async def test_lists_are_verified_beside_the_work_of_the_node(kept: Kept, list_node: Any) -> None:
    threads = list[threading.Thread]()

    def noting(signed: bytes, now: datetime, minimum_version: int) -> TrustList:
        threads.append(threading.current_thread())
        return verify(signed, now, minimum_version)

    kept.mirrors.lists[PEER_URL] = trust.sign(document(list_node, 7), ROOTS[:2])
    await replace(kept.keeper, verify=noting).refresh()
    assert kept.version == 7
    assert threads
    assert threading.main_thread() not in threads


async def test_an_expired_list_serves_three_days_under_a_loud_alarm_and_then_not_at_all(kept: Kept) -> None:
    kept.clock.advance(timedelta(days=31))
    with capture_logs() as logs:
        await kept.keeper.refresh()
    assert ("trust_list_expired", "critical") in [(log["event"], log["log_level"]) for log in logs]
    current, kid = kept.keeper.trust.current, PEER.signing[0].kid
    assert current.key("500000", kid, at=milliseconds(kept.clock.now())).kid == kid
    kept.clock.advance(timedelta(days=2))
    for ask in (lambda at: current.key("500000", kid, at=at), lambda at: current.sealing_key("500000", at=at)):
        with pytest.raises(Refused, match="trust_expired"):
            ask(milliseconds(kept.clock.now()))
    with capture_logs() as logs:
        await kept.keeper.refresh()
    assert "trust_list_past_grace" in [log["event"] for log in logs]


async def test_nothing_that_fails_ends_the_looking(kept: Kept, list_node: Any) -> None:
    kept.keeper.file.unlink()
    kept.mirrors.lists[PEER_URL] = trust.sign(document(list_node, 6), ROOTS)
    with capture_logs() as logs:
        await kept.keeper.refresh()
    assert "trust_refresh_failed" in [log["event"] for log in logs]
    assert kept.version == 6


async def test_a_look_that_never_ends_keeps_no_other_from_being_taken(
    kept: Kept, list_node: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: Any, **__: Any) -> bytes | None:
        return await asyncio.Future()

    monkeypatch.setattr("tongban.exchange.trust_keeping.LOOK_SECONDS", 0.05)
    monkeypatch.setattr(FakeTrustMirrors, "newer", never)
    kept.clock.advance(timedelta(days=31))
    with capture_logs() as logs:
        await kept.keeper.refresh()
    assert "trust_list_expired" in [log["event"] for log in logs]
    kept.keeper.file.write_bytes(trust.sign(document(list_node, 6, expires=milliseconds(START) * 2), ROOTS[1:]))
    await kept.keeper.refresh()
    assert kept.version == 6


async def test_another_process_of_the_node_learns_of_the_list_from_the_database(kept: Kept, list_node: Any) -> None:
    newer = trust.sign(document(list_node, 9), ROOTS)
    sql = "INSERT INTO tongban_trust_list (version, signed, taken_at) VALUES ($1, $2, $3)"
    await kept.keeper.database.execute(sql, 9, newer, 0)
    await kept.keeper.refresh()
    assert kept.version == 9


async def test_a_key_changes_by_itself_when_its_successor_counts(kept: Kept, list_node: Any) -> None:
    following = keys.generate_pair("510000")
    together = OwnKeys((*OWN.signing, *following.signing), (*OWN.opening, *following.opening))
    kept.keeper.keyring.replace(together)
    now = milliseconds(START)
    assert kept.keeper.keyring.signing(at=now).kid == OWN.signing[0].kid, "not listed yet"
    before = document(list_node, 6)
    public = [keys.public(key) for key in following.all]
    later = now + 86_400_000
    added = tuple(TrustKey(kid=key.kid, jwk=key.jwk, use=key.use, nbf=later) for key in public)
    mine = msgspec.structs.replace(before.nodes[0], keys=(*before.nodes[0].keys, *added))
    newer = msgspec.structs.replace(before, nodes=(mine, before.nodes[1]))
    assert await kept.keeper.take(trust.sign(newer, ROOTS), source="test")
    current, keyring = kept.keeper.trust.current, kept.keeper.keyring
    assert keyring.signing(at=later - 1).kid == OWN.signing[0].kid
    assert keyring.signing(at=later).kid == following.signing[0].kid
    assert current.sealing_key("510000", at=later - 1).kid == OWN.opening[0].kid
    assert current.sealing_key("510000", at=later).kid == following.opening[0].kid
    assert current.key("510000", OWN.signing[0].kid, at=later), "letters under the old key are on the way"


async def test_a_revoked_key_is_not_believed_from_the_list_on_and_its_letters_are_counted(
    kept: Kept, list_node: Any
) -> None:
    before = document(list_node, 6)
    theirs = before.nodes[1]
    now = milliseconds(START)
    gone = msgspec.structs.replace(theirs.keys[0], status="revoked", compromised_at=now - 1000)
    revoked = msgspec.structs.replace(theirs, keys=(gone, *theirs.keys[1:]))
    kept.keeper.trust.current.key("500000", gone.kid, at=now)
    newer = msgspec.structs.replace(before, nodes=(before.nodes[0], revoked))
    await kept.keeper.take(trust.sign(newer, ROOTS), source="test")
    with pytest.raises(Refused, match="unknown_sender"):
        kept.keeper.trust.current.key("500000", gone.kid, at=now)
    assert kept.compromised == [("500000", gone.kid, 0)]
    again = msgspec.structs.replace(newer, version=7)
    await kept.keeper.take(trust.sign(again, ROOTS), source="test")
    assert len(kept.compromised) == 1, "told once"


def with_lost_key(list_node: Any, version: int, *, at: int) -> TrustDocument:
    before = document(list_node, version)
    theirs = before.nodes[1]
    gone = msgspec.structs.replace(theirs.keys[0], status="revoked", compromised_at=at)
    revoked = msgspec.structs.replace(theirs, keys=(gone, *theirs.keys[1:]))
    return msgspec.structs.replace(before, nodes=(before.nodes[0], revoked))


async def received(kept: Kept, count: int) -> None:
    """Letters that came under the peer's key, one before it was lost."""
    for number in range(count + 1):
        token = signatures.sign(b"%d" % number, key=PEER.signing[0], typ="tongban+jws")
        digest, at = signatures.digest(token), milliseconds(START) - (0 if number else 2_000)
        await kept.keeper.database.execute(_RECEIVED, digest, f"letter {number}", number, token, at)


_RECEIVED = """INSERT INTO tongban_inbox (digest, origin, letter_id, sender, case_id, seq, kind, envelope, state,
sent_at, arrived_at, attempts, held_until)
VALUES ($1, $1, $2, '500000', 'c', $3, 'case.facts', $4, 'applied', $5, $5, 1, 0)"""


async def test_a_node_that_is_started_with_a_list_that_revokes_a_key_tells_of_it_too(
    kept: Kept, list_node: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await received(kept, 5)
    monkeypatch.setattr(trust_keeping, "_SINCE", trust_keeping._SINCE.replace("LIMIT 1000", "LIMIT 2"))
    signed = trust.sign(with_lost_key(list_node, 6, at=milliseconds(START) - 1000), ROOTS)
    kept.keeper.trust.current = verify(signed, START, 1)
    await kept.keeper.start()
    assert kept.compromised == [("500000", PEER.signing[0].kid, 5)]
    await kept.keeper.start()
    await kept.keeper.refresh()
    assert len(kept.compromised) == 1


async def test_of_several_processes_of_a_node_one_tells_of_a_lost_key(kept: Kept, list_node: Any) -> None:
    signed = trust.sign(with_lost_key(list_node, 6, at=milliseconds(START) - 1000), ROOTS)
    own = kept.keeper.trust.current
    others = [replace(kept.keeper, trust=Trust(own)) for _ in range(3)]
    await asyncio.gather(*(each.take(signed, source="test") for each in (kept.keeper, *others)))
    assert len(kept.compromised) == 1


async def test_a_key_found_to_have_been_lost_earlier_is_told_of_once_more(kept: Kept, list_node: Any) -> None:
    for version, before in ((6, 1000), (7, 1000), (8, 3000), (9, 2000)):
        signed = trust.sign(with_lost_key(list_node, version, at=milliseconds(START) - before), ROOTS)
        await kept.keeper.take(signed, source="test")
    assert len(kept.compromised) == 2


async def test_an_audit_log_that_fails_is_told_at_the_next_look(kept: Kept, list_node: Any) -> None:
    async def fails(*_: Any) -> None:
        raise ZeroDivisionError

    broken = replace(kept.keeper, compromised=fails)
    signed = trust.sign(with_lost_key(list_node, 6, at=milliseconds(START) - 1000), ROOTS)
    with pytest.raises(ZeroDivisionError):
        await broken.take(signed, source="test")
    await kept.keeper.refresh()
    assert len(kept.compromised) == 1
