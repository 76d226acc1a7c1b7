"""What a check is, and what it says where a plugin falls short."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongban.testing.conformance.subject import Subject


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be: where (`file:line`, always), what, and how to mend it."""

    place: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.mend}"


Find = Callable[..., Iterable[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One idea that every plugin holds to; `sentence` says it as a claim.

    `find` is given the plugin and, where `fixture` names one, that pytest fixture: "world", "new_database_url".
    `reason` is why the check cannot be made here, where it cannot.
    """

    id: str
    sentence: str
    find: Find
    fixture: str = ""
    both_databases: bool = False
    reason: str = ""

    def faults(self, subject: Subject, given: Any = None) -> list[Fault]:
        """Everything that is not so."""
        return list(dict.fromkeys(self.find(subject, given) if self.fixture else self.find(subject)))
