"""A plugin loads, and all that it declares leads somewhere: what a node looks at before it starts."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.subject import Subject


def sampled(subject: Subject) -> Iterator[Fault]:
    """Matters without an application to try them with."""
    for matter in subject.current:
        if subject.sample(matter) is None:
            mend = f'write SAMPLES = (Sample(matter="{matter.id}", …),) in {subject.package}/testing.py'
            yield Fault(subject.place(matter.id), f"there is no sample application for {matter.id}", mend)


LOADS = Check(id="loads", sentence="it loads, and every name in it leads somewhere", find=lambda _subject: ())
CHECKS = (LOADS, Check(id="samples", sentence="every matter has a sample application", find=sampled))
