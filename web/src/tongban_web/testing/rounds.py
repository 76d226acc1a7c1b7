"""Every page that a matter generates, seen by those concerned while its sample goes from the zone to the close."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from litestar import Litestar

from tongban.cases.state import Case
from tongban.matters.matter import Channel
from tongban.testing.conformance.driving import Course
from tongban_web.testing.sites import site_of
from tongban_web.testing.visitor import Page, Visitor


class CourseStopped(Exception):
    """The sample does not get on: what stops it is the course's to tell, not the pages'."""


class NotTaken(Exception):
    """The form is not taken as the sample answers it; the message is what the page says."""


@dataclass
class Rounds:
    """The applicant, and the staff of every place, each at the own site; `judge` is given every page.

    `sites` are those opened so far, by node: rounds with one world share them.
    """

    course: Course
    judge: Callable[[Page], object]
    sites: dict[str, Litestar]
    _people: dict[tuple[str, str], Visitor] = field(default_factory=dict)
    _followed: set[tuple[str, str]] = field(default_factory=set)

    def make(self) -> None:
        """Look at everything before the application is handed in, and at each stretch of its way.

        Raises `CourseStopped` where the course does not come to its close.
        """
        self._apply()
        if Channel.WINDOW in self.course.matter.channels:
            self._apply_at_window()
        for case in self._stretches():
            self._look_at(case)

    def _stretches(self) -> Iterator[Case]:
        stretches = self.course.stretches()
        while True:
            try:
                case = next(stretches)
            except StopIteration:
                return
            except Exception as stopped:
                raise CourseStopped(str(stopped)) from stopped
            yield case

    @property
    def _home(self) -> str:
        return f"{self.course.sample.received_in[:2]}0000"

    def _apply(self) -> None:
        sample, matter = self.course.sample, self.course.matter.id
        self.course.world.today(sample.on)
        applicant = self._party(sample.by)
        for address in ("/", f"/matters/{matter}"):
            applicant.get(address)
        form = applicant.get(f"/matters/{matter}/apply")
        draft = applicant.submit(form, f"/matters/{matter}/apply", consent="yes")
        looked_over = self._fill_in(applicant, draft)
        if not sample.uploads and not looked_over.path.endswith("/review"):
            said = looked_over.document.xpath("//*[@id='objections']//li") or looked_over.document.xpath("//h1")
            raise NotTaken("；".join(" ".join(each.text_content().split()) for each in said))

    def _apply_at_window(self) -> None:
        sample = self.course.sample
        clerk = self._staff(self._home, f"{self._hall}-1")
        person = self.course.world.person(sample.by)
        start = clerk.get("/window/apply")
        who = {"name": person.name, "number": person.number, "organisation": sample.organisation}
        consent = {"identity": "yes", "consent": "yes"}
        draft = clerk.submit(start, "/window/apply", matter=sample.matter, **who, **consent)
        if draft.path.startswith("/window/drafts/"):  # else the clerk is told why not, on a page that was seen too
            self._fill_in(clerk, draft)

    def _fill_in(self, visitor: Visitor, draft: Page) -> Page:
        """The form empty, with every objection, and as the sample answers it; then what is to be looked over."""
        visitor.submit(draft, draft.path, act="review")
        promised = {f"pledge-{key}": "yes" for key in self.course.sample.pledges}
        answers = {**self.course.sample.answers, **promised}
        visitor.submit(draft, draft.path, act="update", **answers)
        # What is asked only after an answer is on the page by now.
        return visitor.submit(visitor.get(draft.path), draft.path, act="review", **answers)

    def _look_at(self, case: Case) -> None:
        sample = self.course.sample
        for name in filter(None, (sample.by, sample.co_applicant)):
            self._follow(self._party(name), f"/cases/{case.id}")
        for place in case.places().values():
            for number in (1, 2):
                self._follow(self._staff(place.node, f"{place.office}-{number}"), f"/desk/cases/{case.id}")

    def _follow(self, visitor: Visitor, address: str) -> None:
        """A page of the case, and once each the pages of it that it leads to."""
        page = visitor.get(address)
        for link in page.document.xpath("//a/@href") if page.status == 200 else ():
            if link.startswith(f"{address}/") and (visitor.province, link) not in self._followed:
                self._followed.add((visitor.province, link))
                visitor.get(link)

    @property
    def _hall(self) -> str:
        return self.course.home.hall

    def _party(self, name: str) -> Visitor:
        return self._person(self._home, name, lambda visitor: self._sign_in(visitor, name))

    def _sign_in(self, visitor: Visitor, name: str) -> None:
        visitor.sign_in(name)
        if self.course.sample.organisation:
            visitor.submit(visitor.get("/acting-for"), "/acting-for", organisation=self.course.sample.organisation)

    def _staff(self, node: str, officer: str) -> Visitor:
        return self._person(node, officer, lambda visitor: visitor.sign_in_staff(officer))

    def _person(self, node: str, name: str, sign_in: Callable[[Visitor], object]) -> Visitor:
        if (node, name) not in self._people:
            visitor = Visitor(self.course.world, node, self._site(node), self.judge)
            self._people[node, name] = visitor
            sign_in(visitor)
        return self._people[node, name]

    def _site(self, node: str) -> Litestar:
        if node not in self.sites:
            self.sites[node] = site_of(self.course.world.province(node).node)
        return self.sites[node]
