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
from tongban.routing.offices import Office
from tongban.trust_differences import differences
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
    with pytest.raises(Misconfigured, match=r"no --compared is its fingerprint.*list nothing"):
        trust_drafts.admit(trust_drafts.first(NOW), request(own), now=NOW, compared=["what was misheard"])
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
    heard, other = (suites.thumbprint(keys.public(key).jwk) for key in own.all)
    assert run("trust", "new-root", "root-a", "root-a.key")[0] == 0
    assert run("trust", "draft", "--add", "request", "--to", "draft.json")[0] == 1
    assert run("trust", "draft", "--add", "request", "--compared", heard, "--to", "draft.json")[0] == 0
    code, told = run("trust", "sign", "draft.json", "--root", "root-a.key")
    assert (code, own.signing[0].kid in told, "--compared" in told) == (1, True, True)
    code, told = run("trust", "sign", "draft.json", "--root", "root-a.key", "--compared", heard)
    assert (code, f"enc {own.opening[0].kid}" in told) == (1, True), "a key to encrypt to could be another's too"
    assert run("trust", "sign", "draft.json", "--root", "root-a.key", "--compared", heard, "--compared", other)[0] == 0
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


def test_a_node_whose_key_file_was_read_loses_all_its_keys_at_once(run: Any):
    own, other = keys.generate_pair(SICHUAN), keys.generate_pair(CHONGQING)
    earlier = trust_drafts.revoke(
        admitted(other, CHONGQING, admitted(own)), own.signing[0].kid, compromised_at=NOW - timedelta(days=9)
    )
    Path("trust.json").write_bytes(draft(trust_drafts.following(earlier, NOW)))
    assert run("trust", "revoke-key", "trust.json", SICHUAN, "--compromised-at", "2026-11-20T08:00")[0] == 0
    changed = read_unverified(Path("trust.json").read_bytes())
    said = {key.kid: (key.status, key.compromised_at) for node in changed.nodes for key in node.keys}
    assert said == {
        own.signing[0].kid: ("revoked", milliseconds(NOW - timedelta(days=9))),
        own.opening[0].kid: ("revoked", milliseconds(datetime(2026, 11, 20, 8, tzinfo=UTC))),
        **{key.kid: ("active", None) for key in other.all},
    }


OFFICE = Office(code="510100-hall", name="成都市政务服务中心", division="510100", authorities=("hall",))


def with_offices(own: OwnKeys, *offices: Office) -> trust_requests.CheckedRequest:
    listed = msgspec.structs.replace(member(own), offices=offices)
    return trust_requests.read(trust_requests.make(listed, own=own, signer=own.signing[-1], now=NOW), keys.BUILT_IN)


@pytest.mark.parametrize(
    "strange",
    [
        {"divisions": ("51", "50")},
        {"divisions": ("5",)},
        {"offices": (msgspec.structs.replace(OFFICE, division="500101"),)},
    ],
)
def test_a_node_is_given_no_division_and_no_office_of_another(strange: dict[str, Any]):
    own = keys.generate_pair(SICHUAN)
    asked = msgspec.structs.replace(member(own), **strange)
    token = trust_requests.make(asked, own=own, signer=own.signing[-1], now=NOW)
    with pytest.raises(Misconfigured, match="not its own"):
        trust_drafts.admit(admitted(own), trust_requests.read(token, keys.BUILT_IN), now=NOW)


def test_offices_come_and_go_with_their_node_and_a_city_keeps_its_own():
    own, city = keys.generate_pair(SICHUAN), keys.generate_pair("510300")
    hall = msgspec.structs.replace(OFFICE, code="510300-hall", division="510300")
    heard = [keys.fingerprint(city.signing[0])]
    asked = msgspec.structs.replace(member(city, "510300"), divisions=("5103",), offices=(hall,))
    token = trust_requests.make(asked, own=city, signer=city.signing[0], now=NOW)
    both = trust_drafts.admit(admitted(own), trust_requests.read(token, keys.BUILT_IN), now=NOW, compared=heard)
    document = trust_drafts.admit(both, with_offices(own, OFFICE), now=NOW)
    assert codes(document) == {"510300-hall", "510100-hall"}
    assert codes(trust_drafts.admit(document, with_offices(own), now=NOW)) == {"510300-hall"}
    assert codes(trust_drafts.remove(document, SICHUAN)) == {"510300-hall"}
    assert codes(trust_drafts.remove(document, "510300")) == {"510100-hall"}


def codes(document: TrustDocument) -> set[str]:
    return {msgspec.json.decode(office)["code"] for office in document.offices}


NODE_CHANGES: dict[str, Any] = {
    "name": "另一个名字",
    "url": "https://elsewhere.example",
    "divisions": ("51", "5101"),
    "matters": {"hf.transfer": ("2027",)},
    "versions": (1, 2),
    "transports": ("files",),
    "status": "suspended",
}
KEY_CHANGES: dict[str, Any] = {
    "jwk": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43},
    "nbf": 1,
    "exp": 2,
    "status": "retired",
    "use": "enc",
    "suite": "GM-1",
    "compromised_at": 3,
}


OFFICE_CHANGES: dict[str, tuple[Any, str]] = {
    "name": ("成都市政务中心", "名称由 成都市政务服务中心 改为 成都市政务中心"),
    "division": ("510104", "区划由 510100 改为 510104"),
    "authorities": (("hall", "bureau"), "职能由 hall 改为 hall、bureau"),
    "address": ("示例路1号", "地址由 无 改为 示例路1号"),
    "phone": ("028-1", "电话由 无 改为 028-1"),
    "windows": (True, "代收窗口由 否 改为 是"),
}


