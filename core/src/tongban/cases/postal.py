"""What goes by post: where to, sealed apart for the applicant and the places that post or decide; by which waybill."""

from __future__ import annotations

from typing import Final

import msgspec

POSTAL: Final = "postal"
"""The part of a submission that holds it."""


class PostalAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Who receives the result, under which mobile phone, at which address; as typed."""

    recipient: str = ""
    phone: str = ""
    address: str = ""


def waybill_of(typed: str) -> str:
    """The number of a waybill as carriers print it: in capitals, without blanks."""
    return "".join(typed.split()).upper()
