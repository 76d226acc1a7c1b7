"""Names that an author has written twice or misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches


def doubles(what: str, names: Iterable[str]) -> Iterator[str]:
    """A sentence for each name that stands twice among things of a kind."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"two of its {what}s are named {name!r}; rename one"
        seen.add(name)


def nearest(word: str, known: Iterable[str]) -> str:
    """What was probably meant, as the end of a sentence; empty where nothing is near."""
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
