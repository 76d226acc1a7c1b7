"""Rules: pure checks of an application that say why something may not be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from tongban.cases.calendar import MissingCalendar
from tongban.matters.basis import Basis
from tongban.matters.days import spoken_day

if TYPE_CHECKING:
    from tongban.matters.application import Application
    from tongban.matters.needs import Needs


class Severity(StrEnum):
    """Whether an objection stops the application or only informs."""

    BLOCKING = "blocking"
    NOTICE = "notice"


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """Why something may not be done, and what the person can do about it.

    `by_program` is what a program does about it, where that is something else: it sends codes, a page takes names.
    """

    rule: str
    message: str
    remedy: str
    by_program: str = ""
    field: str = ""
    basis: str = ""
    severity: Severity = Severity.BLOCKING


class Undetermined(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that could not be judged: evidence is missing, or a calendar, for which no `register` answers.

    `need` is the key of the evidence.
    """

    rule: str
    register: str
    title: str
    message: str
    need: str = ""


class MissingEvidence(Exception):
    """Raised by `Application.record` when a register has not answered."""

    def __init__(self, need: Needs[Any]) -> None:
        self.need = need
        super().__init__(f"no answer yet from {need.register} at {need.at}")


class Absent(LookupError):
    """Raised by `Application.found` and `entered` for what is not there.

    A rule says nothing then, a calculation works out nothing and a paper has no line; that it is not there is the
    objection of a rule of its own, if of any.
    """


class Breach:
    """What a rule finds: the values that fill its message, and the field if not the rule's own."""

    __slots__ = ("field", "values")

    def __init__(self, *, field: str = "", **values: object) -> None:
        self.field = field
        self.values = values

    @property
    def spoken(self) -> dict[str, object]:
        """The values as a person reads them: a day like 2026年11月23日."""
        return {name: spoken_day(value) if isinstance(value, date) else value for name, value in self.values.items()}

    @classmethod
    def when(cls, broken: bool, *, field: str = "", **values: object) -> Iterable[Breach]:  # noqa: FBT001 - the finding
        """One breach or none, for a rule that says a single thing."""
        return (cls(field=field, **values),) if broken else ()


Breaches = Iterable[Breach]
"""What a rule returns or yields; nothing where all is well."""
Check = Callable[["Application[Any]"], Breaches]
Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a matter with its id, message, basis and remedy."""

    id: str
    message: str
    check: Check
    basis: Basis | None = None
    field: str = ""
    remedy: str = ""
    severity: Severity = Severity.BLOCKING

    def findings(self, application: Application[Any]) -> Findings:
        """Every objection of this rule to an application, said once; those found before evidence was missing stand.

        A notice that hangs on a year without a calendar is not given: nothing is late by a calendar that nobody has.
        """
        found: dict[Objection, None] = {}
        try:
            for breach in self.check(application):
                found[self.objection(breach)] = None
        except Absent:
            pass
        except MissingEvidence as missing:
            return Findings(tuple(found), (_undetermined(self, missing.need),))
        except MissingCalendar as missing:
            told = self.severity is Severity.BLOCKING
            return Findings(tuple(found), (_without_calendar(self, missing),) if told else ())
        return Findings(tuple(found)) if found else NOTHING_FOUND

    def objection(self, breach: Breach) -> Objection:
        """The objection that a breach amounts to, in this rule's words."""
        return Objection(
            rule=self.id,
            message=self.message.format(**breach.spoken),
            field=breach.field or self.field,
            basis=str(self.basis) if self.basis else "",
            remedy=self.remedy.format(**breach.spoken),
            severity=self.severity,
        )


def of_each(asked: Iterable[Asked], find: Callable[[Asked], Breaches]) -> Breaches:
    """What is found of each of several that are asked; one that has not answered hides nothing of the others."""
    unanswered: MissingEvidence | None = None
    for each in asked:
        try:
            yield from find(each)
        except Absent:
            continue
        except MissingEvidence as missing:
            unanswered = missing
    if unanswered:
        raise unanswered


def rule(
    id: str,  # noqa: A002 - the rule's id in the domain's own numbering
    message: str,
    *,
    basis: Basis | None = None,
    field: str = "",
    remedy: str = "",
    severity: Severity = Severity.BLOCKING,
) -> Callable[[Check], Rule]:
    """Make a `Rule` of a function that returns or yields a `Breach` for each violation."""

    def make(check: Check) -> Rule:
        return Rule(id=id, message=message, check=check, basis=basis, field=field, remedy=remedy, severity=severity)

    return make


class Findings(msgspec.Struct, frozen=True):
    """The outcome of all rules: objections shown together, and what could not be judged."""

    objections: tuple[Objection, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()

    @property
    def blocking(self) -> tuple[Objection, ...]:
        """The objections that stop the application."""
        return tuple(each for each in self.objections if each.severity is Severity.BLOCKING)


NOTHING_FOUND: Final = Findings()


def evaluate(rules: Iterable[Rule], application: Application[Any]) -> Findings:
    """Run every rule; a missing answer of a register makes its rule undetermined, never a refusal."""
    judged = [found for each in rules if (found := each.findings(application)) is not NOTHING_FOUND]
    return Findings(
        tuple(objection for findings in judged for objection in findings.objections),
        tuple(open_still for findings in judged for open_still in findings.undetermined),
    )


def _undetermined(broken: Rule, need: Needs[Any]) -> Undetermined:
    return Undetermined(
        rule=broken.id,
        register=need.register,
        title=need.title,
        message=f"“{need.title}”暂未答复，该项条件待核实后再作决定",
        need=need.key,
    )


def _without_calendar(broken: Rule, missing: MissingCalendar) -> Undetermined:
    return Undetermined(
        rule=broken.id,
        register="",
        title=f"{missing.year}年度工作日历",
        message=f"{missing}，该项期限待日历公布、载入后再作决定",
    )


def blocking(objections: Sequence[Objection]) -> bool:
    """Whether any of the objections stops the application."""
    return any(each.severity is Severity.BLOCKING for each in objections)
