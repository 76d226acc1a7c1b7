"""What a stranger adds to a trust list costs little to refuse: what is counted here is work, not time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from tongban.clock import milliseconds
from tongban.exchange import keys, signatures, suites, trust, trust_signing, trust_successions
from tongban.exchange.signatures import VerifyingKey
from tongban.exchange.suites import Jwk
from tongban.exchange.trust import TrustList
from tongban.exchange.trust_documents import TrustDocument
from tongban.exchange.trust_signing import MOST_SIGNATURES, Endorsement, SignedDocument, TrustError

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ROOTS = [keys.generate(f"root-{n}") for n in range(3)]
LARGE = 1_000_000


@dataclass
class CountingSuite:
    """The suite of the roots, which counts what it verifies."""

    suite: Any
    verified: Counter[str] = field(default_factory=Counter)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.suite, name)

    def verifier(self, jwk: Jwk) -> Any:
        return _CountingVerifier(self.suite.verifier(jwk), self.verified)


@dataclass
class _CountingVerifier:
    verifier: Any
    verified: Counter[str]

    def verify(self, message: bytes, signature: bytes) -> bool:
        self.verified["signatures"] += 1
        return bool(self.verifier.verify(message, signature))


class Work:
    """Counts signatures verified, and bytes decoded, while lists are read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.suite = CountingSuite(ROOTS[0].suite)
        self.decoded = 0
        decode = suites.decode

        def counting(text: bytes) -> bytes:
            self.decoded += len(text)
            return decode(text)

        monkeypatch.setattr(suites, "decode", counting)

    @property
    def verified(self) -> int:
        return self.suite.verified["signatures"]

    def load(self, signed: bytes) -> TrustList:
        roots = {root.kid: VerifyingKey(root.kid, self.suite, suites.public_half(root.private)) for root in ROOTS}
        self.decoded = 0
        return TrustList.load(signed, roots=roots, threshold=2, now=NOW)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


def document(*steps: bytes) -> TrustDocument:
    return TrustDocument(
        version=8,
        issued=milliseconds(NOW),
        expires=milliseconds(NOW + timedelta(days=30)),
        nodes=(),
        offices=(msgspec.Raw(b'"' + b"x" * LARGE + b'"'),),
        successions=tuple(msgspec.Raw(step) for step in steps),
    )


def entry(kid: str, typ: str = trust_signing.TYP) -> Endorsement:
    header = suites.encode(
        msgspec.json.encode(signatures.Header(alg=ROOTS[0].suite.signature, kid=kid, typ=typ))
    ).decode()
    return Endorsement(header, suites.encode(b"j" * 64).decode())


def with_signatures(signed: bytes, *entries: Endorsement) -> bytes:
    outer = msgspec.json.decode(signed, type=SignedDocument)
    return msgspec.json.encode(SignedDocument(outer.payload, (*entries, *outer.signatures)))


def test_a_hundred_thousand_signatures_are_refused_before_any_is_looked_at(work: Work) -> None:
    junk = with_signatures(trust.sign(document(), ROOTS), *[entry("root-0")] * 100_000)
    with pytest.raises(TrustError):
        work.load(junk)
    assert (work.verified, work.decoded) == (0, 0)


def test_signatures_of_strangers_cost_no_reading_of_the_list(work: Work) -> None:
    strangers = [entry(f"stranger-{n}") for n in range(MOST_SIGNATURES - 2)]
    signed = with_signatures(trust.sign(document(), ROOTS[:2]), *strangers)
    assert work.load(signed).document.version == 8
    assert work.verified == 2
    assert work.decoded < 4 * LARGE  # once for the changes of roots, once for the list


def test_a_root_that_signed_is_held_against_the_list_once(work: Work) -> None:
    signed = trust.sign(document(), ROOTS[:2])
    repeated = msgspec.json.decode(signed, type=SignedDocument).signatures * 8
    outer = msgspec.json.decode(signed, type=SignedDocument)
    assert work.load(msgspec.json.encode(SignedDocument(outer.payload, repeated))).document.version == 8
    assert work.verified == 2


def test_a_false_signature_does_not_hide_the_true_one_of_the_same_root(work: Work) -> None:
    false = [entry(root.kid) for root in ROOTS]
    assert work.load(with_signatures(trust.sign(document(), ROOTS), *false)).document.version == 8


def test_signatures_under_a_change_of_roots_are_as_few(work: Work) -> None:
    newer = trust_successions.RootSet(roots=tuple(keys.public(root) for root in ROOTS), threshold=2, issued=1)
    step = trust_successions.draft(newer)
    junk = entry("root-0", trust_successions.TYP)
    many = with_signatures(step, *[junk] * (MOST_SIGNATURES + 1))
    large = with_signatures(trust_signing.draft(document()), *[junk] * MOST_SIGNATURES)
    assert work.load(trust.sign(document(*[many, large] * 3), ROOTS)).document.version == 8
    assert work.verified == len(ROOTS)


@pytest.mark.parametrize("text", ['"\\ud800"', '"é"', '"=="'])
def test_a_list_in_other_letters_is_refused_in_words(work: Work, text: str) -> None:
    with pytest.raises(TrustError):
        work.load(b'{"payload":' + text.encode() + b',"signatures":[]}')
    outer = msgspec.json.decode(trust.sign(document(), ROOTS[:1]), type=SignedDocument)
    with pytest.raises(TrustError):
        work.load(
            b'{"payload":"'
            + outer.payload.encode()
            + b'","signatures":[{"protected":"e30","signature":'
            + text.encode()
            + b"}]}"
        )
