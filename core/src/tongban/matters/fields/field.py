"""What every kind of field has: its texts, who may see the answer, and how it is read and shown."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

from tongban.matters.needs import COMPETENT, RECEIVING


class FieldFault(ValueError):
    """A typed value cannot be accepted; the message is shown beside the field."""


@dataclass(frozen=True, slots=True)
class Prefill:
    """Where a field's value comes from when a register knows it: a need's key and the record's attribute."""

    need: str
    attribute: str


@dataclass(frozen=True, slots=True)
class Field:
    """A line of text; the base of every field.

    `audience` are the place roles that may see the answer; `shown_when` is (field, values) that make it visible, and
    then it must be answered unless it is `optional`.
    """

    label: str
    _: KW_ONLY
    help: str = ""
    section: str = ""
    audience: frozenset[str] = frozenset({RECEIVING, COMPETENT})
    sensitive: bool = False
    shown_when: tuple[str, tuple[str, ...]] | None = None
    optional: bool = False
    prefill: Prefill | None = None
    maximum_length: int = 100

    widget: ClassVar[str] = "text"

    @property
    def remedy(self) -> str:
        """What to do about an answer that cannot be accepted; `help` says what it is for."""
        return "请改正后重新提交"

    @property
    def by_program(self) -> str:
        """What a program does about it instead, if that is something else."""
        return ""

    def parse(self, text: str) -> object:
        """The typed text as a value; raises `FieldFault`."""
        if len(text) > self.maximum_length:
            raise FieldFault(f"“{self.label}”不能超过{self.maximum_length}个字")
        if not text.isprintable():
            raise FieldFault(f"“{self.label}”含有不能识别的字符，请重新输入")
        return text

    def show(self, value: object) -> str:
        """The value as a person reads it."""
        return str(value)

    def in_part(self, shown: str) -> str:
        """What another party of the case is told instead of the answer as it is shown."""
        return shown

    @property
    def left_empty(self) -> str:
        """What is said of the field where it was left empty."""
        return f"请填写“{self.label}”"


@dataclass(frozen=True, slots=True)
class Paragraph(Field):
    """Text of several lines."""

    maximum_length: int = 1000
    widget: ClassVar[str] = "textarea"

    def parse(self, text: str) -> object:
        return super(Paragraph, self).parse(" ".join(text.split())) and text.strip()
