"""Receipts that this node issues. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tongban.clock import milliseconds
from tongban.exchange import receipts, signatures
from tongban.exchange.keyring import Keyring
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.refusals import Refused

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

    def rejected(self, *, to: str, letter: str, digest: str, now: datetime, code: str, message: str) -> Signed:
        """The letter is refused for good."""
        about = {"to": to, "letter": letter, "digest": digest}
        return self._sign(ReceiptKind.REJECTED, **about, now=now, code=code, message=message)

    def again(self, before: Receipt, *, digest: str, now: datetime) -> Signed:
        """What a receipt said, about the same letter under other bytes."""
        about = {"to": before.addressee, "letter": before.letter, "digest": digest}
        return self._sign(before.kind, **about, now=now, code=before.code, message=before.message)

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
        about = {"to": to, "letter": letter, "digest": digest}
        code, message = problem.refusal.code, problem.message
        return self._sign(ReceiptKind.DEFERRED, **about, now=now, code=code, message=message)

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
    ) -> Signed:
        receipt = Receipt(
            kind=kind,
            issuer=self.node,
            addressee=to,
            letter=letter[:64],
            digest=digest,
            at=milliseconds(now),
            code=code,
            message=message[:2000],
        )
        return Signed(receipt, receipts.seal(receipt, self.keyring.signing(at=receipt.at)))
