"""What people do at a site: each deed once however often a node dies, looked up first, tried again if not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tongban_web.journey.pages import Form, Page, sentences
from tongban_web.journey.visitors import Entry, Visitor, WrongTurn

EVERY = ("*",)
"""Entered for a group of check boxes: tick them all."""
REFUSED = 422
MOST_PAGES = 6
NOT_YET = ("同一操作已发出，正在等待对方确认", "暂未答复", "尚未得到答复", "尚未答复")
"""Refusals that pass: the owner has not confirmed, or a register of a node that is away has not answered."""
VERIFIED = "重新核验数据"


@dataclass(frozen=True, slots=True)
class Way:
    """Where drafts lie and cases are seen: online, or at the window."""

    drafts: str
    cases: str


ONLINE = Way("/drafts", "/cases")
WINDOW = Way("/window/drafts", "/desk/cases")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One line of a case's ledger; `at` are Unix milliseconds."""

    seq: int
    at: int
    on: str
    place: str
    title: str
    who: str
    used: int | None


def ledger(visitor: Visitor, case_id: str) -> tuple[Hop, ...] | None:
    """The ledger as this visitor may see it; None while the case is not known there."""
    case = visitor.ask(f"/cases/{case_id}")
    if case is None:
        return None
    names = Hop.__dataclass_fields__
    return tuple(Hop(**{name: hop[name] for name in names}) for hop in case["hops"])


def apply_online(visitor: Visitor, matter: str, answers: Mapping[str, Entry]) -> str:
    """Fill in the form of a matter, look it over and hand it in; the id of the case."""
    return _apply(visitor, ONLINE, f"/matters/{matter}/apply", {"consent": "yes"}, answers)


def apply_at_window(clerk: Visitor, matter: str, person: Mapping[str, Entry], answers: Mapping[str, Entry]) -> str:
    """The same at a window, for the person (name, number) who stands there; the id of the case."""
    start: dict[str, Entry] = {**person, "matter": matter, "identity": "yes", "consent": "yes"}
    return _apply(clerk, WINDOW, "/window/apply", start, answers)


def _apply(visitor: Visitor, way: Way, address: str, start: Mapping[str, Entry], answers: Mapping[str, Entry]) -> str:
    draft = visitor.until(lambda: _begin(visitor, way, address, start), f"a draft from {address}")
    visitor.until(lambda: _fill_in(visitor, f"{way.drafts}/{draft}", answers), f"{address} to be in order")
    visitor.until(lambda: _hand_in(visitor, way, draft), f"{address} to be handed in")
    return draft


def _begin(visitor: Visitor, way: Way, address: str, start: Mapping[str, Entry]) -> str | None:
    opened = visitor.submit(_required(visitor.get(address), address), start)
    if not opened.path.startswith(f"{way.drafts}/"):
        raise WrongTurn(f"{visitor.name} cannot begin at {address}: {next(sentences(opened))}")
    return opened.path.rpartition("/")[2]


def _fill_in(visitor: Visitor, address: str, answers: Mapping[str, Entry]) -> bool | None:
    page = visitor.get(address)
    for _ in range(MOST_PAGES):
        form = _required(page, address)
        known = {name: value for name, value in answers.items() if name in form.names}
        act = "review" if len(known) == len(answers) else "update"
        page = visitor.submit(form, {**known, "act": act})
        if page.path.endswith("/review"):
            return True
        if page.status == REFUSED and act == "review":
            break
    raise WrongTurn(f"{visitor.name} cannot hand in {sorted(answers)}: {next(sentences(page))}")


def _hand_in(visitor: Visitor, way: Way, draft: str) -> bool | None:
    page = visitor.get(f"{way.drafts}/{draft}/review")
    if page.path == f"{way.cases}/{draft}":
        return True
    page = visitor.submit(_required(page, f"{way.drafts}/{draft}/submit"), {})
    if page.path != f"{way.cases}/{draft}":
        raise WrongTurn(f"{visitor.name} could not hand in: {next(sentences(page))}")
    return True


def as_party(visitor: Visitor, case_id: str, act: str, title: str) -> None:
    """Do what the case page offers a party ("result", "confirm"), until the ledger has the title."""

    def attempt() -> bool | None:
        if _has(visitor, case_id, title, 1):
            return True
        page = visitor.get(f"/cases/{case_id}")
        if page.link(f"/{act}"):
            page = visitor.get(f"/cases/{case_id}/{act}")
            form = page.form(f"/{act}")
            if form is not None:
                agreed = {"consent": "yes"} if "consent" in form.offered else {}
                _taken(visitor, visitor.submit(form, agreed), act)
        return None

    visitor.until(attempt, f"{title}（{case_id}）")


def at_desk(
    visitor: Visitor,
    case_id: str,
    act: str,
    title: str,
    entered: Mapping[str, Entry] | None = None,
    *,
    about: str = "",
    times: int = 1,
) -> None:
    """Take an officer's act through its button or its page, until the ledger has the title so many times."""

    def attempt() -> bool | None:
        if _has(visitor, case_id, title, times):
            return True
        form = _desk_form(visitor, case_id, act, about)
        if form is not None:
            given = {name: _ticked(form, name, value) for name, value in (entered or {}).items()}
            if "confirmed" in form.offered:
                given["confirmed"] = "yes"
            _taken(visitor, visitor.submit(form, given), act)
        return None

    visitor.until(attempt, f"{title}（{case_id}）")


def verify(visitor: Visitor, case_id: str) -> None:
    """Have the registers asked anew as long as one of them has not answered."""

    def attempt() -> bool | None:
        case = visitor.ask(f"/cases/{case_id}")
        if case is None:
            return None
        if not case["unsettled"]:
            return True
        form = _desk_form(visitor, case_id, "add_evidence", "")
        if form is not None:
            _taken(visitor, visitor.submit(form, {}), "add_evidence")
        return None

    visitor.until(attempt, f"every register to answer about {case_id}")


def _ticked(form: Form, name: str, value: Entry) -> Entry:
    return tuple(form.offered.get(name, ())) if value == EVERY else value


def _desk_form(visitor: Visitor, case_id: str, act: str, about: str) -> Form | None:
    page = visitor.get(f"/desk/cases/{case_id}")
    ending = f"/acts/{act}"
    for form in page.forms:
        if urlsplit(form.action).path.endswith(ending) and dict(form.held).get("about", "") == about:
            return form
    for link in page.links:
        parts = urlsplit(link)
        if parts.path.endswith(ending) and parse_qs(parts.query).get("about", [""])[0] == about:
            return visitor.get(link).form(ending)
    return None


def _taken(visitor: Visitor, page: Page, act: str) -> None:
    if page.status == REFUSED and not any(words in page.text for words in NOT_YET):
        raise WrongTurn(f"{visitor.name} was refused {act}: {next(sentences(page))}")


def _has(visitor: Visitor, case_id: str, title: str, times: int) -> bool:
    hops = ledger(visitor, case_id) or ()
    return sum(hop.title == title for hop in hops) >= times


def _required(page: Page, ending: str) -> Form:
    form = page.form(ending)
    if form is None:
        raise WrongTurn(f"{page.url} ({page.status}) has no form {ending}: {next(sentences(page))}")
    return form
