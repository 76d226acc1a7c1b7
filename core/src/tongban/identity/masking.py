"""Identity numbers as they may be shown beside a name, and numbers of accounts as they may be shown to others."""

from __future__ import annotations


def mask(number: str | None) -> str:
    """An identity number or code without its middle, `510104********9997`; a short one keeps its last two."""
    if not number:
        return ""
    if len(number) < 15:
        return "*" * (len(number) - 2) + number[-2:]
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def ending(number: str) -> str:
    """The number of a card or account by its end alone, `尾号0018`."""
    return f"尾号{number[-4:]}"
