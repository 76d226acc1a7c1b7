"""Receipts that this node issues, and the table where issued and received ones lie for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tongban.clock import milliseconds
from tongban.exchange import receipts, rows
from tongban.exchange.ids import mint_id
from tongban.exchange.keyring import Keyring
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.refusals import Refused
from tongban.storage.database import Database

FINAL_LAST: Final = (ReceiptKind.CUSTODY, ReceiptKind.APPLIED, ReceiptKind.REJECTED)


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


async def store(database: Database, signed: Sequence[Signed], *, now: datetime, told_at: int | None) -> None:
    """Keeps receipts, in the caller's transaction, one statement; what is there already stays as it was.

    `told_at` is None for those that must still be pushed.
    """
    if not signed:
        return
    records = [_record(entry, now, told_at) for entry in signed]
    sql = f"{_INSERT}{rows.values(len(records), len(records[0]))} ON CONFLICT DO NOTHING"
    await database.execute(sql, *rows.flat(records))


async def stored(database: Database, issuer: str, digests: Iterable[str]) -> dict[str, list[bytes]]:
    """The receipts that `issuer` gave for these digests, custody first, byte for byte as they were first given."""
    wanted = sorted(set(digests))
    if not wanted:
        return {}
    found = await database.fetch(_SELECT.format(digests=rows.marks(len(wanted), 1)), issuer, *wanted)
    answers: dict[str, list[bytes]] = {}
    for row in sorted(found, key=lambda row: FINAL_LAST.index(ReceiptKind(row["kind"]))):
        answers.setdefault(row["digest"], []).append(bytes(row["receipt"]))
    return answers


def _record(signed: Signed, now: datetime, told_at: int | None) -> tuple[object, ...]:
    receipt = signed.receipt
    parties = (receipt.issuer, receipt.addressee)
    kind = receipt.kind.value
    return (mint_id(now), receipt.letter, receipt.digest, kind, *parties, receipt.at, signed.token, told_at)


_INSERT: Final = """INSERT INTO tongban_receipt
(id, letter_id, digest, kind, issuer, addressee, at, receipt, told_at) VALUES """

_SELECT: Final = "SELECT digest, kind, receipt FROM tongban_receipt WHERE issuer = $1 AND digest IN ({digests})"
