"""Attacks on signatures, headings and streams."""

from __future__ import annotations

import hmac
from typing import Any, Final

import msgspec

from tongban.conformance.checks import Check, attack
from tongban.conformance.ordinary import DAY, MINUTE
from tongban.conformance.probe import BODY, Probe, delivered_twice
from tongban.exchange import encryption, envelope, keys, receipts, suites
from tongban.exchange.encryption import Sealed, SealingKey
from tongban.exchange.ids import mint_id
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.signatures import SigningKey

KEPT: Final = "custody ok"
BAD_BODY: Final = f"{KEPT}, rejected bad_body"


async def _stranger(probe: Probe) -> str:
    return await probe.outcome(probe.signed(probe.heading("x"), key=keys.generate(probe.node, probe.key.suite)))


async def _disguised(probe: Probe) -> str:
    other = keys.generate(probe.node, probe.key.suite)
    disguised = SigningKey(probe.key.kid, other.suite, other.private)
    return await probe.outcome(probe.signed(probe.heading("x"), key=disguised))


async def _nobody(probe: Probe) -> str:
    return await probe.outcome(probe.signed(probe.heading("x"), key=keys.generate("999999", probe.key.suite)))


def _header(probe: Probe, **changes: Any) -> dict[str, Any]:
    return {"alg": probe.key.suite.signature, "kid": probe.key.kid, "typ": envelope.TYP, **changes}


def _with_header(**changes: Any) -> Any:
    async def act(probe: Probe) -> str:
        payload = msgspec.json.encode(probe.heading("x"))
        return await probe.outcome(probe.forged(_header(probe, **changes), payload, probe.key.sign))

    return act


async def _unsigned(probe: Probe) -> str:
    payload = msgspec.json.encode(probe.heading("x"))
    return await probe.outcome(probe.forged(_header(probe, alg="none"), payload, lambda _: b""))


async def _keyed_with_the_public_half(probe: Probe) -> str:
    secret = suites.member(probe.key.private, "x")
    payload = msgspec.json.encode(probe.heading("x"))
    sign = lambda signed: hmac.digest(secret, signed, "sha256")  # noqa: E731
    return await probe.outcome(probe.forged(_header(probe, alg="HS256"), payload, sign))


def _altered(change: Any) -> Any:
    async def act(probe: Probe) -> str:
        return await probe.outcome(change(probe.letter("x")))

    return act


async def _every_offset(probe: Probe) -> str:
    token = probe.letter("x")
    seen = set()
    for start in range(0, len(token), 100):
        items = [_flip(token, offset) for offset in range(start, min(start + 100, len(token)))]
        seen |= {probe.word(answer, items).split(" ")[0] for answer in await probe.deliver(*items)}
    return ", ".join(sorted(seen))


def _flip(token: bytes, offset: int) -> bytes:
    return token[:offset] + bytes([token[offset] ^ 1]) + token[offset + 1 :]


