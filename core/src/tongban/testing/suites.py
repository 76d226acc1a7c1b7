"""What every crypto suite must keep; a plugin that brings one subclasses `SuiteContract` in its tests."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tongban.exchange import encryption, keys, signatures, suites
from tongban.exchange.encryption import OpeningKey, SealingKey
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import VerifyingKey
from tongban.exchange.suites import CryptoSuite, Use

SENDER, RECEIVER = "510000", "500000"
TYP = "test+jws"
TEXTS = (b"", b"{}", b"\0" * 16, "身份".encode(), bytes(range(256)) * 40)


class SuiteContract:
    """Set `suite`; pytest runs the rest."""

    suite: CryptoSuite

    def test_what_is_signed_verifies_and_nothing_else_does(self) -> None:
        key, other = keys.generate(SENDER, self.suite), keys.generate(SENDER, self.suite)
        for text in TEXTS:
            token = signatures.sign(text, key=key, typ=TYP)
            assert signatures.verify(token, key=keys.verifying(key), typ=TYP) == text
            with pytest.raises(Refused, match="bad_signature"):
                signatures.verify(token, key=VerifyingKey(key.kid, self.suite, keys.verifying(other).public), typ=TYP)

    def test_every_flipped_bit_of_a_signed_token_is_refused(self) -> None:
        key = keys.generate(SENDER, self.suite)
        token = signatures.sign(b'{"a":1}', key=key, typ=TYP)
        for altered in _flipped(token):
            with pytest.raises(Refused):
                signatures.verify(altered, key=keys.verifying(key), typ=TYP)

    @pytest.mark.parametrize("signature", [b"", b"\0" * 64, b"\xff" * 64, b"\0" * 63, b"\0" * 65, b"\0" * 500])
    def test_a_signature_of_any_shape_is_refused_and_never_raises(self, signature: bytes) -> None:
        key = keys.verifying(keys.generate(SENDER, self.suite))
        assert key.verify(b"text", signature) is False

    def test_what_is_sealed_is_opened_by_its_receiver_alone(self) -> None:
        key, other = self._opening(), self._opening()
        for text in TEXTS:
            token = encryption.encrypt(text, key=_sealing(key), sender=SENDER, receiver=RECEIVER)
            assert encryption.decrypt(token, key=key, sender=SENDER, receiver=RECEIVER) == text
            disguised = OpeningKey(key.kid, self.suite, other.private)
            with pytest.raises(Refused, match="bad_body"):
                encryption.decrypt(token, key=disguised, sender=SENDER, receiver=RECEIVER)

    def test_a_sealed_text_is_bound_to_its_sender_and_receiver(self) -> None:
        key = self._opening()
        token = encryption.encrypt(b"secret", key=_sealing(key), sender=SENDER, receiver=RECEIVER)
        for parties in ({"sender": "440000", "receiver": RECEIVER}, {"sender": SENDER, "receiver": "440000"}):
            with pytest.raises(Refused, match="bad_body"):
                encryption.decrypt(token, key=key, **parties)

    def test_every_flipped_bit_of_a_sealed_text_is_refused(self) -> None:
        key = self._opening()
        token = encryption.encrypt(b"secret", key=_sealing(key), sender=SENDER, receiver=RECEIVER)
        for altered in _flipped(token):
            with pytest.raises(Refused):
                encryption.decrypt(altered, key=key, sender=SENDER, receiver=RECEIVER)

    def test_the_same_text_is_never_sealed_alike(self) -> None:
        key = _sealing(self._opening())
        made = {encryption.encrypt(b"x", key=key, sender=SENDER, receiver=RECEIVER) for _ in range(20)}
        assert len({token.split(b".")[3] for token in made}) > 1
        assert len({token.split(b".")[2] for token in made}) == len(made) == 20

    def test_content_under_a_key_is_bound_to_what_it_belongs_to(self) -> None:
        key, nonce = os.urandom(self.suite.key_bytes), os.urandom(12)
        sealed = self.suite.encrypt(b"piece", key=key, nonce=nonce, aad=b"file 1")
        assert self.suite.decrypt(sealed, key=key, nonce=nonce, aad=b"file 1") == b"piece"
        wrong: tuple[dict[str, Any], ...] = (
            {"key": key, "nonce": nonce, "aad": b"file 2"},
            {"key": key, "nonce": os.urandom(12), "aad": b"file 1"},
            {"key": os.urandom(self.suite.key_bytes), "nonce": nonce, "aad": b"file 1"},
        )
        for given in wrong:
            with pytest.raises(ValueError, match="altered"):
                self.suite.decrypt(sealed, **given)

    @pytest.mark.parametrize("use", ["sig", "enc"])
    @pytest.mark.parametrize("change", [{"kty": "RSA"}, {"crv": "P-256"}, {"x": "AA"}, {"x": "*"}, {"x": None}])
    def test_a_key_of_another_kind_is_refused_when_it_is_read(self, use: Use, change: dict[str, str | None]) -> None:
        jwk = dict(suites.public_half(self.suite.generate(use)))
        changed = {name: value for name, value in {**jwk, **change}.items() if value is not None}
        load = self.suite.verifier if use == "sig" else self.suite.wrapper
        with pytest.raises(ValueError, match=r".+"):
            load(changed)

    def test_a_key_survives_its_file(self, tmp_path: Any) -> None:
        own = keys.generate_pair(SENDER, self.suite)
        keys.save(own, tmp_path / "node.key")
        loaded = keys.load(tmp_path / "node.key", suites.Suites([self.suite]))
        assert loaded == own
        assert all("d" not in keys.public(key).jwk for key in loaded.all)

    def _opening(self) -> OpeningKey:
        return keys.generate_opening(RECEIVER, self.suite)


def _sealing(key: OpeningKey) -> SealingKey:
    return SealingKey(key.kid, key.suite, keys.public(key).jwk)


def _flipped(token: bytes) -> list[bytes]:
    return [
        token[:offset] + bytes([token[offset] ^ (1 << bit)]) + token[offset + 1 :]
        for offset in range(len(token))
        for bit in range(8)
    ]
