"""What a decided case writes into the tables of 户籍."""

from __future__ import annotations

from collections.abc import Iterable

from tongban import Effect, Granted, Statement, insert
from tongban_household.forms import HouseholdCertificateForm
from tongban_household.results import CERTIFICATE
from tongban_household.tables import Certificate


def note_issued(effect: Effect[HouseholdCertificateForm]) -> Iterable[Statement]:
    """The certificate joins the list of those issued; a paper decision does not."""
    if isinstance(effect.event, Granted) and not effect.event.recorded:
        yield insert(
            Certificate,
            code=effect.codes[CERTIFICATE.key],
            case_id=effect.id,
            number=effect.number,
            kind=effect.answers.cert_kind,
            issued_on=effect.today,
        )
