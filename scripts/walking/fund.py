"""Every matter of the housing fund from the zone to the close, as the samples of its tests have it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from scripts.walking.walk import Walk
from tongban.matters.fields import Flag, Place
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.matters.procedures import IrrevocableStep, Step
from tongban.plugins import load_plugins
from tongban.routing.divisions import load_divisions
from tongban.testing.samples import Sample
from tongban_housing_fund.testing import SAMPLES
from tongban_web.journey.deeds import apply_online, as_party, at_desk, verify
from tongban_web.journey.people import People
from tongban_web.journey.stories import ELECTRONIC, GUANGDONG, OPENED, Told
from tongban_web.journey.visitors import Entry, Visitor

GRANTED: Final = "办结（准予）"
CONFIRMED: Final = "确认共同申请"


def fund_walks() -> Iterator[Walk]:
    """One walk for each sample, named by its matter."""
    matters = {matter.id: matter for matter in load_plugins(["housing_fund"]).matters}
    for sample in SAMPLES:
        matter = matters[sample.matter]
        go = partial(to_the_end, sample=sample, matter=matter)
        yield Walk(name=matter.id, title=matter.name, who=sample.by, end=GRANTED, go=go)


def to_the_end(people: People, *, sample: Sample, matter: Matter) -> Told:
    """Apply in 广东 and bring the case to its close."""
    applicant = people.person(GUANGDONG, sample.by, organisation=sample.organisation)
    applicant.get("/")
    applicant.get(f"/matters/{matter.id}")
    case = apply_online(applicant, matter.id, dict(entered(sample, matter)))
    if sample.co_applicant:
        as_party(people.person(GUANGDONG, sample.co_applicant), case, "confirm", CONFIRMED)
    decided(people, applicant, case, sample=sample, matter=matter)
    return delivered(people, applicant, case)


def decided(people: People, applicant: Visitor, case: str, *, sample: Sample, matter: Matter) -> None:
    """Accepted, every step taken at its place, the case looked at where one was cleared, and granted."""
    offices = offices_of(applicant, case)
    competent = people.officer(f"{offices['competent']}-1")
    competent.get("/desk")
    at_desk(competent, case, "accept", "受理")
    verify(competent, case)
    for step in matter.procedure.steps:
        officer = people.officer(f"{offices[step.at]}-1")
        if isinstance(step, IrrevocableStep):
            at_desk(officer, case, "clear", f"放行：{step.title}", about=step.name)
            applicant.get(f"/cases/{case}")
        take(officer, case, step, sample)
    at_desk(competent, case, "grant", "作出准予决定")


def take(officer: Visitor, case: str, step: Step, sample: Sample) -> None:
    """Report a step done."""
    reported = {name: text for name, text in sample.reports.get(step.name, {}).items() if text}
    at_desk(officer, case, "report_step", f"{step.title}：已完成", reported, about=step.name)


def delivered(people: People, applicant: Visitor, case: str) -> Told:
    """Sent, opened by the applicant, closed; and every paper of it looked at."""
    offices = offices_of(applicant, case)
    competent = people.officer(f"{offices['competent']}-1")
    at_desk(competent, case, "dispatch", ELECTRONIC, {"way": "electronic"})
    as_party(applicant, case, "result", OPENED)
    look_back(applicant, case)
    competent.get(f"/desk/cases/{case}")
    return Told(case_id=case, applicant=applicant, places=tuple(f"{each}-1" for each in offices.values()))


def look_back(applicant: Visitor, case: str) -> None:
    """Own cases, the case as it ended, its papers, and what was looked up for it."""
    applicant.get("/cases")
    applicant.get("/lookups")
    for link in applicant.get(f"/cases/{case}").links:
        if "/papers/" in link:
            applicant.get(link.removeprefix(applicant.url))


def offices_of(visitor: Visitor, case: str) -> dict[str, str]:
    """The office of each place of a case by its role."""
    return {place["role"]: place["office"] for place in visitor.ask(f"/cases/{case}")["places"]}


def entered(sample: Sample, matter: Matter) -> Iterator[tuple[str, Entry]]:
    """What is typed, with places by their names, what is promised and what is brought."""
    fields = {bound.name: bound.field for bound in fields_of(matter.form)}
    for name, text in sample.answers.items():
        match fields[name]:
            case Place():
                yield name, load_divisions().full_name(text)
            case Flag():
                yield name, "yes"
            case _:
                yield name, text
    yield from ((f"pledge-{key}", "yes") for key in sample.pledges)
    yield from ((f"material-{key}", "材料.pdf") for key in sample.uploads)
