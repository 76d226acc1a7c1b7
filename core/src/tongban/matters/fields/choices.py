"""Fields that are answered by choosing: one of several, yes or no, a tick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.matters.fields.field import Field, FieldFault

YES_NO: Final = (("no", "否"), ("yes", "是"))


@dataclass(frozen=True, slots=True)
class Choice(Field):
    """One of several options, each a code and a label."""

    options: tuple[tuple[str, str], ...] = ()
    widget: ClassVar[str] = "choice"

    def parse(self, text: str) -> object:
        if text not in dict(self.options):
            raise FieldFault(f"请从列出的选项中选择“{self.label}”")
        return text

    def show(self, value: object) -> str:
        return dict(self.options).get(str(value), str(value))

    @property
    def left_empty(self) -> str:
        return f"请选择“{self.label}”"


@dataclass(frozen=True, slots=True)
class YesNo(Choice):
    """A question that is answered with `yes` or `no`, which may decide what else is asked for."""

    options: tuple[tuple[str, str], ...] = YES_NO


AFFIRMED: Final = frozenset({"yes", "on", "true", "1", "是"})
DENIED: Final = frozenset({"", "no", "off", "false", "0", "否"})


@dataclass(frozen=True, slots=True)
class Flag(Field):
    """A statement the person affirms by ticking it; it must be affirmed where `required_true`."""

    required_true: str = ""
    widget: ClassVar[str] = "flag"

    def parse(self, text: str) -> object:
        affirmed = text in AFFIRMED
        if not affirmed and text not in DENIED:
            raise FieldFault(f"“{self.label}”应填写“是”或者“否”")
        if self.required_true and not affirmed:
            raise FieldFault(self.required_true)
        return affirmed

    def show(self, value: object) -> str:
        return "是" if value else "否"
