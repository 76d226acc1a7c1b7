"""Who applies for whom: a person for themselves, an agent for a firm or under a 委托书, a guardian for a ward."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tongban.desk.drafts import Application as Written
from tongban.evidence.items import Evidence, Outcome
from tongban.identity.names import as_compared
from tongban.identity.people import Party, PartyKind, Person, Role
from tongban.matters.application import Application
from tongban.matters.matter import Channel, Matter
from tongban.matters.parties import PartyNamed
from tongban.matters.rules import MissingEvidence, Objection

UNTIL_PROVEN: Final = "待核验监护关系后查询"


def applicants(written: Written) -> tuple[Party, ...]:
    """The applicant, and who acts for them under an own sign-in or stands at the window."""
    if written.organisation is not None:
        number, name = written.organisation
        firm = Party(role=Role.APPLICANT, kind=PartyKind.ORGANISATION, name=name, number=number)
        return (firm, _natural(written.person, Role.AGENT))
    if written.principal is None:
        return (_natural(written.person, Role.APPLICANT),)
    name, number = written.principal
    principal = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name=name, number=number)
    return (principal, _natural(written.person, written.capacity))


def agents_of(written: Written) -> tuple[Party, ...]:
    """Whoever acts as an agent."""
    return tuple(party for party in applicants(written) if party.role is Role.AGENT)


def _natural(person: Person, role: Role) -> Party:
    return Party(role=role, kind=PartyKind.PERSON, name=person.name, number=person.number, mobile=person.mobile)


def capacity_of(written: Written) -> Role:
    """In which role whoever signed in or stands at the window is a party."""
    if written.organisation is not None:
        return Role.AGENT
    return written.capacity if written.principal is not None else Role.APPLICANT


def agent_named(matter: Matter) -> PartyNamed | None:
    """How the answers of the matter name an agent, or None where nobody can be represented by one."""
    others = matter.other_parties
    return others if isinstance(others, PartyNamed) and others.role is Role.AGENT else None


def may_represent(matter: Matter, capacity: Role) -> bool:
    """Whether the matter can be applied for by somebody in that capacity."""
    allowed = {Role.APPLICANT: True, Role.AGENT: agent_named(matter), Role.GUARDIAN: matter.guardianship}
    return bool(allowed.get(capacity))


def not_represented(matter: Matter, capacity: Role) -> Objection:
    """What is said where it cannot."""
    how = {Role.AGENT: "委托他人办理", Role.GUARDIAN: "由监护人代为申请"}.get(capacity, "代为申请")
    message = f"“{matter.name}”不能{how}"
    return Objection(rule="REPRESENT", field="capacity", message=message, remedy="请申请人本人登录或到场办理")


def unfit(matter: Matter, written: Written, others: Sequence[Party]) -> Iterator[Objection]:
    """A capacity that the matter does not know, and an agent who is not the one at the window."""
    capacity, online = capacity_of(written), written.channel is Channel.ONLINE
    if written.organisation is None and (
        not may_represent(matter, capacity) or (online and capacity is Role.AGENT)
    ):  # a 委托书 is shown to a clerk
        yield not_represented(matter, capacity)
    named = agent_named(matter)
    if named is None or written.channel is not Channel.WINDOW:
        return
    written_down = {(as_compared(party.name), party.number) for party in others if party.role is Role.AGENT}
    at_window = (as_compared(written.person.name), written.person.number)
    there = {at_window} if written.capacity is Role.AGENT else set()
    if written_down != there:
        yield Objection(
            rule="WINDOW-AGENT",
            field=named.when[0],
            message="到场人与申请表所填的递交人不一致",
            remedy="本人到场的，请选择本人递交；受托人到场的，请从窗口首页重新开始，到场人选择“受托人”",
        )


def unproven(matter: Matter, written: Written, evidence: Mapping[str, Evidence]) -> Iterator[Objection]:
    """A guardian acts once the register has shown the relation: silence of the register proves nothing."""
    if matter.guardianship is None or capacity_of(written) is not Role.GUARDIAN:
        return
    item = evidence.get(matter.guardianship.need.key)
    if item is None or item.outcome is Outcome.UNANSWERED:
        yield Objection(
            rule="GUARDIAN",
            field="principal_number",
            message=f"监护关系尚未核验（{item.reason if item else '尚未查询'}）",
            remedy="请填写完整并同意查询后重试；登记库暂不能答复的，请稍后再提交，或带户口簿到户籍地公安派出所办理",
        )


def is_proven(matter: Matter, application: Application[Any], evidence: Mapping[str, Evidence]) -> bool:
    """Whether the register shows that who applies is the guardian of the applicant."""
    guardianship = matter.guardianship
    item = evidence.get(guardianship.need.key) if guardianship else None
    if guardianship is None or item is None or item.outcome is not Outcome.FOUND:
        return False
    known = Application(
        id=application.id,
        answers=application.answers,
        parties=application.parties,
        on=application.on,
        today=application.today,
        evidence=evidence,
    )
    try:
        record = known.record(guardianship.need)
    except MissingEvidence:
        return False
    return record is not None and guardianship.proves(record)