def changed_in(before: TrustDocument, after: TrustDocument) -> list[str]:
    return list(differences(before, after))[1:]


def test_whoever_signs_is_told_of_a_change_to_any_field_of_a_node_or_key():
    document = admitted(keys.generate_pair(SICHUAN))
    (node,) = document.nodes
    assert NODE_CHANGES.keys() == set(node.__struct_fields__) - {"id", "keys"}, "a new field is told of too"
    assert KEY_CHANGES.keys() == set(node.keys[0].__struct_fields__) - {"kid"}
    assert changed_in(document, document) == ["除版本和有效期外，没有改动"]
    for name, value in NODE_CHANGES.items():
        after = msgspec.structs.replace(document, nodes=(msgspec.structs.replace(node, **{name: value}),))
        (line,) = changed_in(document, after)
        assert line.startswith(f"节点 {SICHUAN}："), name
    for name, value in KEY_CHANGES.items():
        key = msgspec.structs.replace(node.keys[0], **{name: value})
        changed = msgspec.structs.replace(node, keys=(key, *node.keys[1:]))
        (line,) = changed_in(document, msgspec.structs.replace(document, nodes=(changed,)))
        assert line.startswith(f"节点{SICHUAN}的密钥 {key.kid}："), name


def listing(document: TrustDocument, *offices: dict[str, Any]) -> TrustDocument:
    raw = (msgspec.Raw(msgspec.json.encode(office)) for office in offices)
    return msgspec.structs.replace(document, offices=tuple(raw))


def test_whoever_signs_is_told_of_a_change_to_any_field_of_an_office():
    office = msgspec.structs.asdict(OFFICE)
    assert OFFICE_CHANGES.keys() == office.keys() - {"code"}, "a new field is told of too"
    document = listing(admitted(keys.generate_pair(SICHUAN)), office)
    for name, (value, told) in OFFICE_CHANGES.items():
        changed = listing(document, {**office, name: value})
        assert changed_in(document, changed) == [f"机关 510100-hall：{told}"]
    (gone,) = changed_in(document, listing(document, {name: office[name] for name in office if name != "name"}))
    assert gone == "机关 510100-hall：名称由 成都市政务服务中心 改为 无"


def test_nothing_hides_behind_an_entry_of_the_same_name():
    document = listing(admitted(keys.generate_pair(SICHUAN)), msgspec.structs.asdict(OFFICE))
    (node,) = document.nodes
    first, *others = node.keys
    revoked = msgspec.structs.replace(first, status="revoked")
    given = Grant(sender=SICHUAN, receiver=SICHUAN, matters=("hf.transfer",), kinds=("letters",), until=1)
    longer = msgspec.structs.replace(given, until=milliseconds(NOW))
    before = msgspec.structs.replace(
        document, nodes=(msgspec.structs.replace(node, keys=(revoked, *others)),), grants=(given,)
    )
    for after in (
        msgspec.structs.replace(before, nodes=(msgspec.structs.replace(node, keys=(first, revoked, *others)),)),
        msgspec.structs.replace(before, nodes=(node, *before.nodes)),
        msgspec.structs.replace(before, grants=(longer, given)),
        listing(before, msgspec.structs.asdict(OFFICE) | {"phone": "028-1"}, msgspec.structs.asdict(OFFICE)),
    ):
        assert any("（同名第2项）" in line for line in changed_in(before, after))
        assert any("由 " in line for line in changed_in(before, after)), "and of what the first says otherwise"


def test_whoever_signs_is_told_what_comes_and_what_goes():
    own = keys.generate_pair(SICHUAN)
    document = trust_drafts.admit(admitted(own), with_offices(own, OFFICE), now=NOW)
    until = milliseconds(NOW + timedelta(days=9))
    given = Grant(sender=SICHUAN, receiver=SICHUAN, matters=("hf.transfer",), kinds=("letters",), until=until)
    granted = trust_drafts.grant(document, given)
    assert changed_in(document, granted) == [
        f"新增授权 {SICHUAN} → {SICHUAN}（hf.transfer）：内容办件；截止时间2026-12-02 01:00"
    ]
    assert [line[:6] for line in changed_in(granted, trust_drafts.remove(granted, SICHUAN))] == [
        "删除节点 5",
        "删除授权 5",
        "删除机关 5",
    ]
    moved = msgspec.structs.replace(OFFICE, phone="028-1")
    assert changed_in(document, trust_drafts.admit(document, with_offices(own, moved), now=NOW)) == [
        "机关 510100-hall：电话由 无 改为 028-1"
    ]


def test_no_name_can_pass_for_a_line_of_its_own():
    document = admitted(keys.generate_pair(SICHUAN))
    feigned = msgspec.structs.replace(document.nodes[0], name="四川\n删除节点 500000")
    told = changed_in(document, msgspec.structs.replace(document, nodes=(feigned,)))
    assert [line.count("\n") for line in told] == [0]


def test_a_list_is_shown_with_its_offices_and_with_what_it_changes(run: Any):
    own = keys.generate_pair(SICHUAN)
    before = admitted(own)
    Path("trust.json").write_bytes(draft(before))
    Path("draft.json").write_bytes(draft(trust_drafts.admit(before, with_offices(own, OFFICE), now=NOW)))
    assert "510100 510100-hall 成都市政务服务中心: hall" in run("trust", "show", "draft.json")[1]
    assert "新增机关 510100-hall" in run("trust", "show", "draft.json", "--since", "trust.json")[1]
