"""A register that has not answered: which acts wait for it, and an application with one after another silent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import msgspec

from tongban.desk.outstanding import unanswered
from tongban.evidence.materials import Provided, material_status
from tongban.matters.matter import Matter
from tongban.testing.conformance.looked_up import asked, looked_up
from tongban.testing.conformance.subject import Subject
from tongban.testing.judging import Judging


def waited_for(judging: Judging) -> bool:
    """Whether 放行 and 准予 wait for a register: a rule hangs on it, or a material that nothing else supplies.

    Whatever else a material may come from is taken to have been handed in.
    """
    matter, application = judging.matter, judging.application
    keys = frozenset(material.key for material in matter.materials)
    given = Provided(uploads=keys, pledges=keys, window_checks=keys)
    answers = {name: str(value) for name, value in msgspec.structs.asdict(application.answers).items()}
    found = material_status(matter, answers, application.evidence, given)
    return bool(judging.findings.undetermined or unanswered(found))


def silenced(subject: Subject, matter: Matter) -> list[Judging]:
    """The sample once all is reported, with one after another of its registers silent; nothing where it breaks."""
    with suppress(Exception):  # it breaks then while they answer, too, which other checks tell
        return [each for judging in looked_up(subject, matter) for each in _one_by_one(judging)]
    return []


def _one_by_one(judging: Judging) -> Iterator[Judging]:
    for need in asked(judging.matter, judging.application):
        yield replace(judging, records={key: held for key, held in judging.records.items() if key != need.key})
