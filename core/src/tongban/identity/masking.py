"""Identity numbers as they may be shown beside a name."""

from __future__ import annotations


def mask(number: str | None) -> str:
    """An identity number or code without its middle, `510104********9997`; a short one keeps its last two."""
    if not number:
        return ""
    if len(number) < 15:
        return "*" * (len(number) - 2) + number[-2:]
    return number[:6] + "*" * (len(number) - 10) + number[-4:]
