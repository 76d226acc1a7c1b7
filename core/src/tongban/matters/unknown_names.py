"""Names under which something is sent and that there are not, as mistyped ones would be: told, not dropped. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tongban.matters.forms import Bound, Form, fields_of
from tongban.matters.rules import Objection

SHOWN: Final = 40
"""In characters: as much of a name as is told again."""
NOTHING: Final = "请去掉这一项后重新提交，这里没有要填写的内容"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names there are: `where` says in words of what, `remedy` what to send instead."""

    names: Container[str]
    rule: str
    where: str
    remedy: str

    def objections(self, sent: Iterable[str], *, field: str = "") -> Iterator[Objection]:
        """One to each name that there is not; `field` is where names are listed, empty where each is a field itself."""
        for name in sent:
            if name not in self.names:
                told = name[:SHOWN]
                message = f"{self.where}没有“{told}”这一项"
                yield Objection(rule=f"{self.rule}:{told}", message=message, field=field or told, remedy=self.remedy)


def known_names(titles: Mapping[str, str], *, rule: str, where: str) -> Known:
    """Names that are few enough to be told with their titles."""
    listed = "、".join(f"{name}（{title}）" for name, title in titles.items())
    return Known(names=titles, rule=rule, where=where, remedy=f"请只填写：{listed}" if listed else NOTHING)


def known_fields(fields: Iterable[Bound], *, where: str) -> Known:
    """The same of fields."""
    return known_names({bound.name: bound.field.label for bound in fields}, rule="FORM", where=where)


def known_in(form: type[Form] | None, *, where: str) -> Known:
    """The same of the fields of a form, of which there are none without one."""
    return known_fields(fields_of(form) if form else (), where=where)
