"""Months, as text like 2026-10 and as numbers that count on from one to the next."""

from __future__ import annotations


def number_of(month: str) -> int:
    """The number of a month."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_of(number: int) -> str:
    """The month of a number."""
    return f"{number // 12}-{number % 12 + 1:02}"


def months_between(first: str, last: str) -> tuple[str, ...]:
    """The months from the first to the last, both counted."""
    return tuple(map(month_of, range(number_of(first), number_of(last) + 1)))
