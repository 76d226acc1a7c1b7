"""What every act is, who takes it and when."""

from __future__ import annotations

import msgspec


class Act(msgspec.Struct, frozen=True, tag_field="act", kw_only=True):
    """Base of every act."""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts: kind is party, officer, timer or node; an officer at an `office` of `node`.

    A clerk who acts for a party at a window carries that party's role in `behalf`, and in `behalf_name` and `number`
    who stood there, so that both identities are recorded; an agent carries the credit code of the organisation acted
    for in `organisation`.
    """

    kind: str
    roles: tuple[str, ...] = ()
    node: str = ""
    office: str = ""
    office_name: str = ""
    name: str = ""
    number: str = ""
    officer: str = ""
    behalf: str = ""
    behalf_name: str = ""
    assurance: int = 0
    organisation: str = ""

    @property
    def is_machine(self) -> bool:
        """Whether it is a timer or a node, and nobody writes anything."""
        return self.kind in {"timer", "node"}


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Now, as the owner's clock has it: Unix milliseconds and the legal date."""

    at: int
    on: str
