"""What became of an application that a spec handed in."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.cases.state import Case
from tongban.desk.assessment import Assessment
from tongban.matters.rules import Objection, Undetermined


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of an application that was handed in: a case, or everything that was in the way."""

    outcome: Case | Assessment

    @property
    def case(self) -> Case:
        """The case; fails the spec with the objections where there is none."""
        assert isinstance(self.outcome, Case), f"未能提交：{[each.message for each in self.objections]}"
        return self.outcome

    @property
    def objections(self) -> list[Objection]:
        """Everything that was in the way."""
        return [] if isinstance(self.outcome, Case) else list(self.outcome.objections)

    @property
    def undetermined(self) -> list[Undetermined]:
        """What could not be judged."""
        return [] if isinstance(self.outcome, Case) else list(self.outcome.undetermined)

    @property
    def messages(self) -> list[str]:
        """The sentences of all objections."""
        return [each.message for each in self.objections]
