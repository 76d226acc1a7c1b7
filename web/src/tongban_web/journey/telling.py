"""Tells the stories, prints each case's ledger and compares it with what is expected."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from unicodedata import east_asian_width

from tongban.clock import CHINA, from_milliseconds
from tongban_web.journey.deeds import VERIFIED, Hop, ledger
from tongban_web.journey.people import People
from tongban_web.journey.stories import Story, Told
from tongban_web.journey.visitors import Visitor

COLUMNS = (("序", 3), ("时间", 20), ("已用工作日", 11), ("机关", 44), ("事项", 34), ("经办", 30))


def tell_all(people: People, stories: Sequence[Story], *, quiet: bool = False) -> tuple[list[str], list[Told]]:
    """Tell each story and print its ledger; every difference from what is expected, and the cases made."""
    differences, cases = [], []
    for story in stories:
        told = story.tell(people)
        hops = settled(people, told)
        if not quiet:
            print(f"\n{story.title}（{story.name}）\n{table(hops)}", flush=True)
        differences += compare(story.name, hops)
        cases.append(told)
    return differences, cases


def every_case_once(people: People, told: Sequence[Told]) -> list[str]:
    """What is wrong if the people who applied find other cases than those told of, or one twice."""
    expected = Counter(each.case_id for each in told)
    applicants = {each.applicant.name: each.applicant for each in told}
    found = Counter(case for applicant in applicants.values() for case in own_cases(applicant))
    return [f"cases of the journey: {expected}, found: {found}"] if expected != found else []


def own_cases(applicant: Visitor) -> list[str]:
    """The cases that somebody finds under 我的办件."""
    listed = applicant.until(lambda: applicant.ask("/cases"), "one's own cases")
    return [case["id"] for case in listed["cases"]]


def settled(people: People, told: Told) -> tuple[Hop, ...]:
    """The ledger once every place of the case shows the same hops."""
    first = people.officer(told.places[0])

    def look() -> tuple[Hop, ...] | None:
        ledgers = [ledger(people.officer(place), told.case_id) or () for place in told.places]
        heads = {tuple((hop.seq, hop.on, hop.place, hop.title) for hop in hops) for hops in ledgers}
        return max(ledgers, key=lambda hops: sum(bool(hop.who) for hop in hops)) if len(heads) == 1 else None

    return first.until(look, f"the same ledger at {', '.join(told.places)}")


def compare(name: str, hops: Sequence[Hop]) -> list[str]:
    """What differs from the expected ledger of a story, line by line."""
    expected = expectations().get(name, [])
    # Registers are asked anew where one was away; how often is no part of the story.
    found = [line(hop) for hop in hops if hop.title != VERIFIED]
    if expected == found:
        return []
    diff = difflib.unified_diff(expected, found, f"{name} as expected", f"{name} as found", lineterm="", n=2)
    return ["\n".join(diff)]


def line(hop: Hop) -> str:
    """A hop as the expectations have it: date, place, title, who, working days used."""
    return " | ".join((hop.on, hop.place, hop.title, hop.who, "-" if hop.used is None else str(hop.used)))


def expectations() -> dict[str, list[str]]:
    """The expected ledgers by story."""
    text = files("tongban_web.journey").joinpath("expected.json").read_text("utf-8")
    expected: dict[str, list[str]] = json.loads(text)
    return expected


def table(hops: Sequence[Hop]) -> str:
    """The ledger as columns."""
    rows = [tuple(name for name, _ in COLUMNS)]
    rows += [
        (str(hop.seq), _instant(hop), "-" if hop.used is None else str(hop.used), hop.place, hop.title, hop.who)
        for hop in hops
    ]
    return "\n".join(
        "".join(_padded(text, width) for text, (_, width) in zip(row, COLUMNS, strict=True)) for row in rows
    )


def _instant(hop: Hop) -> str:
    return f"{from_milliseconds(hop.at).astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _padded(text: str, width: int) -> str:
    taken = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(width - taken, 1)
