"""Every reason for which a node refuses what another node sent, and who can put it right."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from tongban.exchange.refusal_table import FINAL, RETRIED, FixedBy


class Refusal(msgspec.Struct, frozen=True):
    """One coded reason; a final one ends the letter, any other is retried with the same bytes.

    `sentence` says what happened, `remedy` what whoever can put it right does: it stands on that person's page.
    """

    code: str
    final: bool
    fixed_by: FixedBy
    sentence: str
    remedy: str


class Refused(Exception):
    """Something received cannot be taken; says why by code, with a detail for the operator's log."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.refusal = REFUSALS[code]
        self.detail = detail

    @property
    def message(self) -> str:
        """The plain sentence, with the detail if there is one."""
        return f"{self.refusal.sentence}（{self.detail}）" if self.detail else self.refusal.sentence


class Rejected(Exception):
    """Raised by a handler: the letter is refused for good, and the refusal travels back signed.

    `code` is one of the final codes of `REFUSALS`; `message` is the sentence that the officer of the sending place
    reads.
    """

    def __init__(self, code: str, message: str = "") -> None:
        refusal = REFUSALS.get(code)
        if refusal is None or not refusal.final:
            known = ", ".join(sorted(code for code, entry in REFUSALS.items() if entry.final))
            raise ValueError(f"{code!r} is not a final refusal code; use one of: {known}")
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message or refusal.sentence


_TABLE: Final = tuple(
    Refusal(code, final=final, fixed_by=fixed_by, sentence=sentence, remedy=remedy)
    for final, rows in ((True, FINAL), (False, RETRIED))
    for code, fixed_by, sentence, remedy in rows
)

CONTRADICTIONS: Final = frozenset({"id_conflict", "seq_conflict", "broken_chain"})
"""Codes that only a peer at odds with itself can cause."""

UNKEPT: Final = frozenset({"id_conflict", "seq_conflict", "too_large", "wrong_receiver"})
"""Codes with which a letter may be refused before its receiver has stored it; any other says that it is there."""

REFUSALS: Final[Mapping[str, Refusal]] = MappingProxyType({entry.code: entry for entry in _TABLE})
"""All refusal codes; the operators' guide is generated from here."""
