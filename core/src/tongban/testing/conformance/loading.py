"""A plugin loads, and all that it declares leads somewhere: what a node looks at before it starts."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.subject import Subject, people, strangers_in


def sampled(subject: Subject) -> Iterator[Fault]:
    """Matters without an application to try them with, and applications by people whom no test world knows."""
    for sample in subject.samples:
        for name in strangers_in(sample):
            mend = f"name a test person: {'、'.join(people())}"
            yield Fault(subject.place(name), f"no test person is called {name!r}", mend)
    sampled = {sample.matter for sample in subject.samples}
    for matter in subject.current:
        if matter.id not in sampled:
            mend = f'write SAMPLES = (Sample(matter="{matter.id}", …),) in {subject.package}/testing.py'
            yield Fault(subject.place(matter.id), f"there is no sample application for {matter.id}", mend)


LOADS = Check(id="loads", sentence="it loads, and every name in it leads somewhere", find=lambda _subject: ())
CHECKS = (LOADS, Check(id="samples", sentence="every matter has a sample application", find=sampled))
