"""The checks of pages that the conformance suite takes in: every page a matter generates can be used by everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.plugin_sources import describe, in_words, origin
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.live import courses
from tongban.testing.conformance.subject import Subject
from tongban.testing.world import ALL
from tongban_web.testing import page_lint
from tongban_web.testing.browser import MISSING, find_chromium, open_browser, violations
from tongban_web.testing.rounds import CourseStopped, NotTaken, Rounds
from tongban_web.testing.visitor import Page, Visitor

if TYPE_CHECKING:
    from litestar import Litestar
    from playwright.sync_api import Page as Tab
    from playwright.sync_api import Route

    from tongban.testing.world import World

MEND: Final = (
    "the page is made of what the matter declares: give each field and option its words, keys no blanks, "
    "and no field a name that the page has itself (delivery, consent, shown)"
)
BEAR: Final = "let that line bear what the sample answers and the registers say, and what either may leave empty"
ELSEWHERE: Final = "mend what other checks tell first; if none does, it is ours: report it with that line"
CONTROL: Final = re.compile(r'(?:(?:name|id|for)="|no label for |\bid |names )(?:field-)?(\w+)')
"""How a fault of a page names the element that has it, and so its field."""
Within = tuple[tuple[str, ...], tuple[str, ...]]


def sound(subject: Subject, world: World) -> Iterator[Fault]:
    """Pages that break, or that somebody cannot use."""
    for matter, pages, stopped in _generated(subject, world):
        broken = {in_words(error): (page, error) for page in reversed(pages) if (error := page.raised)}
        yield from (_broken(subject, matter, page, error) for page, error in broken.values())
        wrong = {what: page for page in reversed(pages) if not page.raised for what in page_lint.faults(page.document)}
        for what, page in wrong.items():
            yield Fault(_place(subject, matter, what), f"{page.path} of {matter.id}: {what}", MEND)
        if stopped is not None and not broken:
            place = origin(stopped, subject.folder) or subject.place(matter.id)
            yield Fault(place, _after(pages, matter, stopped), "look at that page as this person: `tongban run`")


def _broken(subject: Subject, matter: Matter, page: Page, error: Exception) -> Fault:
    place = origin(error, subject.folder)
    what = f"{page.path} of {matter.id} breaks: {in_words(error) if place else describe(error)}"
    return Fault(place or subject.place(matter.id), what, BEAR if place else ELSEWHERE)


def _after(pages: Sequence[Page], matter: Matter, stopped: Exception) -> str:
    last = pages[-1].path if pages else "/"
    said = f"the sample's answers are not taken: {stopped}" if isinstance(stopped, NotTaken) else describe(stopped)
    return f"nobody gets further than {last} of {matter.id}: {said}"


def _place(subject: Subject, matter: Matter, what: str) -> str:
    """Where the field is declared whose element has a fault, else the matter."""
    named = set(CONTROL.findall(what))
    forms = (form for own, form in subject.forms() if own is matter)
    found = ((form, bound.name) for form in forms for bound in fields_of(form) if bound.name in named)
    return next((subject.field_place(form, name) for form, name in found), "") or subject.place(matter.id)


def sound_in_browser(subject: Subject, world: World) -> Iterator[Fault]:
    """Pages that axe objects to in a real browser; it is shown each that is unlike those before it."""
    found = [(matter, page) for matter, pages, _ in _generated(subject, world) for page in pages]
    if not found:
        return  # that nobody sees a page is what `pages` tells
    with open_browser() as browser:
        tab = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
        guest = Visitor.at(world, ALL[0], judge=lambda _: None)
        for matter, page in _unlike(found):
            for what in _objections(tab, page, guest):
                yield Fault(_place(subject, matter, what), f"{page.path} of {matter.id}: {what}", MEND)


def _generated(subject: Subject, world: World) -> Iterator[tuple[Matter, list[Page], Exception | None]]:
    """Each matter with its pages, and with what stopped those who looked at them, unless `round_trip` tells that."""
    sites: dict[str, Litestar] = {}
    for matter, course in courses(subject, world):
        course.line.calm = True
        pages: list[Page] = []
        stopped = None
        try:
            Rounds(course, pages.append, sites).make()
        except CourseStopped:
            pass
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody cannot go on
            stopped = error
        yield matter, [page for page in pages if page.is_whole], stopped


def _unlike(found: Iterable[tuple[Matter, Page]]) -> Iterator[tuple[Matter, Page]]:
    """Those that hold something new: an element, within another, that no page before them has."""
    known: set[Within] = set()
    for matter, page in found:
        described = {each: _described(each) for each in page.document.iter("*")}
        inside = {(described.get(each.getparent(), ()), words) for each, words in described.items()}
        if inside - known:
            known |= inside
            yield matter, page


def _described(element: Any) -> tuple[str, ...]:
    silent = "" if element.text_content().strip() else "silent"
    return (element.tag, element.get("class") or "", element.get("type") or "", silent)


def _objections(tab: Tab, page: Page, guest: Visitor) -> list[str]:
    def answer(route: Route) -> None:
        asked = route.request.url
        response = page.response if asked == str(page.response.url) else guest.get(asked).response
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.content)

    tab.route("**/*", answer)
    tab.goto(str(page.response.url))
    found = violations(tab)
    tab.unroute("**/*")
    return found


_SHARED: Final[dict[str, Any]] = {"fixture": "world"}
CHECKS: Final = (
    Check(id="pages", sentence="everybody can use the pages it generates", find=sound, **_SHARED),
    Check(
        id="pages-in-browser",
        sentence="axe objects to none of them in a real browser",
        find=sound_in_browser,
        reason="" if find_chromium() else MISSING,
        **_SHARED,
    ),
)
