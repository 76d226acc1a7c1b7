"""Nothing forged, altered or oversized is taken; each refusal has a code and no attempt raises."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from tongban.audit.alarms import AuditAlarms
from tongban.audit.record import Audit
from tongban.clock import milliseconds
from tongban.exchange import arrivals, encryption, envelope, keys, limits, payloads, receipts, signatures, suites
from tongban.exchange.arrivals import ArrivedLetter, ArrivedReceipt, TurnedAway
from tongban.exchange.encryption import SealingKey
from tongban.exchange.envelope import Envelope, Heading, SealedEnvelope
from tongban.exchange.fakes import flipped
from tongban.exchange.ids import mint_id
from tongban.exchange.incidents import Incidents
from tongban.exchange.keys import OwnKeys
from tongban.exchange.letters import Letter
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.refusals import REFUSALS, Refused
from tongban.exchange.signatures import SigningKey
from tongban.exchange.trust import TrustList

SICHUAN, CHONGQING = "510000", "500000"
NESTED = msgspec.Raw(b"[" * 60 + b"]" * 60)


@pytest.fixture
def key():
    return keys.generate(SICHUAN)


@pytest.fixture
def trusted(key: SigningKey, list_node: Any, make_trust_list: Any):
    return make_trust_list(list_node(SICHUAN, key), list_node(CHONGQING, keys.generate(CHONGQING)))


@pytest.fixture
def now(trusted: TrustList):
    return trusted.document.issued


@pytest.fixture
def letter(now: int):
    from datetime import UTC, datetime

    return Envelope(
        v=1,
        id=mint_id(datetime.fromtimestamp(now / 1000, UTC)),
        kind="case.offer",
        sender=SICHUAN,
        receiver=CHONGQING,
        case="c1",
        seq=1,
        epoch=0,
        iat=now,
        body=msgspec.Raw(b'{"amount":1}'),
    )


def code(token: bytes, trusted: TrustList, now: int):
    arrival = arrivals.inspect(token, trust=trusted, node=CHONGQING, now=now)
    assert isinstance(arrival, TurnedAway), "it was taken"
    assert arrival.problem.refusal.code in REFUSALS
    return arrival.problem.refusal.code


OPENING = keys.generate_opening(CHONGQING)


def sealed(letter: Envelope, key: SigningKey, world: Any = None) -> bytes:
    to = world.chongqing.own.opening[0] if world else OPENING
    return envelope.seal(letter, key=key, to=SealingKey(to.kid, to.suite, keys.public(to).jwk))


def on_the_way(letter: Envelope, **changes: Any) -> SealedEnvelope:
    body = encryption.seal(
        bytes(letter.body),
        key=SealingKey(OPENING.kid, OPENING.suite, keys.public(OPENING).jwk),
        sender=SICHUAN,
        receiver=CHONGQING,
    )
    heading = {name: getattr(letter, name) for name in Heading.__struct_fields__}
    return SealedEnvelope(**{**heading, "body": body, **changes})


def opened(token: bytes, world: Any) -> Envelope:
    keyring = world.chongqing.exchange.inbox.issuer.keyring
    return envelope.opened(envelope.read(signatures.payload_of(token)), keyring)


def encoded(value: Any):
    data = value if isinstance(value, bytes) else msgspec.json.encode(value)
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def forged(header: Any, payload: Any, sign: Any):
    signing_input = encoded(header) + b"." + encoded(payload)
    return signing_input + b"." + encoded(sign(signing_input))


def test_a_genuine_letter_is_taken(letter: Envelope, key: SigningKey, trusted: TrustList, now: int) -> None:
    arrival = arrivals.inspect(sealed(letter, key), trust=trusted, node=CHONGQING, now=now)
    assert isinstance(arrival, ArrivedLetter)
    assert arrival.envelope.id == letter.id
    assert b"amount" not in signatures.payload_of(arrival.token)


def test_any_single_flipped_bit_is_refused(letter: Envelope, key: SigningKey, trusted: TrustList, now: int) -> None:
    token = sealed(letter, key)
    for offset in range(len(token)):
        for bit in range(8):
            altered = bytearray(token)
            altered[offset] ^= 1 << bit
            assert code(bytes(altered), trusted, now)


def test_a_token_that_is_cut_or_padded_is_refused(
    letter: Envelope, key: SigningKey, trusted: TrustList, now: int
) -> None:
    token = sealed(letter, key)
    for length in range(len(token)):
        assert code(token[:length], trusted, now)
    assert code(token + b"=", trusted, now) == "malformed"
    assert code(token + b"\n", trusted, now) == "malformed"
    assert code(b"", trusted, now) == "malformed"


def test_a_letter_without_signature_is_refused(letter: Envelope, key: SigningKey, trusted: TrustList, now: int) -> None:
    header = {"alg": "none", "kid": key.kid, "typ": envelope.TYP}
    assert code(forged(header, msgspec.json.encode(letter), lambda _: b""), trusted, now) == "bad_signature"


@pytest.mark.parametrize("alg", ["HS256", "EdDSA", "ES256", "Ed448"])
def test_the_algorithm_is_the_keys_and_not_the_headers(
    alg: str, letter: Envelope, key: SigningKey, trusted: TrustList, now: int
) -> None:
    secret = suites.member(key.private, "x")
    header = {"alg": alg, "kid": key.kid, "typ": envelope.TYP}
    token = forged(header, msgspec.json.encode(letter), lambda data: hmac.digest(secret, data, "sha256"))
    assert code(token, trusted, now) == "bad_signature"


@pytest.mark.parametrize(
    "extra",
    [
        {"jwk": {"kty": "OKP"}},
        {"jku": "http://evil.test"},
        {"x5u": "http://evil.test"},
        {"x5c": ["MII"]},
        {"crit": ["exp"]},
        {"b64": False},
        {"zip": "DEF"},
        {"cty": "json"},
    ],
)
def test_a_header_with_anything_more_is_refused_even_if_signed(
    extra: Any, letter: Envelope, key: SigningKey, trusted: TrustList, now: int
) -> None:
    header = {"alg": "Ed25519", "kid": key.kid, "typ": envelope.TYP, **extra}
    assert code(forged(header, msgspec.json.encode(letter), key.sign), trusted, now) == "malformed"


def test_a_key_of_ones_own_under_anothers_name_is_refused(
    letter: Envelope, key: SigningKey, trusted: TrustList, now: int
) -> None:
    stranger = keys.generate(SICHUAN)
    assert code(sealed(letter, stranger), trusted, now) == "unknown_sender"
    disguised = SigningKey(key.kid, stranger.suite, stranger.private)
    assert code(sealed(letter, disguised), trusted, now) == "bad_signature"


def test_a_listed_node_cannot_sign_for_another(
    letter: Envelope, list_node: Any, make_trust_list: Any, now: int
) -> None:
    guangdong = keys.generate("440000")
    trusted = make_trust_list(list_node("440000", guangdong), list_node(CHONGQING))
    assert code(sealed(letter, guangdong), trusted, now) == "sender_mismatch"


def test_a_receipt_is_no_letter_and_a_letter_no_receipt(
    letter: Envelope, key: SigningKey, trusted: TrustList, now: int
) -> None:
    payload = msgspec.json.encode(on_the_way(letter))
    assert code(signatures.sign(payload, key=key, typ=receipts.TYP), trusted, now) == "schema"
    assert code(signatures.sign(payload, key=key, typ="tongban-answer+jws"), trusted, now) == "bad_signature"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"receiver": "440000"}, "wrong_receiver"),
        ({"v": 2}, "version"),
        ({"seq": 2}, "schema"),
        ({"seq": 0}, "schema"),
        ({"case": "../etc"}, "schema"),
        ({"id": "1"}, "schema"),
        ({"kind": ""}, "schema"),
        ({"epoch": -1}, "schema"),
        ({"iat": 2**60}, "schema"),
    ],
)
def test_wrong_fields_are_refused_by_name(
    changes: Any, expected: Any, letter: Envelope, key: SigningKey, trusted: TrustList, now: int
) -> None:
    payload = msgspec.json.encode(on_the_way(letter, **changes))
    assert code(signatures.sign(payload, key=key, typ=envelope.TYP), trusted, now) == expected


def test_only_a_letter_from_the_future_has_a_wrong_clock(
    letter: Envelope, key: SigningKey, trusted: TrustList, now: int
) -> None:
    ahead = msgspec.structs.replace(letter, iat=now + limits.SKEW_MILLISECONDS + 1)
    assert code(sealed(ahead, key), trusted, now) == "clock_skew"
    old = msgspec.structs.replace(letter, iat=now - 30 * 24 * 3600 * 1000)
    assert isinstance(arrivals.inspect(sealed(old, key), trust=trusted, node=CHONGQING, now=now), ArrivedLetter)


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_deep_nesting_is_refused_before_it_is_parsed(
    opening: Any, closing: Any, letter: Envelope, key: SigningKey, trusted: TrustList, now: int
) -> None:
    for depth in (limits.MAX_JSON_DEPTH, 20_000):
        body = opening * depth + b"1" + closing * depth
        payload = msgspec.json.encode(msgspec.structs.replace(letter, body=msgspec.Raw(body)))
        assert code(signatures.sign(payload, key=key, typ=envelope.TYP), trusted, now) == "too_large"


def test_brackets_in_text_are_no_nesting(letter: Envelope, key: SigningKey, trusted: TrustList, now: int) -> None:
    body = msgspec.json.encode({"text": '[{"\\"' * 100})
    token = sealed(msgspec.structs.replace(letter, body=msgspec.Raw(body)), key)
    assert isinstance(arrivals.inspect(token, trust=trusted, node=CHONGQING, now=now), ArrivedLetter)


def test_a_letter_too_large_is_neither_sealed_nor_taken(
    letter: Envelope, key: SigningKey, trusted: TrustList, now: int
) -> None:
    large = msgspec.Raw(b'"' + b"x" * limits.MAX_PAYLOAD_BYTES + b'"')
    with pytest.raises(ValueError, match="cannot be sent"):
        sealed(msgspec.structs.replace(letter, body=large), key)
    assert code(b"e" * 10_000_000, trusted, now) == "too_large"
    fitting = msgspec.Raw(b'"' + b"x" * (limits.MAX_BODY_BYTES - 2) + b'"')
    token = sealed(msgspec.structs.replace(letter, body=fitting), key)
    assert isinstance(arrivals.inspect(token, trust=trusted, node=CHONGQING, now=now), ArrivedLetter)


def test_random_bytes_never_raise(trusted: TrustList, now: int) -> None:
    chance = random.Random(7)
    for _ in range(2000):
        assert code(chance.randbytes(chance.randrange(300)), trusted, now)
        parts = [encoded(chance.randbytes(chance.randrange(80))) for _ in range(3)]
        assert code(b".".join(parts), trusted, now)


def test_a_receipt_for_somebody_else_is_not_ours(key: SigningKey, trusted: TrustList, now: int) -> None:
    receipt = msgspec.structs.replace(made_up(now), issuer=SICHUAN, addressee="440000")
    assert code(receipts.seal(receipt, key), trusted, now) == "wrong_receiver"
    genuine = msgspec.structs.replace(receipt, addressee=CHONGQING)
    arrival = arrivals.inspect(receipts.seal(genuine, key), trust=trusted, node=CHONGQING, now=now)
    assert isinstance(arrival, ArrivedReceipt)


def made_up(at: int, **said: Any) -> Receipt:
    about = {"letter": "01a20901-7577-7ecf-9b5f-458c1a1fe194", "digest": "0" * 64, "at": at}
    return Receipt(**{"kind": ReceiptKind.APPLIED, "issuer": CHONGQING, "addressee": SICHUAN, **about, **said})


@pytest.mark.parametrize("ahead", [limits.SKEW_MILLISECONDS + 1, 2**51])
@pytest.mark.parametrize(
    ("kind", "code"), [("custody", "ok"), ("applied", "ok"), ("rejected", "business_rule"), ("deferred", "unavailable")]
)
async def test_nothing_is_settled_later_than_now_whatever_a_receipt_says(
    world: Any, kind: str, code: str, ahead: int
) -> None:
    token, now = await sent_token(world), milliseconds(world.clock.now())
    about = {"letter": opened(token, world).id, "digest": signatures.digest(token)}
    receipt = made_up(now + ahead, kind=ReceiptKind(kind), code=code, **about)
    await world.sichuan.take([receipts.seal(receipt, world.chongqing.key)])
    (row,) = await world.sichuan.outbox.progress("c1")
    assert (row.custody_at, row.settled_at) == {
        "custody": (now, None),
        "applied": (now, now),
        "rejected": (now, now),
        "deferred": (None, None),
    }[kind]


@pytest.mark.parametrize("text", ["letter", "code", "message"])
async def test_a_text_that_no_database_can_hold_is_turned_away_and_holds_up_no_letter_beside_it(
    world: Any, text: str
) -> None:
    now = milliseconds(world.clock.now())
    bad = made_up(now, issuer=SICHUAN, addressee=CHONGQING, **{text: "\0"})
    await world.chongqing.take([receipts.seal(bad, world.sichuan.key), await sent_token(world)])
    assert len(await world.chongqing.registrar.effects()) == 1
    assert world.chongqing.exchange.inbox.turned_away[SICHUAN, "schema"] == 1


async def test_words_that_no_database_can_hold_settle_the_letter_all_the_same(world: Any) -> None:
    token = await sent_token(world)
    to = world.trust.current.sealing_key(SICHUAN, at=milliseconds(world.clock.now()))
    said = encryption.seal(b"no\0" * 2000, key=to, sender=CHONGQING, receiver=SICHUAN)
    about = {"letter": opened(token, world).id, "digest": signatures.digest(token), "said": said}
    refusal = made_up(milliseconds(world.clock.now()), kind=ReceiptKind.REJECTED, code="business_rule", **about)
    await world.sichuan.take([receipts.seal(refusal, world.chongqing.key)])
    assert await world.sichuan.states("c1") == ["rejected"]
    assert world.sichuan.registrar.words == [("no" * 2000)[: payloads.MOST_WORDS]]


async def test_a_receipt_for_another_letter_is_no_answer(world: Any) -> None:
    token = await sent_token(world)

    async def hostile(_: object) -> list[bytes]:
        other = made_up(milliseconds(world.clock.now()), digest=signatures.digest(token))
        return [receipts.seal(other, world.chongqing.key)]

    genuine, world.loopback.takes[CHONGQING] = world.loopback.takes[CHONGQING], hostile
    assert await world.sichuan.exchange.courier.deliver(CHONGQING) == 0
    assert world.sichuan.exchange.peers.state(CHONGQING).problem == "no_verified_answer"
    (row,) = await world.sichuan.outbox.progress("c1")
    assert (row.state, row.problem) == ("queued", "no_answer")
    assert await world.sichuan.exchange.courier.peers_due() == []
    world.loopback.takes[CHONGQING] = genuine
    world.pass_time(400)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]


def send(case: Any = "c1"):
    return Letter(receiver=CHONGQING, case=case, kind="case.offer", body=b'{"amount":1}', epoch=0)


async def sent_token(world: Any):
    await world.sichuan.send(send())
    await world.sichuan.seal()
    row = await world.sichuan.database.fetch_one("SELECT envelope FROM tongban_outbox")
    return bytes(row["envelope"])


async def test_damaged_copies_are_answered_by_unsigned_advice_and_end_nothing(world: Any) -> None:
    token = await sent_token(world)
    chance = random.Random(1)
    damaged = [flipped(token, chance) for _ in range(100)]
    answers = await world.chongqing.exchange.inbox.take(damaged)
    notices = [receipts.read_notice(answer) for answer in answers]
    assert {notice.digest for notice in notices} == {hashlib.sha256(copy).hexdigest() for copy in damaged}
    world.loopback.takes[CHONGQING] = lambda _: world.chongqing.exchange.inbox.take(damaged)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["queued"]
    world.loopback.takes[CHONGQING] = world.chongqing.take
    world.pass_time(400)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]


NESTED_AS_A_NOTICE = b'{"x":' + b"[" * 8_000
"""Nested deeper than anything that reads it can follow, and short enough to be a notice."""


async def test_what_is_nested_without_end_is_turned_away_and_holds_up_no_letter_beside_it(world: Any) -> None:
    token = await sent_token(world)
    answers = await world.chongqing.take([NESTED_AS_A_NOTICE, token])
    (told,) = [notice for notice in map(receipts.read_notice, answers) if notice]
    assert (told.refused, told.digest) == ("malformed", signatures.digest(NESTED_AS_A_NOTICE))
    assert len(await world.chongqing.registrar.effects()) == 1


async def test_a_node_that_answers_with_what_is_nested_without_end_is_left_alone_for_a_while(world: Any) -> None:
    async def hostile(_: object) -> list[bytes]:
        return [NESTED_AS_A_NOTICE]

    await world.sichuan.send(send())
    genuine, world.loopback.takes[CHONGQING] = world.loopback.takes[CHONGQING], hostile
    await world.sichuan.exchange.courier.deliver_due()
    assert world.sichuan.exchange.peers.state(CHONGQING).problem == "no_verified_answer"
    world.loopback.takes[CHONGQING] = genuine
    world.pass_time(400)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]


async def test_a_delivery_of_rubbish_is_one_line_of_the_log_and_each_item_is_answered(world: Any) -> None:
    rubbish = [b"rubbish %d" % number for number in range(limits.MAX_FRAME_ITEMS)]
    with capture_logs() as lines:
        answers = await world.chongqing.exchange.inbox.take(rubbish)
    assert len(answers) == len(rubbish)
    assert [(line["event"], line["items"]) for line in lines] == [("items_turned_away", len(rubbish))]
    assert world.chongqing.exchange.inbox.turned_away["", "malformed"] == len(rubbish)


async def test_a_delivery_of_made_up_receipts_is_one_line_of_the_log_for_each_kind(world: Any) -> None:
    now = milliseconds(world.clock.now())
    told = [
        made_up(now, kind=list(ReceiptKind)[number % 2], digest=f"{number:064x}")
        for number in range(limits.MAX_FRAME_ITEMS)
    ]
    with capture_logs() as lines:
        await world.sichuan.exchange.inbox.take([receipts.seal(each, world.chongqing.key) for each in told])
    lines_told = [(line["event"], line["peer"], line["kind"], line["receipts"]) for line in lines]
    half = limits.MAX_FRAME_ITEMS // 2
    assert lines_told == [("receipt_for_nothing_sent", CHONGQING, kind, half) for kind in ("custody", "applied")]


async def test_a_delivery_of_refusals_taken_back_is_one_line_of_the_log(world: Any) -> None:
    world.chongqing.registrar.rejects = {"case.offer"}
    ids = await world.sichuan.send(
        *(Letter(receiver=CHONGQING, case=f"c{n}", kind="case.offer", body=b"1", epoch=0) for n in range(20))
    )
    await world.sichuan.exchange.courier.deliver_due()
    rows = await world.sichuan.database.fetch("SELECT id, digest FROM tongban_outbox")
    about = {"issuer": CHONGQING, "addressee": SICHUAN, "at": milliseconds(world.clock.now())}
    applied = [Receipt(kind=ReceiptKind.APPLIED, letter=row["id"], digest=row["digest"], **about) for row in rows]
    with capture_logs() as lines:
        await world.sichuan.exchange.inbox.take([receipts.seal(each, world.chongqing.key) for each in applied])
    assert [(line["event"], line["receipts"]) for line in lines] == [("refusal_taken_back", len(ids))]


async def test_one_id_with_two_contents_is_refused_for_the_second_and_the_first_stands(world: Any) -> None:
    token = await sent_token(world)
    await world.sichuan.exchange.courier.deliver_due()
    genuine = opened(token, world)
    other = sealed(
        msgspec.structs.replace(genuine, body=msgspec.Raw(b'{"amount":9}')),
        world.sichuan.key,
        world,
    )
    answers = await world.chongqing.exchange.inbox.take([other])
    refusal = receipts.read(signatures.payload_of(answers[0]))
    assert (refusal.kind, refusal.code, refusal.digest) == ("rejected", "id_conflict", signatures.digest(other))
    assert await world.chongqing.exchange.inbox.take([other]) == answers
    assert world.chongqing.registrar.alarms == [(SICHUAN, "id_conflict")]
    await world.sichuan.exchange.inbox.take(answers)
    assert await world.sichuan.states("c1") == ["applied"]
    assert len(await world.chongqing.registrar.effects()) == 1


async def test_a_refusal_of_a_forged_copy_does_not_end_the_genuine_letter(world: Any) -> None:
    token = await sent_token(world)
    genuine = opened(token, world)
    refusal = Receipt(
        kind=ReceiptKind.REJECTED,
        issuer=CHONGQING,
        addressee=SICHUAN,
        letter=genuine.id,
        digest="0" * 64,
        at=genuine.iat,
        code="id_conflict",
    )
    await world.sichuan.exchange.inbox.take([receipts.seal(refusal, world.chongqing.key)])
    assert await world.sichuan.states("c1") == ["queued"]
    assert await world.sichuan.registrar.rejections() == []
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]


async def test_only_the_receiver_can_acknowledge_a_letter(world: Any) -> None:
    token = await sent_token(world)
    genuine = opened(token, world)
    own = Receipt(
        kind=ReceiptKind.APPLIED,
        issuer=SICHUAN,
        addressee=SICHUAN,
        letter=genuine.id,
        digest=signatures.digest(token),
        at=genuine.iat,
    )
    await world.sichuan.exchange.inbox.take([receipts.seal(own, world.sichuan.key)])
    assert await world.sichuan.states("c1") == ["queued"]


async def test_two_letters_in_one_place_of_a_stream_are_refused_for_the_second(world: Any) -> None:
    token = await sent_token(world)
    await world.sichuan.exchange.courier.deliver_due()
    genuine = opened(token, world)
    rival = sealed(
        msgspec.structs.replace(genuine, id=mint_id(world.clock.now())),
        world.sichuan.key,
        world,
    )
    answers = await world.chongqing.exchange.inbox.take([rival])
    assert receipts.read(signatures.payload_of(answers[0])).code == "seq_conflict"


async def test_a_letter_that_does_not_follow_from_the_one_before_is_refused(world: Any) -> None:
    token = await sent_token(world)
    await world.sichuan.exchange.courier.deliver_due()
    genuine = opened(token, world)
    changes = {"id": mint_id(world.clock.now()), "seq": 2, "prev": "0" * 64}
    fork = sealed(msgspec.structs.replace(genuine, **changes), world.sichuan.key, world)
    answers = await world.chongqing.exchange.inbox.take([fork])
    found = [receipts.read(signatures.payload_of(answer)) for answer in answers]
    assert [(receipt.kind.value, receipt.code) for receipt in found] == [
        ("custody", "ok"),
        ("rejected", "broken_chain"),
    ]
    assert len(await world.chongqing.registrar.effects()) == 1


async def test_another_nodes_letter_id_cannot_be_taken_in_advance(
    world: Any, list_node: Any, make_trust_list: Any
) -> None:
    guangdong = keys.generate("440000")
    nodes = [list_node(node.id, *node.own.all) for node in world.nodes.values()]
    world.trust.replace(make_trust_list(*nodes, list_node("440000", guangdong), version=2))
    token = await sent_token(world)
    squatter = msgspec.structs.replace(opened(token, world), sender="440000")
    await world.chongqing.exchange.inbox.take([sealed(squatter, guangdong, world)])
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]
    assert len(await world.chongqing.registrar.effects()) == 2


async def test_a_node_no_longer_listed_is_not_heard_until_it_is_again(
    world: Any, list_node: Any, make_trust_list: Any
) -> None:
    await sent_token(world)
    sichuan, chongqing = (list_node(node.id, *node.own.all) for node in world.nodes.values())
    suspended = msgspec.structs.replace(sichuan, status="suspended")
    world.trust.replace(make_trust_list(suspended, chongqing, version=2))
    await world.sichuan.exchange.courier.deliver_due()
    progress = await world.sichuan.outbox.progress("c1")
    assert (progress[0].state, progress[0].problem) == ("queued", "suspended")
    world.trust.replace(make_trust_list(sichuan, chongqing, version=3))
    world.pass_time(400)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]


async def test_a_sender_with_a_fast_clock_is_told_so_and_tried_again(world: Any) -> None:
    await world.sichuan.send(send())
    await world.sichuan.seal()
    ahead = milliseconds(world.clock.now()) + 3_600_000
    token = bytes((await world.sichuan.database.fetch_one("SELECT envelope FROM tongban_outbox"))["envelope"])
    fast = msgspec.structs.replace(opened(token, world), iat=ahead)
    resealed = sealed(fast, world.sichuan.key, world)
    sql = "UPDATE tongban_outbox SET envelope = $1, digest = $2"
    await world.sichuan.database.execute(sql, resealed, signatures.digest(resealed))
    await world.sichuan.exchange.courier.deliver_due()
    progress = await world.sichuan.outbox.progress("c1")
    assert (progress[0].state, progress[0].problem) == ("queued", "clock_skew")
    world.pass_time(3600)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]


async def test_a_contradiction_is_written_into_the_audit_log(world: Any) -> None:
    audit = Audit(world.chongqing.database, secret=b"s" * 32, node=CHONGQING, clock=world.clock)
    refusal = Receipt(
        kind=ReceiptKind.REJECTED,
        issuer=CHONGQING,
        addressee=SICHUAN,
        letter=mint_id(world.clock.now()),
        digest="0" * 64,
        at=milliseconds(world.clock.now()),
        code="id_conflict",
    )
    incidents = Incidents(world.chongqing.database, world.clock)
    await AuditAlarms(audit, incidents).on_contradiction(refusal)
    row = await world.chongqing.database.fetch_one("SELECT role, act, purpose FROM tongban_audit")
    assert (row["role"], row["act"], row["purpose"]) == ("node", "contradict", "id_conflict")


@pytest.mark.parametrize("body", [b"[" * 40 + b"]" * 40, b"{", b"\xff", b""])
async def test_what_is_hostile_inside_an_encrypted_body_is_refused_for_good(world: Any, body: bytes) -> None:
    token = await sent_token(world)
    hostile = sealed(msgspec.structs.replace(opened(token, world), body=msgspec.Raw(body)), world.sichuan.key, world)
    answers = [receipts.read(signatures.payload_of(answer)) for answer in await world.chongqing.take([hostile])]
    assert [(answer.kind.value, answer.code) for answer in answers] == [("custody", "ok"), ("rejected", "bad_body")]
    assert await world.chongqing.registrar.effects() == []


async def test_a_body_that_another_node_encrypted_cannot_be_passed_off_as_ones_own(
    world: Any, list_node: Any, make_trust_list: Any
) -> None:
    guangdong = keys.generate("440000")
    nodes = [list_node(node.id, *node.own.all) for node in world.nodes.values()]
    world.trust.replace(make_trust_list(*nodes, list_node("440000", guangdong), version=2))
    stolen = envelope.read(signatures.payload_of(await sent_token(world)))
    payload = msgspec.json.encode(msgspec.structs.replace(stolen, sender="440000"))
    answers = await world.chongqing.take([signatures.sign(payload, key=guangdong, typ=envelope.TYP)])
    assert [receipts.read(signatures.payload_of(answer)).code for answer in answers] == ["ok", "bad_body"]
    assert await world.chongqing.registrar.effects() == []


async def test_a_letter_waits_while_the_key_it_was_encrypted_to_is_missing(world: Any) -> None:
    token = await sent_token(world)
    keyring = world.chongqing.exchange.inbox.issuer.keyring
    before = keyring.own
    keyring._own = OwnKeys(before.signing, (OPENING,))
    (answer,) = await world.chongqing.take([token])
    assert receipts.read(signatures.payload_of(answer)).code == "unknown_key"
    assert await world.chongqing.registrar.effects() == []
    keyring.replace(before)
    world.pass_time(400)
    await world.sichuan.exchange.courier.deliver_due()
    assert len(await world.chongqing.registrar.effects()) == 1


async def test_without_a_key_to_encrypt_to_a_letter_waits_in_the_outbox(
    world: Any, list_node: Any, make_trust_list: Any
) -> None:
    before = [list_node(node.id, *node.own.all) for node in world.nodes.values()]
    world.trust.replace(make_trust_list(*(list_node(node.id, node.key) for node in world.nodes.values()), version=2))
    await world.sichuan.send(send())
    await world.sichuan.exchange.courier.deliver_due()
    progress = await world.sichuan.outbox.progress("c1")
    assert (progress[0].state, progress[0].problem) == ("queued", "no_encryption_key")
    world.trust.replace(make_trust_list(*before, version=3))
    world.pass_time(61)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]


def oversized(world: Any, *, seq: int, **members: object) -> tuple[str, bytes]:
    """A letter that no honest node of this version would send, signed by one that takes part."""
    identity = mint_id(world.clock.now())
    heading = {"v": 1, "id": identity, "kind": "case.offer", "sender": SICHUAN, "receiver": CHONGQING}
    place = {"case": "large", "seq": seq, "epoch": 0, "iat": milliseconds(world.clock.now())}
    body = encryption.seal(b"{}", key=sealing_key(world), sender=SICHUAN, receiver=CHONGQING)
    payload = msgspec.json.encode({**heading, **place, "body": body, **members})
    key = world.sichuan.key
    return identity, signatures.sign(payload, key=key, typ=envelope.TYP, limit=limits.MAX_FRAME_BYTES)


def sealing_key(world: Any) -> SealingKey:
    opening = world.chongqing.own.opening[0]
    return SealingKey(opening.kid, opening.suite, keys.public(opening).jwk)


@pytest.mark.parametrize("added", ["x" * 2 * limits.MAX_PAYLOAD_BYTES, NESTED])
async def test_a_letter_that_is_too_large_ends_in_its_place_and_those_behind_it_go_on(
    world: Any, added: object
) -> None:
    first, token = oversized(world, seq=1, added=added)
    answers = [receipts.read(signatures.payload_of(each)) for each in await world.chongqing.take([token])]
    assert [(each.kind, each.letter, each.code) for each in answers] == [
        (ReceiptKind.CUSTODY, first, "ok"),
        (ReceiptKind.REJECTED, first, "too_large"),
    ]
    behind, following = oversized(world, seq=2, prev=signatures.digest(token))
    answers = [receipts.read(signatures.payload_of(each)) for each in await world.chongqing.take([following])]
    assert answers[-1].kind is ReceiptKind.APPLIED
    assert await world.chongqing.registrar.effects() == [(SICHUAN, "large", 2, behind)]
    again = await world.chongqing.take([token])
    assert [receipts.read(signatures.payload_of(each)).code for each in again] == ["ok", "too_large"]


async def test_a_letter_whose_body_is_too_large_ends_in_its_place_too(world: Any) -> None:
    body = msgspec.json.encode("x" * 2 * limits.MAX_PAYLOAD_BYTES)
    large = encryption.seal(body, key=sealing_key(world), sender=SICHUAN, receiver=CHONGQING)
    first, token = oversized(world, seq=1, body=large)
    answers = [receipts.read(signatures.payload_of(each)) for each in await world.chongqing.take([token])]
    assert [(each.kind, each.letter, each.code) for each in answers] == [
        (ReceiptKind.CUSTODY, first, "ok"),
        (ReceiptKind.REJECTED, first, "too_large"),
    ]
    behind, following = oversized(world, seq=2, prev=signatures.digest(token))
    await world.chongqing.take([following])
    assert await world.chongqing.registrar.effects() == [(SICHUAN, "large", 2, behind)]


async def test_a_letter_that_is_too_large_is_not_kept_before_its_place_has_come(world: Any) -> None:
    _, first = oversized(world, seq=1)
    _, large = oversized(world, seq=2, prev=signatures.digest(first), added="x" * 2 * limits.MAX_PAYLOAD_BYTES)
    said = []
    for token in (large, first, large):
        said.append(receipts.read(signatures.payload_of((await world.chongqing.take([token]))[-1])).code)
        kept = await world.chongqing.database.fetch("SELECT seq FROM tongban_inbox ORDER BY seq")
        said.append([row["seq"] for row in kept])
    assert said == ["unavailable", [], "ok", [1], "too_large", [1, 2]]


@pytest.mark.parametrize(
    "payload", [b"x" * 2 * limits.MAX_PAYLOAD_BYTES, b"[" * 2 * limits.MAX_JSON_DEPTH], ids=["long", "deep"]
)
def test_what_no_node_may_open_is_refused_unread(payload: bytes) -> None:
    with pytest.raises(Refused, match="too_large"):
        envelope.read_moderate(b".".join((b"", suites.encode(payload), b"")))


async def test_who_sent_a_letter_that_is_too_large_is_told_so_and_sends_it_no_more(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = msgspec.json.encode({"said": "x" * 8000})
    (identity,) = await world.sichuan.send(msgspec.structs.replace(send(), body=large))
    await world.sichuan.seal()
    # The receiver holds to less than the sender: as where one of the two is older.
    monkeypatch.setattr(limits, "MAX_PAYLOAD_BYTES", 4000)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["rejected"]
    assert await world.sichuan.registrar.rejections() == [(identity, "too_large")]
    (words,) = world.sichuan.registrar.words
    assert words.startswith(REFUSALS["too_large"].sentence)
    assert "字节" in words
    assert await world.sichuan.exchange.courier.peers_due() == []


async def test_an_item_that_is_too_large_and_no_letter_is_turned_away(world: Any) -> None:
    payload = b'{"v":1,"large":"' + b"x" * 2 * limits.MAX_PAYLOAD_BYTES + b'"}'
    token = signatures.sign(payload, key=world.sichuan.key, typ=receipts.TYP, limit=limits.MAX_FRAME_BYTES)
    (answer,) = await world.chongqing.take([token])
    assert receipts.read(signatures.payload_of(answer)).code == "too_large"
