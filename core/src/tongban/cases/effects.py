"""What a matter writes into tables of its own when a fact is stored: at which moment, at which place, as statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tongban.cases.facts import (
    Cleared,
    Declined,
    Event,
    Lapsed,
    Outcome,
    PlaceRef,
    RefusedByPlace,
    StepReported,
    Withdrawn,
)
from tongban.matters.application import Application
from tongban.matters.forms import Form
from tongban.matters.needs import COMPETENT
from tongban.matters.rules import Objection

if TYPE_CHECKING:
    from tongban.matters.matter import Matter

Statement = tuple[str, tuple[object, ...]]
"""SQL on the plugin's own tables, with $1 for each of its arguments."""
Answers_co = TypeVar("Answers_co", bound=Form, covariant=True)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that must change a row, such as taking the last place of a time slot.

    Where it changes none, the act that the fact comes from is refused with `otherwise` and nothing of it is kept. It
    binds only the node that appends the fact; a fact that another node has written stands.
    """

    statement: Statement
    otherwise: Objection


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect(Application[Answers_co]):
    """A stored fact with the application as it stands then, as far as this place may see both.

    `today` is the day of the fact; `parameters` are those of the
    deciding place as acceptance has fixed them, none before it. `roles` are the place roles this node holds in the
    case, `competent` is the place that decides. `codes` are the 查验码 of the result papers that the fact issues, by
    the key of the `Result`.
    """

    event: Event
    roles: frozenset[str]
    competent: PlaceRef
    codes: Mapping[str, str]

    @classmethod
    def of(
        cls,
        known: Application[Any],
        *,
        event: Event,
        roles: frozenset[str],
        competent: PlaceRef,
        codes: Mapping[str, str],
    ) -> Effect[Any]:
        """The effect of an event on an application as it is known at a node with these place roles."""
        shared = {each.name: getattr(known, each.name) for each in fields(known) if each.init}
        return Effect(event=event, roles=roles, competent=competent, codes=codes, **shared)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in the life of a case at which a matter writes, where the kind of the event does not say it all."""

    name: str
    step: str = ""


COME_TO_NOTHING: Final = Moment("come to nothing")
"""The case has ended otherwise than by being granted: withdrawn, lapsed, declined or refused."""
_ENDINGS: Final = frozenset({Withdrawn, Lapsed, Declined, RefusedByPlace})


def cleared(step: str) -> Moment:
    """An irrevocable step has been cleared."""
    return Moment("cleared", step)


def done(step: str) -> Moment:
    """A step has been reported done."""
    return Moment("done", step)


def undone(step: str) -> Moment:
    """A step has been reported, but not as done."""
    return Moment("undone", step)


Written = Statement | Claim
"""What an effect yields."""
Write = Callable[[Effect[Any]], Iterable[Written]]
"""A function of an effect, which says what is written."""
Effects = Mapping[type[Event] | Moment, Write]
"""For each moment in the life of a case, what is written then: `Matter.effects`."""


def writers(matter: Matter, event: Event, roles: frozenset[str]) -> list[Write]:
    """Who writes for a fact at a node with these place roles: of a step where it is taken, else where it is decided."""
    moments = [moment for moment in moments_of(event) if moment in matter.effects]
    return [matter.effects[moment] for moment in moments if _place(matter, moment) in roles]


def _place(matter: Matter, moment: type[Event] | Moment) -> str:
    return matter.procedure.step(moment.step).at if isinstance(moment, Moment) and moment.step else COMPETENT


def moments_of(event: Event) -> tuple[type[Event] | Moment, ...]:
    """What the event is among the moments at which a matter may write."""
    match event:
        case Cleared(step=step):
            return (cleared(step),)
        case StepReported(step=step, outcome=outcome):
            return (done(step) if outcome is Outcome.DONE else undone(step),)
    kind = type(event)
    return (kind, COME_TO_NOTHING) if kind in _ENDINGS else (kind,)
