"""What a decided case writes into the tables of 户籍."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import COMPETENT, Effect, Granted
from tongban_household.results import verification_code

Statement = tuple[str, tuple[object, ...]]

_ISSUED: Final = """INSERT INTO household_certificate (code, case_id, number, kind, issued_on)
VALUES ($1, $2, $3, $4, $5)"""


def note_issued(effect: Effect) -> Sequence[Statement]:
    """The certificate joins the list of those issued, at the 户籍地 alone; a paper decision does not."""
    event = effect.event
    if not isinstance(event, Granted) or event.recorded or COMPETENT not in effect.roles:
        return ()
    kind = str(effect.answers["cert_kind"])
    code = verification_code(effect.case_id, kind)
    return [(_ISSUED, (code, effect.case_id, effect.number, kind, effect.on))]
