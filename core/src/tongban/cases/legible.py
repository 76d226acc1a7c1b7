"""Words that are read as they are written: nothing turns them round on a paper or rules whatever shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from tongban.cases import acts as a
from tongban.cases.acts import Actor, Point
from tongban.errors import Refused
from tongban.matters.rules import Objection

DECEPTIVE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Controls but for the end of a line and the tab, other ends of lines, and what overrides the direction of reading."""


def require_legible(act: a.AnyAct, actor: Actor) -> None:
    """Raise `Refused` naming each text of a person's act that is not read as it is written."""
    if actor.is_machine:
        return  # they repeat what others wrote, and nobody is there to write it anew
    wrong = dict.fromkeys(name for name, text in _words(act) if DECEPTIVE.search(text))
    if wrong:
        raise Refused([_illegible(name) for name in wrong])


def _words(act: a.AnyAct) -> Iterator[tuple[str, str]]:
    for name in act.__struct_fields__:
        value = getattr(act, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, str):
                yield name, each
            elif isinstance(each, Point):
                yield from ((name, text) for text in msgspec.structs.astuple(each))


def _illegible(name: str) -> Objection:
    return Objection(
        rule="CASE-LEGIBLE",
        field=name,
        message="填写的文字含有不能识别的字符",
        remedy="请删去从别处粘贴来的内容，重新输入后提交",
    )