def _respelt(token: bytes) -> bytes:
    """The same signature in another spelling of base64url, where its last character has bits to spare."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + bytes([alphabet[alphabet.index(token[-1]) ^ 1]])


async def _id_reused(probe: Probe) -> str:
    first = probe.heading("id")
    await probe.deliver(probe.signed(first))
    return await probe.outcome(probe.signed({**first, "body": probe.sealed()}))


async def _place_reused(probe: Probe) -> str:
    await probe.deliver(probe.letter("place"))
    return await probe.outcome(probe.letter("place"))


async def _broken_chain(probe: Probe) -> str:
    await probe.deliver(probe.letter("chain"))
    return await probe.settled(probe.letter("chain", seq=2, prev="0" * 64))


async def _replayed(probe: Probe) -> str:
    question = probe.question()
    await probe.asked(question)
    return await probe.asked(question)


async def _replayed_letters(probe: Probe) -> str:
    return await delivered_twice(probe, *(probe.letter(f"replay-{number}") for number in range(20)))


async def _letter_as_receipt(probe: Probe) -> str:
    return await probe.outcome(probe.signed(probe.heading("x"), typ=receipts.TYP))


async def _receipt_of_another(probe: Probe) -> str:
    return await probe.outcome(receipts.seal(_receipt(probe, issuer="999999"), probe.key))


async def _receipt_for_another(probe: Probe) -> str:
    return await probe.outcome(receipts.seal(_receipt(probe, addressee="999999"), probe.key))


def _receipt(probe: Probe, *, issuer: str = "", addressee: str = "") -> Receipt:
    return Receipt(
        kind=ReceiptKind.APPLIED,
        issuer=issuer or probe.node,
        addressee=addressee or probe.peer,
        letter=mint_id(probe.clock.now()),
        digest="0" * 64,
        at=probe.now,
    )


def _body(make: Any) -> Any:
    async def act(probe: Probe) -> str:
        letter = probe.letter(f"body-{mint_id(probe.clock.now())[-12:]}", body=make(probe))
        return await probe.settled(letter)

    return act


def _wrong_digest(probe: Probe) -> Sealed:
    return Sealed("0" * 64, probe.sealed().jwe)


def _spoilt(probe: Probe) -> Sealed:
    sealed = probe.sealed()
    return Sealed(sealed.digest, sealed.jwe[:-2] + ("AA" if sealed.jwe[-2:] != "AA" else "BA"))


def _stolen(probe: Probe) -> Sealed:
    return encryption.seal(b"1", key=probe.to, sender="999999", receiver=probe.peer)


def _to_no_key(probe: Probe) -> Sealed:
    made = keys.generate_opening(probe.peer, probe.to.suite)
    key = SealingKey(made.kid, made.suite, suites.public_half(made.private))
    return encryption.seal(BODY, key=key, sender=probe.node, receiver=probe.peer)


def _jwe_header(**changes: Any) -> Any:
    def make(probe: Probe) -> Sealed:
        sealed = probe.sealed()
        first, *rest = sealed.jwe.encode("ascii").split(b".")
        header = {**msgspec.json.decode(suites.decode(first)), **changes}
        token = b".".join((suites.encode(msgspec.json.encode(header)), *rest))
        return Sealed(sealed.digest, token.decode("ascii"))

    return make


SIGNATURES: Final[tuple[Check, ...]] = (
    attack("sign with a key that is not listed", _stranger, "notice unknown_sender"),
    attack("sign with another key under our key's name", _disguised, "notice bad_signature"),
    attack("sign as a node that is not listed", _nobody, "notice unknown_sender"),
    attack("leave the signature out (alg none)", _unsigned, "notice bad_signature"),
    attack("use our public key as the secret of HS256", _keyed_with_the_public_half, "notice bad_signature"),
    *(
        attack(f"name the algorithm {alg}", _with_header(alg=alg), "notice bad_signature")
        for alg in ("EdDSA", "ES256", "RS256")
    ),
    *(
        attack(f"put {name} into the header", _with_header(**{name: value}), "notice malformed")
        for name, value in (
            ("jwk", {"kty": "OKP"}),
            ("jku", "http://evil.example"),
            ("x5u", "http://evil.example"),
            ("x5c", ["MII"]),
            ("crit", ["exp"]),
            ("b64", False),
            ("zip", "DEF"),
        )
    ),
    attack("name another type in the header", _with_header(typ="JWT"), "notice bad_signature"),
    attack("flip a bit at every offset of a letter", _every_offset, "notice"),
    attack("cut a letter short", _altered(lambda token: token[:-10]), "notice bad_signature", "notice malformed"),
    attack("spell a signature in another base64url", _altered(_respelt), "notice malformed", "notice bad_signature"),
    attack("add padding to a letter", _altered(lambda token: token + b"="), "notice malformed"),
    attack("send a receipt in the name of another node", _receipt_of_another, "deferred sender_mismatch"),
    attack("send a receipt for another node", _receipt_for_another, "rejected wrong_receiver"),
    attack("send a letter as if it were a receipt", _letter_as_receipt, "deferred schema"),
)

STREAMS: Final[tuple[Check, ...]] = (
    attack(
        "write another sender into a letter",
        lambda p: p.outcome(p.letter("x", sender="999999")),
        "deferred sender_mismatch",
    ),
    attack(
        "write another receiver into a letter",
        lambda p: p.outcome(p.letter("x", receiver="999999")),
        "rejected wrong_receiver",
    ),
    attack("use a letter's id for another content", _id_reused, "rejected id_conflict"),
    attack("use a place of a stream for another letter", _place_reused, "rejected seq_conflict"),
    attack("send a letter that does not follow from the one before", _broken_chain, f"{KEPT}, rejected broken_chain"),
    attack("send 20 letters a second time", _replayed_letters, "the same receipts"),
    attack(
        "send a letter from an hour ahead",
        lambda p: p.outcome(p.letter("x", iat=p.now + 60 * MINUTE)),
        "deferred clock_skew",
    ),
    attack("ask one question twice", _replayed, "replayed"),
    attack("ask with a clock six minutes ahead", lambda p: p.asked(p.question(iat=p.now + 6 * MINUTE)), "clock_skew"),
    attack("ask again a day later", lambda p: p.asked(p.question(iat=p.now - DAY)), "clock_skew"),
    attack("ask in the name of another node", lambda p: p.asked(p.question(sender="999999")), "sender_mismatch"),
    attack("ask what is meant for another node", lambda p: p.asked(p.question(receiver="999999")), "wrong_receiver"),
    attack("speak another version of the protocol", lambda p: p.outcome(p.letter("x", v=9)), "deferred version"),
    attack("name a path as the case", lambda p: p.outcome(p.letter("x", case="../etc")), "deferred schema"),
)

BODIES: Final[tuple[Check, ...]] = (
    attack("write a wrong digest of the body", _body(_wrong_digest), BAD_BODY),
    attack("spoil the tag of the body", _body(_spoilt), BAD_BODY),
    attack("send a body that another node encrypted", _body(_stolen), BAD_BODY),
    attack("encrypt a body to a key that the node does not have", _body(_to_no_key), "deferred unknown_key"),
    attack("put zip into the body's header", _body(_jwe_header(zip="DEF")), BAD_BODY),
    attack("put a key into the body's header", _body(_jwe_header(jwk={"kty": "OKP"})), BAD_BODY),
    attack("name another key agreement", _body(_jwe_header(alg="dir")), BAD_BODY),
    attack("encrypt a body nested 10,000 deep", _body(lambda p: p.sealed(b"[" * 10_000 + b"]" * 10_000)), BAD_BODY),
    attack("encrypt what is no JSON", _body(lambda p: p.sealed(b"\xff{")), BAD_BODY),
)
