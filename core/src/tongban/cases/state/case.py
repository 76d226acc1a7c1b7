"""A case as its heads have made it, and what can be read off it."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from tongban.cases.facts import PlaceRef
from tongban.cases.state.spans import Correction, PauseSpan, PostSpan
from tongban.cases.state.states import ENDED, State
from tongban.cases.state.step_states import BEGUN, StepState, StepStatus
from tongban.cases.terms import Term, Unit
from tongban.matters.matter import TermStart

Change = dict[str, Any]
"""Fields of a case and what they become."""
IN_TRANSIT: Final = "transit:"
"""What stands before the place role to which an original is on its way, where it lies at none."""


class Case(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case as folded from heads; `owner` is the node that writes it now. Dates are ISO legal dates.

    A field that has its default is not written down, as half of them have it for long: so no default may ever change.

    `held_since` says of each role that holds the file since when (Unix milliseconds) it has held it without a break,
    `senders` of each original that was sent which role sent it last, `former` which party roles have ended,
    `dispatched_in` which fact (its `seq`) last sent the result.
    """

    id: str
    number: str
    matter: str
    matter_name: str
    edition: str
    channel: str
    modes: tuple[str, ...]
    receiving: PlaceRef
    competent: PlaceRef
    cooperating: dict[str, PlaceRef]
    route_reason: str
    roles: tuple[str, ...]
    delivery: str
    state: State
    owner: str
    epoch: int
    seq: int
    hash: str
    submitted_at: int
    submitted_on: str
    instant: bool = False
    awaits: tuple[str, ...] = ()
    confirmed_on: str = ""
    confirm_until: int | None = None
    attend_by: str = ""
    received_on: str = ""
    notice_days: int = 5
    offered: bool = False
    offer_refused: str = ""
    offer_code: str = ""
    opened_on: str = ""
    forwarded_on: str = ""
    correction: Correction | None = None
    accepted_on: str = ""
    term_from: TermStart = TermStart.ACCEPTANCE
    term_since: str = ""
    term_days: int = 0
    term_unit: Unit = Unit.WORKING
    term_reason: str = ""
    deemed: bool = False
    unsettled: tuple[str, ...] = ()
    extended_days: int = 0
    pauses: tuple[PauseSpan, ...] = ()
    before_suspension: State | None = None
    steps: tuple[StepState, ...] = ()
    questions: tuple[str, ...] = ()
    originals: dict[str, str] = {}
    required: tuple[str, ...] = ()
    posted: tuple[PostSpan, ...] = ()
    decision: str = ""
    decided_on: str = ""
    delivery_days: int = 10
    dispatched: str = ""
    dispatched_in: int = 0
    delivered: str = ""
    ended_on: str = ""
    why_ended: str = ""
    former: tuple[str, ...] = ()
    held_since: dict[str, int] = {}
    senders: dict[str, str] = {}

    @property
    def off_exchange(self) -> bool:
        """Whether no node serves the competent place, so that the receiving node stays owner."""
        return not self.competent.node

    @property
    def ended(self) -> bool:
        """Whether nothing more can be decided."""
        return self.state in ENDED

    @property
    def term(self) -> Term:
        """The time for the decision, with its extension; no length where it is made on the spot."""
        return Term(self.term_days, self.term_unit, extension=self.extended_days)

    @property
    def from_application(self) -> bool:
        """Whether the time for the decision runs from the application on, whenever it is accepted."""
        return self.term_from is TermStart.APPLICATION

    @property
    def applied_on(self) -> str:
        """When the application was made: handed in, with everybody's word; by an appointment, with who has come.

        Empty as long as that has not happened.
        """
        if self.awaits:
            return ""
        return self.received_on if self.attend_by else max(self.submitted_on, self.confirmed_on)

    @property
    def lies_since(self) -> str:
        """Since when an application lies at a window that has not received it; empty where none does.

        None does while somebody has still to confirm, or to come on the day of an appointment.
        """
        if self.channel != "window" or self.awaits or self.attend_by or self.received_on:
            return ""
        answered = self.correction.answered_on if self.correction else ""
        return max(self.submitted_on, self.confirmed_on, answered)

    @property
    def notice_since(self) -> str:
        """From when the notice days run: 收件, or the answer to the correction notice where that came later."""
        answered = self.correction.answered_on if self.correction else ""
        return max(answered, self.received_on)

    @property
    def to_correct(self) -> tuple[str, ...]:
        """The names of fields, materials and all else that its last correction notice asks for."""
        return self.correction.fields if self.correction else ()

    @property
    def on_its_way(self) -> str:
        """The way in which its result is being delivered; "" where it is not, or has been."""
        return self.dispatched if self.state is State.DELIVERY and not self.delivered else ""

    def places(self) -> dict[str, PlaceRef]:
        """Every place of the case by place role."""
        return {"receiving": self.receiving, "competent": self.competent, **self.cooperating}

    def roles_of_node(self, node: str) -> frozenset[str]:
        """The place roles that a node holds in this case."""
        return frozenset(role for role, place in self.places().items() if place.node == node)

    def roles_of_office(self, office: str, *, node: str) -> frozenset[str]:
        """The place roles that an office holds in this case; only a node and its own code name an office."""
        here = (node, office)
        return frozenset(role for role, place in self.places().items() if (place.node, place.office) == here)

    def bound_for(self, original: str) -> str | None:
        """The place role to which an original is on its way; None where it lies somewhere, or is not of the case."""
        where = self.originals.get(original, "")
        return where.removeprefix(IN_TRANSIT) if where.startswith(IN_TRANSIT) else None

    def step(self, name: str) -> StepState:
        """The step of that name; raises `LookupError`."""
        for step in self.steps:
            if step.plan.name == name:
                return step
        raise LookupError(name)

    def later_than(self, name: str) -> tuple[StepState, ...]:
        """The steps that come after one, at once or after others, in order."""
        before, found = {name}, []
        for step in self.steps:
            if before & set(step.plan.after):
                before.add(step.plan.name)
                found.append(step)
        return tuple(found)

    @property
    def irrevocable_under_way(self) -> bool:
        """Whether an irrevocable step was cleared and not reported failed, refused or recalled."""
        return self.irrevocable_beside("")

    @property
    def irrevocable_done(self) -> bool:
        """Whether an irrevocable step was reported as done."""
        return any(step.plan.irrevocable and step.status is StepStatus.DONE for step in self.steps)

    def irrevocable_beside(self, name: str) -> bool:
        """The same of the steps other than one."""
        return any(step.plan.irrevocable and step.status in BEGUN for step in self.steps if step.plan.name != name)
