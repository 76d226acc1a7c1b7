"""GM-1 keeps the contract of suites, and two other implementations agree with it."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path
from typing import Any

import gmalg
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tongban.exchange.suites import SuiteError, Suites, member
from tongban.plugins import load_plugins
from tongban.testing.suites import SuiteContract
from tongban_gm import libcrypto, sm2
from tongban_gm.suite import BRANCHES, GmSuite, is_shaky

TEXTS = [b"", b"abc", "身份".encode(), bytes(range(256)) * 5]


class TestGmSuite(SuiteContract):
    suite = GmSuite()


@pytest.fixture
def key() -> dict[str, str]:
    return dict(GmSuite().generate("sig"))


def oracle(key: dict[str, str]) -> gmalg.SM2:
    point = b"\x04" + member(key, "x") + member(key, "y")
    return gmalg.SM2(member(key, "d"), sm2.DISTID, point)


@pytest.mark.parametrize("text", TEXTS)
def test_another_implementation_verifies_what_we_sign_and_we_what_it_signs(key: dict[str, str], text: bytes) -> None:
    signature = GmSuite().signer(key).sign(text)
    assert oracle(key).verify(text, signature[:32], signature[32:])
    r, s = oracle(key).sign(text)
    assert GmSuite().verifier(key).verify(text, r + s)


def test_another_implementation_opens_the_key_that_we_wrap(key: dict[str, str]) -> None:
    wrapped = GmSuite().wrapper(key).wrap(apu=b"510000", apv=b"500000")
    assert oracle(key).decrypt(_plain(wrapped.encrypted_key)) == wrapped.content_key


def test_the_command_openssl_verifies_what_we_sign(key: dict[str, str], tmp_path: Path) -> None:
    text, signature = b'{"amount":1}', GmSuite().signer(key).sign(b'{"amount":1}')
    halves = [int.from_bytes(half, "big") for half in (signature[:32], signature[32:])]
    (tmp_path / "text").write_bytes(text)
    (tmp_path / "signature").write_bytes(encode_dss_signature(*halves))
    (tmp_path / "key.der").write_bytes(_spki(member(key, "x") + member(key, "y")))
    command = ["openssl", "dgst", "-sm3", "-verify", "key.der", "-keyform", "DER", "-signature", "signature"]
    for identity, verdict in ((sm2.DISTID.decode(), "Verified OK"), ("somebody", "Verification failure")):
        told = subprocess.run(
            [*command, "-sigopt", f"distid:{identity}", "text"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert verdict in told.stdout + told.stderr


@pytest.mark.parametrize("text", TEXTS)
def test_the_digest_and_the_cipher_of_two_implementations_agree(text: bytes) -> None:
    other = gmalg.SM3()
    other.update(text)
    assert hashlib.new("sm3", text).digest() == other.value()
    block = (text + bytes(16))[:16]
    ours = GmSuite().encrypt(bytes(16), key=block, nonce=bytes(12), aad=b"")
    counter = bytes(11) + b"\0\0\0\0\2"
    assert ours[:16] == gmalg.SM4(block).encrypt(counter)


def test_a_loaded_key_is_the_one_that_was_made(key: dict[str, str]) -> None:
    loaded = libcrypto.load(member(key, "x") + member(key, "y"), member(key, "d"))
    assert (loaded.point, loaded.secret) == (member(key, "x") + member(key, "y"), member(key, "d"))


def test_a_point_off_the_curve_and_a_private_number_of_another_are_refused(key: dict[str, str]) -> None:
    other = dict(GmSuite().generate("sig"))
    with pytest.raises(ValueError, match="SM2"):
        GmSuite().verifier({**key, "x": key["y"], "y": key["x"]})
    with pytest.raises(ValueError, match="SM2"):
        GmSuite().signer({**key, "d": other["d"]})


@pytest.mark.parametrize(
    ("machine", "version", "shaky"),
    [
        ("x86_64", (3, 5, 4), False),
        ("aarch64", (3, 0, 19), False),
        ("aarch64", (3, 2, 0), True),
        ("arm64", (3, 6, 1), True),
    ],
)
def test_an_implementation_that_branches_on_secrets_is_named(machine: str, version: Any, shaky: Any) -> None:
    assert is_shaky(machine, version) is shaky
    assert "aarch64" in BRANCHES


def test_a_system_without_sm2_is_told_so_when_a_key_of_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libcrypto, "NAME", "libcrypto.so.none")
    libcrypto.library.cache_clear()
    suites = Suites([GmSuite()])
    try:
        with pytest.raises(SuiteError, match=r"GM-1 .*cannot be loaded"):
            suites.require("GM-1")
        assert suites.find("GM-1") is None
    finally:
        monkeypatch.undo()
        libcrypto.library.cache_clear()


def test_the_plugin_brings_the_suite() -> None:
    assert load_plugins(["gm"]).suites().require("GM-1").signature == "SM2-SM3"


def _plain(der: bytes) -> bytes:
    """C1, C3 and C2 one after another (GB/T 32918.4), from their DER (GM/T 0009)."""
    content = _items(der)[0][1]
    (_, x), (_, y), (_, tag), (_, sealed) = _items(content)
    point = b"".join(int.from_bytes(number, "big").to_bytes(32, "big") for number in (x, y))
    return b"\x04" + point + tag + sealed


def _items(der: bytes) -> list[tuple[int, bytes]]:
    found = []
    while der:
        kind, length, start = der[0], der[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(der[2:start], "big")
        found.append((kind, der[start : start + length]))
        der = der[start + length :]
    return found


def _spki(point: bytes) -> bytes:
    """SubjectPublicKeyInfo of an SM2 key: id-ecPublicKey, the curve 1.2.156.10197.1.301, the point."""
    return bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200") + b"\x04" + point
