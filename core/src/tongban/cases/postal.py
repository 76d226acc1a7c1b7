"""Where a result goes by post: sealed apart, for the applicant and the places that post or decide."""

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
