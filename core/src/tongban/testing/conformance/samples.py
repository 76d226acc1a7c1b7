"""The sample applications: one for each matter, such that its form, its registers and the test provinces take it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from tongban.demonstration import NAMES
from tongban.identity.checks import field_check
from tongban.matters.forms import Form, fields_of, parse
from tongban.matters.matter import Matter
from tongban.plugin_sources import did_you_mean, in_words, origin
from tongban.routing.divisions import DivisionCodeError
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.generated import tried_on
from tongban.testing.conformance.looked_up import broken_look_ups
from tongban.testing.conformance.subject import Subject, people, strangers_in
from tongban.testing.samples import Sample
from tongban.testing.specs.values import divisions

MEND = "mend SAMPLES, or what the matter asks for"


def sampled(subject: Subject) -> Iterator[Fault]:
    """Matters without an application to try them with, and applications with which nothing could be tried."""
    offered = {matter.id: matter for matter in subject.current}
    for sample in subject.samples:
        for name in strangers_in(sample):
            yield Fault(_place(subject, name), f"no test person is called {name!r}", f"name one: {'、'.join(people())}")
        if sample.matter in offered:
            yield from _unfit(subject, offered[sample.matter], sample)
        else:
            what = f"a sample is for {sample.matter!r}, which the plugin does not offer"
            yield Fault(_place(subject, sample.matter), what, f"name one of {', '.join(offered) or 'its matters'}")
    for missing in sorted(offered.keys() - {sample.matter for sample in subject.samples}):
        mend = f'write SAMPLES = (Sample(matter="{missing}", …),) in {subject.package}/testing.py'
        yield Fault(subject.place(missing), f"there is no sample application for {missing}", mend)
    yield from _unanswered(subject)


def _unfit(subject: Subject, matter: Matter, sample: Sample) -> Iterator[Fault]:
    if not _in_a_test_province(sample.received_in):
        what = (
            f"the sample of {matter.id} is received in {sample.received_in!r}, which is no division of a test province"
        )
        mend = f"name a county or district of {'、'.join(NAMES.values())}, such as 440106"
        yield Fault(_place(subject, sample.received_in, matter.id), what, mend)
    yield from _not_taken(subject, matter, matter.form, sample.answers)
    steps = {step.name: step for step in matter.procedure.steps}
    yield from _unknown(subject, matter, "step", sample.reports, steps)
    for name, typed in sample.reports.items():
        form = steps[name].form if name in steps else None
        if form is not None:
            yield from _not_taken(subject, matter, form, typed)
    keys = [material.key for material in matter.materials]
    yield from _unknown(subject, matter, "material", (*sample.uploads, *sample.pledges), keys)


def _in_a_test_province(code: str) -> bool:
    try:
        return divisions().find(code) is not None and f"{code[:2]}0000" in NAMES
    except DivisionCodeError:
        return False


def _not_taken(subject: Subject, matter: Matter, form: type[Form], typed: Mapping[str, str]) -> Iterator[Fault]:
    """What is typed into a form and is no answer to it."""
    yield from _unknown(subject, matter, "field", typed, [bound.name for bound in fields_of(form)])
    check = field_check(divisions=divisions(), on=tried_on(subject, matter))
    for each in parse(form, typed, check).objections:
        what = f"the sample of {matter.id} types {typed.get(each.field, '')!r} into {each.field!r}: {each.message}"
        yield Fault(_place(subject, typed.get(each.field, ""), each.field, matter.id), what, MEND)


def _unknown(
    subject: Subject, matter: Matter, kind: str, named: Collection[str], known: Collection[str]
) -> Iterator[Fault]:
    for name in (each for each in named if each not in known):
        what = f"the sample of {matter.id} names {name!r}, which is no {kind} of it{did_you_mean(name, known)}"
        yield Fault(_place(subject, name, matter.id), what.rstrip("?"), MEND)


def _unanswered(subject: Subject) -> Iterator[Fault]:
    """Own registers that break when they are asked what the rules need to know of a sample."""
    for need, error in broken_look_ups(subject):
        record = need.record.__name__
        what = f"register {need.register} cannot tell what the sample needs: {in_words(error)}"
        mend = f"let each field of {record} be named and typed as the register has it, or mend the register"
        yield Fault(
            origin(error, subject.folder) or _class_place(subject, record) or subject.place(need.register), what, mend
        )


def _class_place(subject: Subject, name: str) -> str:
    return subject.code_line(lambda line: line.startswith(f"class {name}("))


def _place(subject: Subject, *quoted: str) -> str:
    """`file:line` in the module for tests, where samples stand, of the first of some texts, else wherever it stands."""
    lines = [
        (f"{source.path}:{number}", line)
        for source in subject.sources
        if source.is_for_tests
        for number, line in enumerate(source.path.read_text("utf-8").splitlines(), start=1)
    ]
    found = (place for text in filter(None, quoted) for place, line in lines if f'"{text}"' in line)
    return next(found, "") or subject.place(*quoted)


CHECKS = (Check(id="samples", sentence="every matter has a sample application", find=sampled),)
