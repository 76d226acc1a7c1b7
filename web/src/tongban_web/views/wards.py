"""A guardian who applies: how the choice is worded, and which register shows the guardianship."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tongban.matters.matter import Matter
from tongban_web import view_data as v

WARD: Final = {"for_whom": "为谁办理", "ward_name": "被监护人姓名", "ward_number": "被监护人公民身份号码"}


def proofs(matters: Iterable[Matter]) -> tuple[str, ...]:
    """The titles of what these matters ask to see that somebody is a guardian; none where none knows guardians."""
    return tuple(dict.fromkeys(matter.guardianship.need.title for matter in matters if matter.guardianship))


def checked_by(titles: Iterable[str]) -> str:
    """By what it is seen that somebody is the guardian."""
    return f"凭{'、'.join(f'“{title}”' for title in titles)}核对"


def ward_fields(matter: Matter, typed: Mapping[str, str]) -> tuple[v.Field, ...]:
    """For whom a person applies, where the matter knows guardians."""
    if matter.guardianship is None:
        return ()
    return (
        v.Field(
            name="for_whom",
            label=WARD["for_whom"],
            widget="choice",
            value=typed.get("for_whom", "self"),
            options=(
                v.Option("self", "本人"),
                v.Option("ward", "被监护的未成年人", f"以监护人身份办理，{checked_by(proofs([matter]))}"),
            ),
        ),
        v.Field(
            name="ward_name",
            label=WARD["ward_name"],
            required=None,
            hint="为被监护的未成年人办理的填写",
            value=typed.get("ward_name", ""),
            autocomplete="off",
            maximum_length=50,
        ),
        v.Field(
            name="ward_number",
            label=WARD["ward_number"],
            widget="identity",
            required=None,
            value=typed.get("ward_number", ""),
        ),
    )
