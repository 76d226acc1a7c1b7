"""Result papers: what a matter writes when its case is decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.matters.application import Application

Line = tuple[str, str]
Compose = Callable[[Application, Mapping[str, Any]], Sequence[Line]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A result paper: its title, and a pure function from the application and the reported steps to its lines.

    `compose` receives the application and, by step name, what the officer reported; it returns label and value.
    """

    key: str
    title: str
    compose: Compose
