"""What acts tell the applicant: points to be corrected or reasons, and the lines of a paper."""

from __future__ import annotations

import msgspec


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One point told to the applicant: the field or material, the reason, its basis and the remedy."""

    field: str
    label: str
    reason: str
    basis: str = ""
    remedy: str = ""


class ResultPaper(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a result paper as its matter composed it: title, and label and value of each line."""

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
