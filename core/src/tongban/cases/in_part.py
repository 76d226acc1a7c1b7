"""What one party is told of another's answers in part only: the end of a bank card. Pure."""

from __future__ import annotations

import re
from typing import Final

from tongban.cases.dossier import Dossier
from tongban.identity.masking import ending
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter

A_NUMBER: Final = re.compile("[0-9]{12,}")
"""What may be that of an account, where nobody says what was asked for: the matter is not installed here."""


def in_part(dossier: Dossier, matter: Matter | None) -> dict[str, str]:
    """What stands for an answer, by field, if who reads is a party that neither applies nor acts for who does."""
    if not dossier.is_anothers:
        return {}
    told = {line.field: line.text for line in dossier.shown()}
    if matter is None:
        return {name: ending(text) for name, text in told.items() if A_NUMBER.fullmatch(text)}
    fields = {bound.name: bound.field for bound in fields_of(matter.form)}
    parts = {name: fields[name].in_part(text) for name, text in told.items() if name in fields}
    return {name: part for name, part in parts.items() if part != told[name]}
