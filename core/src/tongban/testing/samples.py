"""An application that everything speaks for, as a plugin gives it to the conformance suite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sound application for a matter by a fictitious person, between provinces of the test world.

    A plugin's `testing` module lists one for each matter in `SAMPLES`. `received_in` is the division of the window or
    site where it comes in ("440106"); `uploads` are the keys of the materials that are brought as files; `reports` is
    what officers type when they report the steps done, by step name.
    The demo records of the plugin hold what the registers must say.
    """

    matter: str
    by: str
    answers: Mapping[str, str]
    received_in: str = "440106"
    co_applicant: str = ""
    organisation: str = ""
    pledges: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()
    on: date = date(2026, 11, 23)
    reports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
