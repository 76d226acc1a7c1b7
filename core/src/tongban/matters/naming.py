"""Names that an author has written twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def doubles(what: str, names: Iterable[str]) -> Iterator[str]:
    """A sentence for each name that stands twice among things of a kind."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"two of its {what}s are named {name!r}; rename one"
        seen.add(name)
