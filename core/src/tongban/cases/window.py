"""Whoever stands at a window while a clerk acts for a party: named and numbered as the case has that party. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tongban.cases.acts import Actor
from tongban.cases.wording import refuse
from tongban.errors import Refused
from tongban.identity.names import same_name
from tongban.identity.people import Party, PartyKind, Role


def stands_there(actor: Actor, parties: Sequence[Party]) -> bool:
    """Whether the person identified at the window is the party in whose name the clerk acts; no organisation stands."""
    people = (party for party in parties if party.kind is PartyKind.PERSON)
    numbered = (party for party in people if (party.role.value, party.number) == (actor.behalf, actor.number))
    return any(same_name(party.name, actor.behalf_name) for party in numbered)


def unknown_at_window(actor: Actor) -> Refused:
    """What the clerk is told, whoever else the person may be."""
    role = Role(actor.behalf).label if actor.behalf in set(Role) else "当事人"
    return refuse(
        "WINDOW-IDENTITY",
        f"到场人的姓名或公民身份号码与本办件的{role}不一致，不能代为办理",
        field="standing_number",
        remedy="请对照到场人的居民身份证重新填写；到场人不是本办件当事人的，请当事人本人到场或登录办理",
    )
