"""A field that names several people, one a line."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from tongban.matters.fields import FieldFault, Paragraph

PARTED: Final = re.compile(r"[\n；;]")


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person as an answer names one: name and 公民身份号码."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class People(Paragraph):
    """Several people, one a line or parted by ；: name, a blank, 公民身份号码, which the form's context checks in full.

    The answer is text, one person a line, which `people_of` reads; nobody stands in it twice.
    """

    sensitive: bool = True

    def parse(self, text: str) -> object:
        Paragraph.parse(self, text)
        people = [self._person(line) for line in PARTED.split(text) if line.strip()]
        if not people:
            raise FieldFault(self.left_empty)
        for number, times in Counter(each.number for each in people).items():
            if times > 1:
                raise FieldFault(f"“{self.label}”中公民身份号码{number}填写了{times}次")
        return "\n".join(f"{each.name} {each.number}" for each in people)

    def show(self, value: object) -> str:
        return "；".join(str(value).split("\n"))

    def _person(self, line: str) -> NamedPerson:
        name, _, number = line.strip().replace("\u3000", " ").rpartition(" ")
        if not name.strip():
            raise FieldFault(f"“{self.label}”应每人一行，写姓名、空格、公民身份号码")
        return NamedPerson(" ".join(name.split()), number.upper())


def people_of(answer: str) -> tuple[NamedPerson, ...]:
    """The people whom the answer to a `People` field names, in its order."""
    parted = (line.rpartition(" ") for line in answer.split("\n") if line)
    return tuple(NamedPerson(name, number) for name, _, number in parted)
