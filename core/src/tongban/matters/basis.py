"""The legal ground of a matter, a rule or a value."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """A law or document and the article in it, as officials cite them.

    Of a matter that stands on several, `shown_when` is (field, values) with which this one is cited.
    """

    law: str
    article: str = ""
    _: KW_ONLY
    shown_when: tuple[str, tuple[str, ...]] | None = None

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"
