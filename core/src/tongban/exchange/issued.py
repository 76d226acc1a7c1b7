"""Receipts that this node issues. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from tongban.clock import milliseconds
from tongban.exchange import encryption, payloads, receipts, signatures
from tongban.exchange.encryption import Sealed
from tongban.exchange.keyring import Keyring
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.refusals import REFUSALS, Refused

FINAL_LAST: Final = (ReceiptKind.CUSTODY, ReceiptKind.APPLIED, ReceiptKind.REJECTED)
"""The order in which the receipts of one letter are given."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A receipt and its bytes."""

    receipt: Receipt
    token: bytes


@dataclass(frozen=True, slots=True)
class Issuer:
    """Signs receipts in the name of a node."""

    node: str
    keyring: Keyring

    def custody(self, *, to: str, letter: str, digest: str, now: datetime) -> Signed:
        """The letter is stored durably."""
        return self._sign(ReceiptKind.CUSTODY, to=to, letter=letter, digest=digest, now=now)

    def applied(self, *, to: str, letter: str, digest: str, now: datetime) -> Signed:
        """The letter's effect is committed."""
        return self._sign(ReceiptKind.APPLIED, to=to, letter=letter, digest=digest, now=now)

    def rejected(self, *, to: str, letter: str, digest: str, now: datetime, code: str, words: str) -> Signed:
        """The letter is refused for good, with words for those who work on it there."""
        said = None if words == REFUSALS[code].sentence else self._sealed(words, to=to, now=now)
        return self._sign(ReceiptKind.REJECTED, to=to, letter=letter, digest=digest, now=now, code=code, said=said)

    def again(self, before: Receipt, *, digest: str, now: datetime) -> Signed:
        """What a receipt said, about the same letter under other bytes."""
        return self._signed(msgspec.structs.replace(before, digest=digest, at=milliseconds(now)))

    def renewed(self, token: bytes, *, now: datetime) -> Signed | None:
        """A receipt of ours under the key of now, if the one that signed it is not believed any more."""
        at, kid = milliseconds(now), signatures.read_header(token).kid
        key = self.keyring.signing(at=at)
        if kid == key.kid or self.keyring.trust.current.is_in_use(self.node, kid, at=at):
            return None
        receipt = receipts.read(signatures.payload_of(token))
        return Signed(receipt, receipts.seal(receipt, key))

    def deferred(self, *, to: str, letter: str, digest: str, now: datetime, problem: Refused) -> Signed:
        """The letter is refused for now; not to be stored."""
        words = {"code": problem.refusal.code, "message": problem.message}
        return self._sign(ReceiptKind.DEFERRED, to=to, letter=letter, digest=digest, now=now, said=None, **words)

    def _sealed(self, words: str, *, to: str, now: datetime) -> Sealed | None:
        try:
            key = self.keyring.trust.current.sealing_key(to, at=milliseconds(now))
        except Refused:
            return None  # the code says enough to go on
        return encryption.seal(words[: payloads.MOST_WORDS].encode(), key=key, sender=self.node, receiver=to)

    def _sign(
        self,
        kind: ReceiptKind,
        *,
        to: str,
        letter: str,
        digest: str,
        now: datetime,
        code: str = "ok",
        message: str = "",
        said: Sealed | None = None,
    ) -> Signed:
        receipt = Receipt(
            kind=kind,
            issuer=self.node,
            addressee=to,
            letter=letter[:64],
            digest=digest,
            at=milliseconds(now),
            code=code,
            message=message[: payloads.MOST_WORDS],
            said=said,
        )
        return self._signed(receipt)

    def _signed(self, receipt: Receipt) -> Signed:
        return Signed(receipt, receipts.seal(receipt, self.keyring.signing(at=receipt.at)))
