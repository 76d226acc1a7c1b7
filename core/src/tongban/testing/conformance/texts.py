"""Every text that modules write, for what must be named in one of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from tongban.testing.conformance.subject import Source


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts as they stand, and those with something filled in, which may be any word."""

    plain: frozenset[str]
    filled: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Self:
        """What some modules write."""
        nodes = [node for source in sources for node in ast.walk(source.tree)]
        plain = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        joined = (node for node in nodes if isinstance(node, ast.JoinedStr))
        return cls(frozenset(plain), tuple(re.compile(_pattern(node)) for node in joined if _says_something(node)))

    def hold(self, text: str) -> bool:
        """Whether a text is written somewhere."""
        return text in self.plain or any(pattern.fullmatch(text) for pattern in self.filled)


def _says_something(joined: ast.JoinedStr) -> bool:
    return any(isinstance(part, ast.Constant) and part.value for part in joined.values)


def _pattern(joined: ast.JoinedStr) -> str:
    return "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in joined.values)
