"""Money moves in three facts: what was calculated, what was paid and what arrived; a difference stops the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final

from tongban.cases import effects
from tongban.cases.effects import Effects, Moment, Write
from tongban.cases.facts import Event
from tongban.matters.application import Application
from tongban.matters.calculation import Calculate
from tongban.matters.payment_forms import (
    ARRIVED,
    CALCULATED,
    PAID,
    ArrivedForm,
    CalculatedForm,
    CollectedForm,
    PaidForm,
    calculated,
    paid,
)
from tongban.matters.procedures import Procedure, ReturnableStep, Step
from tongban.matters.results import Line, Result
from tongban.matters.rules import Rule
from tongban.matters.wordings import WordedRules

Cents = Callable[[Application[Any]], int]
"""An amount of a case, in 分."""
Told = Callable[[Application[Any]], Sequence[Line]]
TODAY: Final = attrgetter("today")


def result_of(calculate: Calculate) -> Cents:
    """What a calculation comes to."""
    return lambda known: calculate(known).result.cents


@dataclass(frozen=True, slots=True)
class Payments:
    """How the matters of a plugin move money: steps for their procedures, under rules in the plugin's own words.

    These are the `prefix` with -01: what is entered as calculated is what the calculation comes to; -02: what is paid
    is what is due; -03: what arrived is what was paid; -04: paid since it was cleared and not after today; -05: arrived
    since it was paid and not after today; -06: what is collected is what is due.
    """

    rule: WordedRules
    prefix: str
    _: KW_ONLY
    account: str = ""
    """The parameter that says into which account a place collects."""

    def three_facts(
        self,
        calculate: Calculate,
        *,
        within: str,
        titles: tuple[str, str, str],
        due: Cents = calculated,
        by: type[CalculatedForm] = CalculatedForm,
        rules: tuple[Rule, ...] = (),
        **paying: Any,
    ) -> Procedure:
        """Work out, pay or collect, see it arrive, all at the deciding place; `titles` are those of the three steps.

        `due` is what has to be paid, unless it is just what was worked out, `by` the form in which that is entered and
        `rules` what more has to hold of it; `paying` is as for `pays`.
        """
        as_worked_out = self.rule.agreed(f"{self.prefix}-01", calculated, result_of(calculate))
        first = Step(CALCULATED, titles[0], within=within, form=by, rules=(as_worked_out, *rules))
        return self.pays(first, due=due, within=within, titles=titles[1:], **paying)

    def pays(
        self,
        *before: Step,
        due: Cents,
        within: str,
        titles: tuple[str, str],
        form: type[PaidForm] = PaidForm,
        held: tuple[Rule, ...] = (),
        notice: Result | None = None,
    ) -> Procedure:
        """The steps before, then what is `due` is paid, or collected, and arrives; `held` are further rules on paying.

        `notice` tells whoever has to pay in how to, once it may be collected.
        """
        number, after = "06" if issubclass(form, CollectedForm) else "02", (before[-1].name,)
        as_due = self.rule.agreed(f"{self.prefix}-{number}", paid, due)
        rules = (as_due, self._since_cleared(), *held)
        pay = ReturnableStep(PAID, titles[0], within=within, after=after, form=form, rules=rules, notice=notice)
        arrived = self.arrival(ARRIVED, paid)
        arrive = Step(ARRIVED, titles[1], within=within, after=(PAID,), form=ArrivedForm, rules=arrived)
        return Procedure(*before, pay, arrive)

    def arrival(self, step: str, due: Cents) -> tuple[Rule, ...]:
        """What holds where money arrives: it is what was paid, `due`, since it was paid or the case accepted."""

        def paid_on(known: Application[Any]) -> date:
            payment = known.report(PAID, PaidForm)
            return payment.paid_on if payment else known.on

        as_paid = self.rule.agreed(f"{self.prefix}-03", lambda known: known.entered(step, ArrivedForm).amount, due)
        reported = (step, ArrivedForm)
        since = self.rule.within(f"{self.prefix}-05", "arrived_on", first=paid_on, last=TODAY, reported=reported)
        return as_paid, since

    def _since_cleared(self) -> Rule:
        """No money moves before it is let."""

        def cleared_on(known: Application[Any]) -> date:
            return known.cleared.get(PAID, known.on)

        reported = (PAID, PaidForm)
        return self.rule.within(f"{self.prefix}-04", "paid_on", first=cleared_on, last=TODAY, reported=reported)

    @staticmethod
    def writes(*, cleared: Write, undone: Write, arrived: Write, paid: Write | None = None) -> Effects:
        """What is written when money is let go, has been paid, is not paid or comes back, and has arrived."""
        moments: dict[type[Event] | Moment, Write] = {
            effects.cleared(PAID): cleared,
            effects.undone(PAID): undone,
            effects.done(ARRIVED): arrived,
        }
        return {**moments, effects.done(PAID): paid} if paid else moments

    def collecting(self, known: Application[Any]) -> Line:
        """The account into which the place collects, as a line of a paper; name it in the paper's `of_the_day`."""
        return "收款账户", known.parameters.text(self.account)

    def notice(self, due: Calculate, when: Callable[[Application[Any]], str], told: Told = lambda _: ()) -> Result:
        """What whoever pays in is told: how much, what more is `told`, when, where to and under which reference."""

        def lines(known: Application[Any]) -> list[Line]:
            how = [("缴款时间", when(known)), self.collecting(known), ("附言", f"办件编号{known.number}")]
            return [*told(known), *due(known).lines, *how]

        return Result("payment", "缴款通知书", lines, of_the_day=(self.account,))
