"""What a matter makes of any application besides objections: its route and its amount."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tongban.errors import Refused
from tongban.matters.calculation import working_of
from tongban.matters.matter import Matter
from tongban.plugin_sources import in_words, origin
from tongban.testing.conformance.check import Fault
from tongban.testing.conformance.subject import Subject
from tongban.testing.judging import Judging

BEAR = "let it bear every answer that the form accepts, and what a register may leave empty"


def broken_outcomes(subject: Subject, matter: Matter, judging: Judging) -> Iterator[Fault]:
    """What breaks of an application that the form accepts, whatever the rules say of it: applicants see both before."""
    application = judging.application
    tried: tuple[tuple[str, Callable[[], object]], ...] = (
        ("the route", lambda: matter.route(application.answers)),
        ("the calculation", lambda: working_of(matter, application)),
    )
    for what, make in tried:
        try:
            make()
        except Refused:
            continue
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises is what is looked for
            place = origin(error, subject.folder) or subject.place(matter.id)
            yield Fault(place, f"{what} of {matter.id} breaks on an application: {in_words(error)}", BEAR)
