"""Applications for the table of the rules and for the checks; the specification needs no step of its own."""

from __future__ import annotations

from datetime import date
from typing import Final

from tongban import Sex
from tongban.testing.judging import Judging, fictitious_number, person
from tongban.testing.samples import Sample

ANSWERS: Final = {"place": "510104", "kind": "new", "mobile": "13800000000"}
SAMPLES: Final = (Sample(matter="senior.card", by="钱国庆", answers=ANSWERS),)


def asked(born: date, *, on: date = date(2026, 11, 23)) -> Judging:
    """An application by somebody born on a day."""
    return Judging(
        plugin="senior_card",
        matter_id="senior.card",
        applicant=person("测试人员", fictitious_number(born, Sex.MALE)),
        typed=ANSWERS,
        on=on,
    )
