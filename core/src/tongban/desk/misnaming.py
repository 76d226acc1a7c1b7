"""Names that somebody types for somebody else: whose they are, and what is said where they are another's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tongban.cases.acts import Actor
from tongban.cases.wording import refuse
from tongban.desk.authority import own_name
from tongban.desk.consent import consenting
from tongban.desk.drafts import Application
from tongban.desk.representing import capacity_of
from tongban.identity.names import same_name
from tongban.identity.people import Party, Role
from tongban.matters.forms import fields_of
from tongban.matters.matter import Channel, Matter
from tongban.matters.parties import PartyNamed


def typed_for_others(written: Application, parties: Sequence[Party]) -> list[Party]:
    """The parties whose name has to be held against an identity system before anything is asked about them.

    At a window that is everybody who is said to be there or to agree: the clerk types it from a card. Online whoever
    signed in is called what the sign-in says, and co-applicants are held against their own when they confirm.
    """
    if written.channel is Channel.WINDOW:
        agreeing = consenting(written)
        return [party for party in parties if party.role in agreeing]
    return [party for party in parties if party.role is Role.AGENT and party.number != written.person.number]


def wards(written: Application, parties: Sequence[Party]) -> list[Party]:
    """Whom a guardian has named online: of the child of somebody else nobody is told whether a name fits the number."""
    online = written.channel is Channel.ONLINE
    return [*parties[:1]] if online and capacity_of(written) is Role.GUARDIAN else []


def name_fields(matter: Matter) -> Mapping[Role, str]:
    """Where the form of the matter asks for the name of a further party."""
    others = matter.other_parties
    return {others.role: others.name} if isinstance(others, PartyNamed) else {}


def require_own_name(matter: Matter | None, actor: Actor, parties: Sequence[Party]) -> None:
    """Raise `Refused` where the application calls a party who signed in by a name that the sign-in does not."""
    own = [party for party in parties if party.role.value in actor.roles and party.number == actor.number]
    for party in own:
        if actor.kind == "party" and not same_name(party.name, own_name(actor)):
            label, field = _asked_as(matter, party)
            raise refuse(
                "NAME",
                f"“{label}”填写的是“{party.name}”，与您登录的姓名“{own_name(actor)}”不一致，不能确认",
                field=field,
                remedy="请申请人撤回后照您的居民身份证填写姓名，重新提交；证件信息已变更的，请先到公安机关更正",
            )


def _asked_as(matter: Matter | None, party: Party) -> tuple[str, str]:
    """What the form calls the name of a party, and the field where it does."""
    field = name_fields(matter).get(party.role, "") if matter else ""
    labels = {bound.name: bound.field.label for bound in fields_of(matter.form)} if matter else {}
    return labels.get(field, f"{party.role.label}姓名"), field
