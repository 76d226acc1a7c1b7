"""A trust list counts only if enough roots signed it, it is not old, and it is not a step back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tongban.clock import milliseconds
from tongban.exchange import keys, trust, trust_successions
from tongban.exchange.keys import KeyFileError
from tongban.exchange.refusals import Refused
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_documents import TrustDocument
from tongban.exchange.trust_signing import TrustError
from tongban.exchange.trust_successions import RootSet

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ROOTS = [keys.generate(f"root-{n}") for n in range(3)]
TRUSTED = {root.kid: keys.verifying(root) for root in ROOTS}


@pytest.fixture
def document(list_node: Any):
    sichuan = list_node("510000", keys.generate("510000"), divisions=("51",), matters={"hf.transfer": ("2026-01",)})
    chengdu = list_node("510100", keys.generate("510100"), divisions=("5101",))
    offices = (msgspec.Raw(b'{"code":"510104-1","name":"window"}'),)
    return TrustDocument(
        version=7,
        issued=milliseconds(NOW),
        expires=milliseconds(NOW + timedelta(days=30)),
        nodes=(sichuan, chengdu),
        offices=offices,
    )


def load(signed: Any, *, threshold: Any = 2, now: int = NOW, minimum_version: Any = 1) -> TrustList:
    return TrustList.load(signed, roots=TRUSTED, threshold=threshold, now=now, minimum_version=minimum_version)


def test_two_of_three_roots_are_enough(document: TrustDocument) -> None:
    loaded = load(trust.sign(document, ROOTS[:2]))
    assert loaded.document == document
    assert not loaded.in_grace(NOW)


def test_one_root_twice_is_one_signature(document: TrustDocument) -> None:
    with pytest.raises(TrustError, match="bears 1 valid root signatures of the 2"):
        load(trust.sign(document, [ROOTS[0], ROOTS[0]]))


def test_a_strangers_signature_does_not_count(document: TrustDocument) -> None:
    with pytest.raises(TrustError, match="bears 1"):
        load(trust.sign(document, [ROOTS[0], keys.generate("root-1")]))


def test_signatures_of_two_documents_do_not_mix(document: TrustDocument) -> None:
    other = msgspec.structs.replace(document, version=8)
    one, two = (
        msgspec.json.decode(trust.sign(entry, [root])) for entry, root in zip((document, other), ROOTS, strict=False)
    )
    one["signatures"] += two["signatures"]
    with pytest.raises(TrustError, match="bears 1"):
        load(msgspec.json.encode(one))


def test_an_older_version_is_a_rollback(document: TrustDocument) -> None:
    with pytest.raises(TrustError, match="older than 8"):
        load(trust.sign(document, ROOTS), minimum_version=8)
    current = Trust(load(trust.sign(document, ROOTS)))
    with pytest.raises(TrustError, match="older"):
        current.replace(load(trust.sign(msgspec.structs.replace(document, version=6), ROOTS)))


def test_an_expired_list_serves_72_hours_under_alarm_and_no_longer(document: TrustDocument) -> None:
    signed = trust.sign(document, ROOTS)
    late = NOW + timedelta(days=32)
    assert load(signed, now=late).in_grace(late)
    with pytest.raises(TrustError, match="expired"):
        load(signed, now=NOW + timedelta(days=33))


NEW = keys.generate("root-3")


def stepped(newer: list[Any], signers: list[Any], threshold: int = 2) -> bytes:
    """The change to some roots, signed by some."""
    roots = tuple(keys.public(root) for root in newer)
    step = trust_successions.draft(RootSet(roots=roots, threshold=threshold, issued=milliseconds(NOW)))
    for root in signers:
        step = trust_successions.endorse(step, root)
    return step


def carrying(document: TrustDocument, *steps: bytes, version: int = 8) -> TrustDocument:
    return msgspec.structs.replace(document, version=version, successions=tuple(map(msgspec.Raw, steps)))


def test_new_roots_that_the_old_ones_named_sign_the_list(document: TrustDocument) -> None:
    newer = carrying(document, stepped([*ROOTS[:2], NEW], ROOTS[:2]))
    assert load(trust.sign(newer, [ROOTS[0], NEW])).document.version == 8
    with pytest.raises(TrustError, match="bears 1"):
        load(trust.sign(newer, ROOTS[1:]))


def test_roots_follow_one_another_more_than_once_and_newer_settings_bear_older_steps(document: TrustDocument) -> None:
    last = [keys.generate(f"root-{number}") for number in (4, 5)]
    first, second = stepped([*ROOTS[:2], NEW], ROOTS[:2]), stepped([NEW, *last], [ROOTS[0], NEW, last[0]])
    signed = trust.sign(carrying(document, first, second), last)
    assert load(signed).document.version == 8
    newest = {root.kid: keys.verifying(root) for root in (NEW, *last)}
    assert TrustList.load(signed, roots=newest, threshold=2, now=NOW).document.version == 8


@pytest.mark.parametrize("signers", [[], [0], [0, 1], [1, 2]])
def test_a_change_of_roots_needs_enough_of_both_sides(document: TrustDocument, signers: list[int]) -> None:
    strangers = [keys.generate(f"root-{number}") for number in (6, 7)]
    step = stepped([ROOTS[0], *strangers], [ROOTS[number] for number in signers])
    with pytest.raises(TrustError, match=r"bears [01]"):
        load(trust.sign(carrying(document, step), strangers))


def test_a_change_of_roots_never_lowers_what_the_settings_ask_for(document: TrustDocument) -> None:
    newer = carrying(document, stepped([*ROOTS[:2], NEW], ROOTS[:2], threshold=1))
    with pytest.raises(TrustError, match="bears 1"):
        load(trust.sign(newer, [NEW]))


def test_a_list_that_forgot_a_change_of_roots_is_refused_however_new(document: TrustDocument) -> None:
    in_use = Trust(load(trust.sign(carrying(document, stepped([*ROOTS[:2], NEW], ROOTS[:2])), [ROOTS[0], NEW])))
    stolen = msgspec.structs.replace(document, version=99)
    with pytest.raises(TrustError, match="knows nothing of a change of roots"):
        in_use.replace(load(trust.sign(stolen, ROOTS[1:])))


@pytest.mark.parametrize("damaged", [b"", b"{}", b"null", b"\xff", b'{"payload":"a","signatures":[]}'])
def test_what_is_no_list_is_refused_in_words(damaged: Any) -> None:
    with pytest.raises(TrustError):
        load(damaged)


def test_a_list_larger_than_a_letter_is_read(document: TrustDocument) -> None:
    offices = tuple(msgspec.Raw(b'{"code":"%d"}' % n) for n in range(40_000))
    loaded = load(trust.sign(msgspec.structs.replace(document, offices=offices), ROOTS))
    assert len(loaded.document.offices) == 40_000


@pytest.mark.parametrize(
    ("division", "node"),
    [("510000", "510000"), ("510104", "510100"), ("510104001", "510100"), ("513401000000", "510000"), ("440300", None)],
)
def test_the_nearest_node_serves_a_division(division: Any, node: Any, document: TrustDocument) -> None:
    found = load(trust.sign(document, ROOTS)).node_serving(division)
    assert (found.id if found else None) == node


@pytest.mark.parametrize(
    ("node", "division", "is_served"),
    [
        ("510000", "510000", True),
        ("510000", "513401", True),
        ("510000", "510104", False),
        ("510100", "510104", True),
        ("510100", "510000", False),
        ("510104", "510104", True),
        ("510104", "510105", False),
        ("500000", "500103", True),
        ("440000", "440106", False),
    ],
)
def test_a_node_has_places_where_it_serves_a_part_or_is_suspended(
    node: str, division: str, is_served: Any, document: TrustDocument, list_node: Any
) -> None:
    township = list_node("510104", keys.generate("510104"), divisions=("510104001",))
    suspended = list_node("500000", keys.generate("500000"), divisions=("50",), status="suspended")
    listed = msgspec.structs.replace(document, nodes=(*document.nodes, township, suspended))
    assert load(trust.sign(listed, ROOTS)).is_served_by(node, division) is is_served


def test_the_editions_of_a_matter_are_those_listed(document: TrustDocument) -> None:
    loaded = load(trust.sign(document, ROOTS))
    assert loaded.editions("510000", "hf.transfer") == ("2026-01",)
    assert loaded.editions("510000", "mr.marry") == loaded.editions("440000", "hf.transfer") == ()


@pytest.mark.parametrize(
    ("changes", "trusted"),
    [
        ({"status": "active"}, True),
        ({"status": "retired"}, True),
        ({"status": "revoked"}, False),
        ({"nbf": milliseconds(NOW) + 1}, False),
        ({"exp": milliseconds(NOW)}, False),
        ({"exp": milliseconds(NOW) + 1}, True),
        ({"use": "enc"}, False),
        ({"suite": "GM-1"}, False),
    ],
)
def test_a_key_counts_while_it_is_valid(changes: Any, trusted: Any, document: TrustDocument) -> None:
    sichuan = document.nodes[0]
    listed = msgspec.structs.replace(sichuan.keys[0], **changes)
    nodes = (msgspec.structs.replace(sichuan, keys=(listed,)),)
    loaded = load(trust.sign(msgspec.structs.replace(document, nodes=nodes), ROOTS))
    if trusted:
        assert loaded.key("510000", listed.kid, at=milliseconds(NOW)).kid == listed.kid
        return
    with pytest.raises(Refused, match="unknown_sender"):
        loaded.key("510000", listed.kid, at=milliseconds(NOW))


def test_a_key_file_is_private_and_never_overwritten(tmp_path: Path) -> None:
    own, path = keys.generate_pair("510000"), tmp_path / "keys" / "node.json"
    keys.save(own, path)
    assert path.stat().st_mode & 0o777 == 0o600
    loaded = keys.load(path)
    assert loaded == own
    with pytest.raises(FileExistsError):
        keys.save(own, path)


def test_a_key_file_that_cannot_serve_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "node.json"
    with pytest.raises(KeyFileError, match="does not exist"):
        keys.load(path)
    path.write_text("{}")
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        keys.load(path)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="damaged"):
        keys.load(path)
