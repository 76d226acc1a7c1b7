"""What a matter makes of any application besides objections: its route, its amount and its papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from tongban.errors import Refused
from tongban.matters.calculation import Calculation, working_of
from tongban.matters.matter import Matter
from tongban.matters.procedures import IrrevocableStep
from tongban.matters.results import Line, Result, granted
from tongban.matters.routes import Route
from tongban.matters.rules import MissingEvidence
from tongban.matters.shapes import fits, spelt
from tongban.plugin_sources import in_words, origin
from tongban.routing.divisions import DivisionCodeError
from tongban.testing.conformance.check import Fault
from tongban.testing.conformance.looked_up import asked
from tongban.testing.conformance.silence import waited_for
from tongban.testing.conformance.subject import Subject
from tongban.testing.judging import Judging
from tongban.testing.specs.values import divisions

ASK = "let a rule ask for it too, so that the case waits for the answer while registers are asked"
BEAR = "let it bear every answer that the form accepts, and what a register may leave empty"


def broken_outcomes(subject: Subject, matter: Matter, judging: Judging) -> Iterator[Fault]:
    """What breaks of an application that the form accepts.

    Applicants see route and amount whatever the rules say; papers are made only of what can be granted.
    """
    application = judging.application
    papers = [(f"the paper “{each.title}”", each.compose, partial(each.lines, application), Sequence[Line])
              for each in _papers(matter, judging)]  # fmt: skip
    tried: tuple[tuple[str, object, Callable[[], object], Any], ...] = (
        ("the route", matter.route, lambda: matter.route(application.answers), Route),
        ("the calculation", matter.calculation, lambda: working_of(matter, application), Calculation | None),
        *papers,
    )
    for what, written, make, asked_for in tried:
        try:
            if not fits(made := make(), asked_for):
                place = subject.code_place(written) or subject.place(matter.id)
                mend = f"let each way through it return {spelt(asked_for)}"
                yield Fault(place, f"{what} of {matter.id} is of type {type(made).__name__}", mend)
            elif isinstance(made, Route):
                yield from _nowhere(subject, matter, made)
        except Refused:
            continue
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises is what is looked for
            if isinstance(error, MissingEvidence) and _asked_again(matter, error):
                continue
            place, mend = origin(error, subject.folder) or subject.place(matter.id), mend_of(error, BEAR)
            yield Fault(place, f"{what} of {matter.id} breaks on an application: {in_words(error)}", mend)


def mend_of(error: Exception, otherwise: str) -> str:
    """How an author mends what broke, which is told `otherwise` unless it was a silent register."""
    return ASK if isinstance(error, MissingEvidence) else otherwise


def _asked_again(matter: Matter, missing: MissingEvidence) -> bool:
    """Whether a paper only waits for the answer: the officer is told so, unless nobody asks once a step is cleared."""
    final = any(isinstance(step, IrrevocableStep) for step in matter.procedure.steps)
    return not final and missing.need.key in {need.key for need in matter.needs}


def _nowhere(subject: Subject, matter: Matter, route: Route) -> Iterator[Fault]:
    """What a route names and is no code of a division."""
    for code in (route.competent, *route.cooperating.values()):
        try:
            divisions().find(code)
        except DivisionCodeError:
            place = subject.code_place(matter.route) or subject.place(matter.id)
            what = f"the route of {matter.id} names {code!r}, which is no code of a division"
            yield Fault(place, what, "name places by six digits, 510104, as the answer to a Place field has them")


def _papers(matter: Matter, judging: Judging) -> Sequence[Result]:
    """The papers of an application that can be granted: nobody objects, no register is waited for, all is reported."""
    steps = {step.name for step in matter.procedure.steps if step.form is not None}
    if not judging.reports.keys() >= steps:
        return ()
    try:
        needed = asked(matter, judging.application)
        judged = (judging.findings, *(judging.step_findings(name) for name in steps))
        settled = judging.records.keys() >= {need.key for need in needed} or not waited_for(judging)
    except Exception:  # noqa: BLE001 - that a rule breaks is told elsewhere
        return ()
    return _composed(matter) if settled and not any(each.blocking for each in judged) else ()


def _composed(matter: Matter) -> Sequence[Result]:
    """All that a matter writes: result papers, what 准予 grants, and what applicants are told to do for a step."""
    says_so = matter.grants or matter.calculation
    decision = (Result("grant", "准予决定书", partial(granted, matter)),) if says_so else ()
    steps = (step for step in matter.procedure.steps if isinstance(step, IrrevocableStep))
    return (*matter.results, *decision, *(step.notice for step in steps if step.notice))
