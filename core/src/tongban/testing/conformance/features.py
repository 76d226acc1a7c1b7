"""Specifications travel with the plugin, can be run, and name what they specify."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from pytest_bdd.exceptions import GherkinParseError
from pytest_bdd.feature import get_features

from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.subject import Subject
from tongban.testing.specs.clauses import UnknownClauseError, check_tag, place_of_tag
from tongban.testing.specs.near_steps import nearest
from tongban.testing.specs.shipped import FOLDER, feature_files
from tongban.testing.specs.step_index import step_index
from tongban.testing.step_texts import ambiguous_steps, loaded_definitions, steps_of

STEP: Final = re.compile(r"\s*(假如|假设|假定|当|那么|并且|而且|同时|但是|Given|When|Then|And|But) ")
QUOTES: Final = ('"""', "```")
NEVER_RUN: Final = frozenset({"skip", "skipif", "xfail"})
TITLE: Final = re.compile(r"\s*(功能|Feature)\s*:")


def files_of(subject: Subject) -> list[Path]:
    """The specifications in the package, as `tongban specs run` finds them."""
    return feature_files(subject.folder)


def present(subject: Subject) -> Iterator[Fault]:
    """No specification travels with a plugin of matters, or one lies where nobody finds it."""
    folder, found = subject.folder / FOLDER, files_of(subject)
    for path in sorted(subject.folder.rglob("*.feature")):
        if path not in found:
            yield Fault(f"{path}:1", f"it lies outside of {FOLDER}/, where nothing runs it", f"move it into {folder}")
    if subject.current and not found:
        file = folder / f"{subject.current[0].name}.feature"
        yield Fault(f"{file}:1", "no specification travels with the plugin", "write it there, inside the package")


def executable(subject: Subject) -> Iterator[Fault]:
    """What cannot be read or is never run, and steps that no definition, or more than one, answers to."""
    definitions, index = loaded_definitions(), step_index()
    for path in files_of(subject):
        try:
            steps = list(steps_of(path))
        except GherkinParseError as error:
            mend = "begin with `# language: zh-CN` and mend the line"
            yield Fault(f"{path}:{error.line or 1}", f"it is no Gherkin: {error.message}", mend)
            continue
        except (KeyError, UnicodeDecodeError):
            yield Fault(f"{path}:1", "it holds no 功能: in UTF-8", "begin with `# language: zh-CN` and 功能: below")
            continue
        yield from _never_run(path)
        for step in steps:
            if not any(d.type in {None, step.type} and d.parser.is_matching(step.name) for d in definitions):
                near = [entry.text for entry in nearest(step, index)]
                mend = f"define it in {subject.package}/testing.py, or use {' or '.join(near) or 'tongban specs steps'}"
                yield Fault(f"{path}:{step.line_number}", f"no definition answers to “{step.name}”", mend)
        for number, line in _lost(path, {step.line_number for step in steps}):
            mend = "begin it with 假如, 当, 那么 or 并且, below a line 场景: that is spelled so; all else is never run"
            yield Fault(f"{path}:{number}", f"“{line}” is taken for a description, not for a step", mend)
        for twice in ambiguous_steps([path], definitions):
            place, _, what = twice.partition(": ")
            yield Fault(place, what, "word one of the definitions otherwise")


def _never_run(path: Path) -> Iterator[Fault]:
    """A specification without a scenario, scenarios without a step, and tags that keep one from telling anything."""
    (feature,) = get_features([str(path)])
    if not feature.scenarios:
        yield Fault(_title(path), "it has no scenario, so nothing of it is run", "write 场景: and its steps below")
    for scenario in feature.scenarios.values():
        place = f"{path}:{scenario.line_number}"
        if not scenario.steps:
            yield Fault(place, f"“{scenario.name}” has no step", "write its steps below")
        for tag in sorted(NEVER_RUN & (scenario.tags | feature.tags)):
            what = f"@{tag} keeps “{scenario.name}” from being run as specified"
            yield Fault(place, what, f"take @{tag} away and mend what does not go as specified")


def _lost(path: Path, run: Collection[int]) -> Iterator[tuple[int, str]]:
    """Lines that begin like steps and are none."""
    quoted = False
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        quoted ^= line.strip().startswith(QUOTES)
        if not quoted and number not in run and STEP.match(line):
            yield number, line.strip()


def named(subject: Subject) -> Iterator[Fault]:
    """Matters whose id is the tag of no specification, and tags that look like clauses of a policy and are none.

    A title may be like another's, an id is not.
    """
    files = files_of(subject)
    tags = {tag for path in files for tag in _tags(path)}
    for path in files:
        yield from _no_clauses(path)
    for matter in subject.current:
        if files and matter.id not in tags:
            place = next((_title(path) for path in files if matter.name in path.read_text("utf-8")), "")
            what = f"no specification has the tag @{matter.id} ({matter.name})"
            mend = f"write @{matter.id} above 功能: of the specification that is about it"
            yield Fault(place or subject.place(matter.id), what, mend)


def _no_clauses(path: Path) -> Iterator[Fault]:
    for tag in sorted(_tags(path)):
        try:
            check_tag(tag)
        except UnknownClauseError as error:
            yield Fault(place_of_tag(path, tag), str(error), "name a sentence of the policy, or take the tag away")


def _tags(path: Path) -> set[str]:
    """The tags of a specification and of its scenarios."""
    try:
        (feature,) = get_features([str(path)])
    except (GherkinParseError, KeyError, UnicodeDecodeError):
        return set()
    return {*feature.tags, *(tag for each in feature.scenarios.values() for tag in each.tags)}


def _title(path: Path) -> str:
    """`file:line` of what the specification is called."""
    lines = path.read_text("utf-8").splitlines()
    return f"{path}:{next((number for number, line in enumerate(lines, start=1) if TITLE.match(line)), 1)}"


CHECKS = (
    Check(id="features-present", sentence="specifications travel inside the package", find=present),
    Check(id="features-executable", sentence="every step of the specifications has its definition", find=executable),
    Check(id="features-named", sentence="every matter's id tags a specification; tags of clauses name one", find=named),
)
