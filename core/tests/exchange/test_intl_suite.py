"""INTL-1 keeps the contract of suites, and another library reads what it writes."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc import jwe, jws
from joserfc.jwk import OKPKey

from tongban.exchange import encryption, keys, signatures, suites
from tongban.exchange.encryption import SealingKey
from tongban.exchange.intl_suite import IntlSuite
from tongban.testing.suites import RECEIVER, SENDER, SuiteContract

TEXT = b'{"amount":1}'
JWE = jwe.JWERegistry(algorithms=["ECDH-ES", "A256GCM"])


class TestIntlSuite(SuiteContract):
    suite = IntlSuite()


def test_another_library_verifies_what_we_sign() -> None:
    key = keys.generate(SENDER)
    token = signatures.sign(TEXT, key=key, typ="t").decode("ascii")
    public: Any = OKPKey.import_key(keys.public(key).jwk)
    registry = jws.JWSRegistry(algorithms=["Ed25519"])
    assert jws.deserialize_compact(token, public, registry=registry).payload == TEXT


def test_we_verify_what_another_library_signs() -> None:
    private = OKPKey.generate_key("Ed25519", private=True)
    token = jws.serialize_compact(
        {"alg": "Ed25519", "kid": "a", "typ": "t"}, TEXT, private, registry=jws.JWSRegistry(algorithms=["Ed25519"])
    )
    key = signatures.VerifyingKey("a", IntlSuite(), {str(k): str(v) for k, v in private.as_dict(private=False).items()})
    assert signatures.verify(token.encode("ascii"), key=key, typ="t") == TEXT


def test_another_library_opens_what_we_seal() -> None:
    own = keys.generate_opening(RECEIVER)
    sealing = SealingKey(own.kid, own.suite, keys.public(own).jwk)
    token = encryption.encrypt(TEXT, key=sealing, sender=SENDER, receiver=RECEIVER)
    private: Any = OKPKey.import_key(dict(own.private))
    assert jwe.decrypt_compact(token, private, registry=JWE).plaintext == TEXT


def test_we_open_what_another_library_seals() -> None:
    own = keys.generate_opening(RECEIVER)
    parties = {
        "apu": suites.encode(SENDER.encode()).decode(),
        "apv": suites.encode(RECEIVER.encode()).decode(),
    }
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": own.kid, "typ": encryption.TYP, **parties}
    public: Any = OKPKey.import_key(keys.public(own).jwk)
    token = jwe.encrypt_compact(header, TEXT, public, registry=JWE)
    assert encryption.decrypt(token.encode("ascii"), key=own, sender=SENDER, receiver=RECEIVER) == TEXT


def test_thumbprints_are_those_of_rfc_7638() -> None:
    key = keys.generate(SENDER)
    assert keys.fingerprint(key) == OKPKey.import_key(dict(key.private)).thumbprint()


@pytest.mark.parametrize(
    "extra", [{"zip": "DEF"}, {"jwk": {"kty": "OKP"}}, {"jku": "http://evil.test"}, {"crit": ["exp"]}, {"p2c": 1}]
)
def test_a_header_with_anything_more_is_refused(extra: dict[str, Any]) -> None:
    import msgspec

    from tongban.exchange.refusals import Refused

    own = keys.generate_opening(RECEIVER)
    sealing = SealingKey(own.kid, own.suite, keys.public(own).jwk)
    first, *rest = encryption.encrypt(TEXT, key=sealing, sender=SENDER, receiver=RECEIVER).split(b".")
    header = {**msgspec.json.decode(suites.decode(first)), **extra}
    altered = b".".join((suites.encode(msgspec.json.encode(header)), *rest))
    with pytest.raises(Refused, match="bad_body"):
        encryption.decrypt(altered, key=own, sender=SENDER, receiver=RECEIVER)


@pytest.mark.parametrize("point", [b"\0" * 32, b"\1" + b"\0" * 31])
def test_an_ephemeral_key_of_small_order_is_refused(point: bytes) -> None:
    own = keys.generate_opening(RECEIVER)
    epk = {"kty": "OKP", "crv": "X25519", "x": suites.encode(point).decode()}
    with pytest.raises(ValueError, match=r".+"):
        own.unwrap(b"", epk, sender=b"510000", receiver=b"500000")
