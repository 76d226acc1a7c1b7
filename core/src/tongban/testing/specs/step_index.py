"""The steps that specifications may be written with, by the noun they are about, to list and to search."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Final

from pytest_bdd.steps import StepFunctionContext

from tongban.testing.step_texts import loaded_definitions, place_of

KINDS: Final = {"given": "假如", "when": "当", "then": "那么"}
CHAPTER: Final = "CHAPTER"
CORE: Final = "tongban.testing.steps."

_GROUP: Final = re.compile(r"\(\?P<(\w+)>([^)]*)\)")


@dataclass(frozen=True, slots=True)
class StepEntry:
    """One step: `text` as it is written with its places in braces, `pattern` as it is defined.

    `chapter` is the noun that its module, or the package around it, says in `CHAPTER`.
    """

    kind: str
    text: str
    pattern: str
    chapter: str
    module: str
    line: int
    place: str
    note: str
    choices: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def keyword(self) -> str:
        """The Gherkin keyword."""
        return KINDS[self.kind]

    @property
    def is_core(self) -> bool:
        """Whether every plugin's specifications may use it."""
        return self.module.startswith(CORE)


def step_index() -> list[StepEntry]:
    """Every step of core and of the installed plugins whose modules are loaded, core's first."""
    entries = {_entry(each) for each in loaded_definitions() if each.step_func.__module__.startswith("tongban")}
    order = chapters()
    return sorted(entries, key=lambda each: (_place(order, each.module), each.module, each.line, each.kind))


def chapters() -> list[str]:
    """The modules of steps in the order in which the test kit loads them."""
    from tongban.testing.plugin import pytest_plugins

    return [name for name in pytest_plugins if name.startswith(CORE)]


def _place(order: list[str], module: str) -> int:
    return order.index(module) if module in order else len(order)


def load_steps() -> None:
    """Import every module of steps, as a test run does."""
    from importlib import import_module

    plugins = [point.module for point in entry_points(group="pytest11") if point.name.startswith("tongban_")]
    pending = ["tongban.testing.plugin", *plugins]
    while pending:
        module = import_module(pending.pop())
        pending += [name for name in getattr(module, "pytest_plugins", ()) if name not in sys.modules]


def searched(entries: Iterable[StepEntry], words: Iterable[str]) -> Iterator[StepEntry]:
    """The steps in whose text, noun or note every word appears."""
    wanted = [word.casefold() for word in words]
    for entry in entries:
        said = f"{entry.keyword} {entry.text} {entry.chapter} {entry.note}".casefold()
        if all(word in said for word in wanted):
            yield entry


def _entry(definition: StepFunctionContext) -> StepEntry:
    module = sys.modules[definition.step_func.__module__]
    pattern = definition.parser.name
    return StepEntry(
        kind=definition.type or "",
        text=readable(pattern),
        pattern=pattern,
        chapter=_chapter(module.__name__),
        module=module.__name__,
        line=definition.step_func.__code__.co_firstlineno,
        place=place_of(definition),
        note=(definition.step_func.__doc__ or "").strip().partition("\n")[0],
        choices=tuple((name, tuple(options.split("|"))) for name, options in _GROUP.findall(pattern)),
    )


def _chapter(module: str) -> str:
    """The nearest `CHAPTER` of a module and the packages around it."""
    name = module
    while name:
        if found := getattr(sys.modules[name], CHAPTER, ""):
            return str(found)
        name = name.rpartition(".")[0]
    return module.partition(".")[0]


def readable(pattern: str) -> str:
    """A step's text with its places in braces, whatever kind of pattern it is."""
    return _GROUP.sub(lambda group: f"{{{group[1]}}}", pattern)
