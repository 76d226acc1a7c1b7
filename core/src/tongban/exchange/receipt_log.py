"""The log of strange receipts: one line for all of a delivery that are alike, for no peer may fill the disk with it."""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from tongban.exchange.receipts import Receipt, ReceiptKind

_log = structlog.get_logger("tongban.exchange.settling")


@dataclass(slots=True)
class ReceiptLog:
    """Counts what is to be said of the receipts of one delivery; a line tells the first of those that are alike."""

    _found: dict[tuple[str, str, ReceiptKind], list[tuple[Receipt, str]]] = field(default_factory=dict)

    def note(self, event: str, receipt: Receipt, *, problem: str) -> None:
        """One receipt more of which this is to be said."""
        self._found.setdefault((event, receipt.issuer, receipt.kind), []).append((receipt, problem))

    def write(self) -> None:
        """A line for each event, issuer and kind."""
        for (event, issuer, kind), noted in self._found.items():
            first, problem = noted[0]
            about = {"peer": issuer, "kind": kind.value, "code": first.code, "letter": first.letter}
            _log.warning(event, **about, problem=problem, receipts=len(noted))
