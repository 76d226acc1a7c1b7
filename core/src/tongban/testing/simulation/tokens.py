"""What a token is, for a network that reads along."""

from __future__ import annotations

from tongban.exchange import envelope, receipts, signatures
from tongban.exchange.receipts import Receipt
from tongban.exchange.refusals import Refused


def receipt_in(token: bytes) -> Receipt | None:
    """The receipt that it is, if it is one."""
    try:
        if signatures.read_header(token).typ == receipts.TYP:
            return receipts.read(signatures.payload_of(token))
    except Refused:
        return None
    return None


def letter_in(token: bytes) -> str:
    """The id of the letter that it is, or nothing."""
    if signatures.read_header(token).typ != envelope.TYP:
        return ""
    return envelope.read(signatures.payload_of(token)).id
