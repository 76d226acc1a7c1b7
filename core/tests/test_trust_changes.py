"""How a trust list changes: who may be let in, how keys follow one another, what keepers must have compared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from tongban import trust_drafts, trust_requests
from tongban.cli import main
from tongban.clock import milliseconds
from tongban.errors import Misconfigured
from tongban.exchange import keys, suites
from tongban.exchange.keys import OwnKeys
from tongban.exchange.trust_documents import Grant, TrustDocument
from tongban.exchange.trust_signing import draft, endorse, endorsers, read_unverified
from tongban.trust_files import Member, public_halves

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SICHUAN, CHONGQING = "510000", "500000"


def member(own: OwnKeys, node: str = SICHUAN) -> Member:
    return Member(
        node=node,
        name=node,
        url=f"https://{node}.example",
        keys=public_halves(own),
        divisions=(node[:2],),
        matters={"hf.transfer": ("2026",)},
    )


def request(own: OwnKeys, signer: Any = None, node: str = SICHUAN) -> trust_requests.CheckedRequest:
    token = trust_requests.make(member(own, node), own=own, signer=signer or own.signing[-1], now=NOW)
    return trust_requests.read(token, keys.BUILT_IN)


def admitted(own: OwnKeys, node: str = SICHUAN, document: TrustDocument | None = None) -> TrustDocument:
    heard = [keys.fingerprint(own.signing[-1])]
    return trust_drafts.admit(document or trust_drafts.first(NOW), request(own, node=node), now=NOW, compared=heard)


def test_a_new_node_is_listed_once_its_fingerprint_was_compared():
    own = keys.generate_pair(SICHUAN)
    with pytest.raises(Misconfigured, match=r"by telephone.*--compared"):
        trust_drafts.admit(trust_drafts.first(NOW), request(own), now=NOW)
    (node,) = admitted(own).nodes
    assert {(key.kid, key.nbf, key.status) for key in node.keys} == {
        (key.kid, milliseconds(NOW), "active") for key in own.all
    }


def test_a_request_proves_that_the_node_holds_each_key():
    own, other = keys.generate_pair(SICHUAN), keys.generate(SICHUAN)
    both = OwnKeys((*own.signing, other), own.opening)
    token = trust_requests.make(member(both), own=own, signer=own.signing[0], now=NOW)
    with pytest.raises(Misconfigured, match="no proof that the node holds"):
        trust_requests.read(token, keys.BUILT_IN)


@pytest.mark.parametrize("offset", [10, -10])
def test_an_altered_request_is_refused(offset: int):
    own = keys.generate_pair(SICHUAN)
    token = bytearray(trust_requests.make(member(own), own=own, signer=own.signing[0], now=NOW))
    token[offset] ^= 1
    with pytest.raises(Misconfigured, match="have the node make it again"):
        trust_requests.read(bytes(token), keys.BUILT_IN)


def test_a_node_cannot_ask_in_the_name_of_another():
    own = keys.generate_pair(SICHUAN)
    stolen = msgspec.structs.replace(member(own), node=CHONGQING)
    token = trust_requests.make(stolen, own=own, signer=own.signing[0], now=NOW)
    with pytest.raises(Misconfigured, match="sender_mismatch"):
        trust_requests.read(token, keys.BUILT_IN)


def test_a_listed_key_vouches_for_its_successor_which_counts_a_day_later():
    own, newer = keys.generate_pair(SICHUAN), keys.generate_pair(SICHUAN)
    both = OwnKeys((*own.signing, *newer.signing), (*own.opening, *newer.opening))
    document = trust_drafts.admit(admitted(own), request(both, own.signing[0]), now=NOW)
    listed = {key.kid: key for key in document.nodes[0].keys}
    later = milliseconds(NOW + timedelta(hours=24))
    assert [listed[key.kid].nbf for key in newer.all] == [later, later]
    assert [listed[key.kid].exp for key in own.all] == [milliseconds(NOW + timedelta(days=91))] * 2


def test_nobody_can_slip_a_key_of_their_own_under_a_listed_node():
    own, rival = keys.generate_pair(SICHUAN), keys.generate_pair(SICHUAN)
    with pytest.raises(Misconfigured, match="nobody vouches"):
        trust_drafts.admit(admitted(own), request(rival), now=NOW)
    revoked = trust_drafts.revoke(admitted(own), own.signing[0].kid, compromised_at=NOW)
    both = OwnKeys((*own.signing, *rival.signing), own.opening)
    with pytest.raises(Misconfigured, match="nobody vouches"):
        trust_drafts.admit(revoked, request(both, own.signing[0]), now=NOW)


def test_grants_are_given_replaced_and_taken_back():
    document = admitted(keys.generate_pair(CHONGQING), CHONGQING, admitted(keys.generate_pair(SICHUAN)))
    until = milliseconds(NOW + timedelta(days=9))
    given = Grant(sender=SICHUAN, receiver=CHONGQING, matters=("hf.transfer",), kinds=("letters",), until=until)
    longer = msgspec.structs.replace(given, until=until + 1)
    assert trust_drafts.grant(trust_drafts.grant(document, given), longer).grants == (longer,)
    granted = trust_drafts.grant(document, given)
    assert trust_drafts.withdraw_grants(granted, sender=SICHUAN, receiver=CHONGQING).grants == ()
    assert trust_drafts.remove(granted, SICHUAN).grants == ()
    with pytest.raises(Misconfigured, match="440000 is not listed"):
        trust_drafts.grant(document, msgspec.structs.replace(given, sender="440000"))


def test_a_second_signature_of_a_root_replaces_its_first():
    roots = [keys.generate(f"root-{name}") for name in "ab"]
    known = {root.kid: keys.verifying(root) for root in roots}
    signed = draft(trust_drafts.first(NOW))
    for root in (roots[0], roots[0], roots[1]):
        signed = endorse(signed, root)
    assert sorted(endorsers(signed, known)) == sorted(known)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)

    def running(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, arguments)
        return result.exit_code, result.output

    return running


def test_a_keeper_signs_only_what_was_compared_and_nothing_changes_afterwards(run: Any):
    own = keys.generate_pair(SICHUAN)
    token = trust_requests.make(member(own), own=own, signer=own.signing[0], now=NOW)
    Path("request").write_bytes(token)
    heard = suites.thumbprint(keys.public(own.signing[0]).jwk)
    assert run("trust", "new-root", "root-a", "root-a.key")[0] == 0
    assert run("trust", "draft", "--add", "request", "--to", "draft.json")[0] == 1
    assert run("trust", "draft", "--add", "request", "--compared", heard, "--to", "draft.json")[0] == 0
    code, told = run("trust", "sign", "draft.json", "--root", "root-a.key")
    assert (code, own.signing[0].kid in told, "--compared" in told) == (1, True, True)
    assert run("trust", "sign", "draft.json", "--root", "root-a.key", "--compared", heard)[0] == 0
    code, told = run("trust", "revoke-key", "draft.json", own.signing[0].kid, "--compromised-at", "2026-11-01")
    assert (code, "is signed already" in told) == (1, True)
    assert heard in run("trust", "show", "draft.json")[1]


def test_an_emergency_is_one_draft(run: Any):
    own = keys.generate_pair(SICHUAN)
    Path("trust.json").write_bytes(draft(admitted(own)))
    kid = own.signing[0].kid
    assert run("trust", "draft", "--after", "trust.json", "--suspend", SICHUAN, "--to", "draft.json")[0] == 0
    assert run("trust", "revoke-key", "draft.json", kid, "--compromised-at", "2026-11-20T08:00")[0] == 0
    changed = read_unverified(Path("draft.json").read_bytes())
    (key,) = (key for key in changed.nodes[0].keys if key.kid == kid)
    assert (changed.version, changed.nodes[0].status, key.status) == (2, "suspended", "revoked")
    assert key.compromised_at == milliseconds(datetime(2026, 11, 20, 8, tzinfo=UTC))
    assert run("trust", "revoke-key", "draft.json", "510000.none", "--compromised-at", "2026-11-20")[0] == 1
