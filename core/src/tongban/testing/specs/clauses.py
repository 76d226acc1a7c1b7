"""The clauses of policy documents, which specifications name in tags such as `@35-3.2-1`: document, section, sentence.

A tag on a feature holds for each of its scenarios. A document is a file in `policies/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

from tongban.plugin_sources import likest

TAG: Final = re.compile(r"(?P<document>[0-9]+)-(?P<section>[0-9]+\.[0-9]+)-(?P<sentence>[0-9]+)")
LIKE_A_CLAUSE: Final = re.compile(r"[0-9]+-.*")


class UnknownClauseError(ValueError):
    """A tag that looks like a clause names none."""

    def __init__(self, tag: str, message: str) -> None:
        self.tag = tag
        super().__init__(message)


class Addressee(StrEnum):
    """Who can do what a sentence asks: the platform, or authorities alone; nobody, where it only says why."""

    PLATFORM = "platform"
    ADMINISTRATION = "administration"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of a policy document; `tag` is how specifications name it.

    `lacking` says what the platform does not do of it, where no specification can show it yet.
    """

    tag: str
    text: str
    addressee: Addressee
    lacking: str = ""

    @property
    def number(self) -> str:
        """Its place in the document, like `3.2-1`."""
        return self.tag.partition("-")[2]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section with its sentences."""

    number: str
    chapter: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document; `number` is what tags begin with."""

    number: str
    title: str
    document: str
    sections: tuple[Section, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All sentences, in order."""
        return tuple(clause for section in self.sections for clause in section.clauses)


@cache
def policies() -> tuple[Policy, ...]:
    """Every document that tags may name."""
    folder = files(__package__) / "policies"
    texts = sorted((each.name, each.read_text("utf-8")) for each in folder.iterdir() if each.name.endswith(".yaml"))
    return tuple(_policy(yaml.safe_load(text)) for _, text in texts)


def _policy(read: dict[str, Any]) -> Policy:
    sections = tuple(
        Section(each["number"], each["chapter"], each["title"], tuple(_clauses(read["number"], each)))
        for each in read["sections"]
    )
    return Policy(read["number"], read["title"], read["document"], sections)


def _clauses(document: str, section: dict[str, Any]) -> Iterator[Clause]:
    for number, clause in enumerate(section["clauses"], start=1):
        text = "".join(clause["text"].split())
        yield Clause(
            f"{document}-{section['number']}-{number}", text, Addressee(clause["for"]), clause.get("lacking", "")
        )


def check_tag(tag: str) -> None:
    """Raise `UnknownClauseError` for a tag that begins like a clause and is none; other tags are free."""
    if LIKE_A_CLAUSE.fullmatch(tag) and tag not in _known():
        form = "" if TAG.fullmatch(tag) else "，写法是 @文号-部分.条-句，如 @35-3.2-1"
        near = likest(tag, _known())
        hint = f"，最相近的是 @{near}" if near else ""
        raise UnknownClauseError(tag, f"标签 @{tag} 没有对应的政策条款{form}{hint}")


def place_of_tag(path: Path, tag: str) -> str:
    """`file:line` of the first line of a specification that bears a tag."""
    lines = enumerate(path.read_text("utf-8").splitlines(), start=1)
    return f"{path}:{next((number for number, line in lines if f'@{tag}' in line.split()), 1)}"


@cache
def _known() -> frozenset[str]:
    return frozenset(clause.tag for policy in policies() for clause in policy.clauses)
