"""The stories of `make journey` in a browser, each with a look back at the case and its papers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from scripts.walking.fund import GRANTED, look_back
from scripts.walking.walk import Walk
from tongban_web.journey.people import People
from tongban_web.journey.stories import STORIES, Story, Told

WHO_AND_END: Final = {
    "transfer": ("张建国", GRANTED),
    "transfer_refused": ("何建军", "办结（不予）"),
    "employer": ("张建国", GRANTED),
    "certificate_online": ("张建国", GRANTED),
    "certificate_at_window": ("张建国，受托人张德福", GRANTED),
    "certificate_off_exchange": ("赵敏，受托人张德福", GRANTED),
    "certificate_declined": ("张建国", "不予受理"),
    "marriage": ("吴浩、梁晓雯", GRANTED),
}


def journeys() -> Iterator[Walk]:
    """Each by its name there."""
    for story in STORIES:
        who, end = WHO_AND_END[story.name]
        yield Walk(name=story.name, title=story.title, who=who, end=end, go=partial(_tell, story=story))


def _tell(people: People, *, story: Story) -> Told:
    told = story.tell(people)
    look_back(told.applicant, told.case_id)
    return told
