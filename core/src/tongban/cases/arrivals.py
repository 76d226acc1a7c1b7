"""The word that a step has reached its place, whose days run from then by the calendar there. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.clock import Fixed
from tongban.cases.due import reckoned_step
from tongban.cases.heads import Draft, Head
from tongban.cases.state import PENDING, Case, StepState
from tongban.cases.wording import refuse


@dataclass(frozen=True, slots=True)
class Word:
    """What a node tells the owner in the name of an office of its own."""

    act: a.ReportArrival
    by: a.Actor


def first_words(case: Case, heads: Sequence[Head], calendar: WorkingCalendar, *, node: str, on: str) -> list[Word]:
    """For every step that these heads ask of this node and that has not arrived yet."""
    asked = {head.event.step for head in heads if isinstance(head.event, f.StepAsked)}
    steps = (step for step in _own(case, node) if step.plan.name in asked and not step.arrived_on)
    return [_word(case, replace(step, arrived_on=on), calendar) for step in steps]


def words(case: Case, heads: Sequence[Head], calendar: WorkingCalendar, *, node: str, on: str) -> list[Word]:
    """What this node tells the owner once it has learned these heads.

    A calendar that was loaded here while the word was under way told nothing of the step: what is told after all
    follows the owner's fact, of that step alone.
    """
    told = {head.event.step for head in heads if isinstance(head.event, f.StepArrived)}
    later = (word for word in later_words(case, calendar, node=node) if word.act.step in told)
    return [*first_words(case, heads, calendar, node=node, on=on), *later]


def later_words(case: Case, calendar: WorkingCalendar, *, node: str) -> list[Word]:
    """For every step of this node of which another last day was told than follows by this calendar."""
    words = (_word(case, step, calendar) for step in _own(case, node) if step.arrived_on)
    return [word for word in words if word.act.last_day != case.step(word.act.step).last_day]


def _own(case: Case, node: str) -> Iterator[StepState]:
    """The steps that are due at this node and not at the owner's."""
    mine = case.roles_of_node(node)
    return (step for step in case.steps if step.awaited and step.status in PENDING and step.plan.at in mine)


def _word(case: Case, step: StepState, calendar: WorkingCalendar) -> Word:
    place, last = case.places()[step.plan.at], reckoned_step(step, calendar)
    last_day = last.text if isinstance(last, Fixed) else ""
    return Word(
        a.ReportArrival(step=step.plan.name, on=step.arrived_on, last_day=last_day),
        a.Actor(kind="node", node=place.node, office=place.office, office_name=place.name),
    )


def arrive(act: a.ReportArrival, case: Case, by: a.Actor, at: a.Moment) -> list[Draft]:
    """Append when a step arrived, once, and its last day as often as the calendar there changes.

    A date that cannot be, before the step was asked for or after today, counts as the nearest that can; what followed
    from it there is then left out.
    """
    step = case.step(act.step)
    if not step.awaited or step.status not in PENDING or not _is_news(act, step):
        raise refuse(
            "CASE-STEP", "该环节的收到日期已经登记或无需登记", remedy="无需再次报告，请刷新页面查看该环节的期限"
        )
    on = max(step.asked_on, min(act.on, at.on))
    return [Draft(event=f.StepArrived(step=act.step, on=on, last_day=act.last_day if on == act.on else ""))]


def _is_news(act: a.ReportArrival, step: StepState) -> bool:
    return not step.arrived_on or (act.on == step.arrived_on and act.last_day != step.last_day)


DECISIONS: dict[type[a.Act], Callable[..., list[Draft]]] = {a.ReportArrival: arrive}
