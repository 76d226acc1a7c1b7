"""Procedures: the steps between acceptance and decision, who takes each and within which time."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from tongban.matters.forms import Form
from tongban.matters.needs import COMPETENT
from tongban.matters.rules import Rule

if TYPE_CHECKING:
    from tongban.matters.results import Result


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure, taken at one place (where none is named, the deciding one) within a time limit.

    `within` names the parameter that holds its 工作日 or 日; `after` the steps that must be done first;
    `form` what the officer enters when reporting it done; `rules` judge that entry, which they find in the
    application's `reports` beside those of the earlier steps, by the parameters of the acting place.

    What follows is the same for every step. Done, the steps `after` it begin. Failed, it is asked for again. Refused or
    recalled, no other step begins and the deciding place refuses the case; once an irrevocable step has begun nobody
    reports that of another step. Overdue, it stays due and supervision shows it.
    """

    name: str
    title: str
    _: KW_ONLY
    at: str = COMPETENT
    within: str
    after: tuple[str, ...] = ()
    form: type[Form] | None = None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class IrrevocableStep(Step):
    """A step that cannot be undone: it starts only once the owner has cleared it.

    `notice` is the paper that clearing it issues, where the applicants have to do something for it, such as to pay in:
    only of a step of the deciding place, in whose name it goes out.
    """

    _: KW_ONLY
    notice: Result | None = None


@dataclass(frozen=True, slots=True)
class ReturnableStep(IrrevocableStep):
    """An irrevocable step whose effect may come back by itself, as money does that a bank returns.

    `returned` is what that is called, where it is not money. Its place reports it as failed, with the day and the
    reason, until a step after it is cleared or done. The steps after it then wait, it is asked for again and cleared
    anew, and until then the case may be withdrawn or refused. What `done` has written, the effect at `undone` takes
    back.
    """

    _: KW_ONLY
    returned: str = "款项退回"


@dataclass(frozen=True, slots=True, init=False)
class Procedure:
    """The steps of a matter in order; none for a matter that is decided at once."""

    steps: tuple[Step, ...]

    def __init__(self, *steps: Step) -> None:
        object.__setattr__(self, "steps", steps)

    def step(self, name: str) -> Step:
        """The step of that name; raises `LookupError`."""
        for step in self.steps:
            if step.name == name:
                return step
        raise LookupError(name)
