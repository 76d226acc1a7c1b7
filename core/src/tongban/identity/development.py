"""The built-in sign-in of demo nodes: choose who to be, and how surely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tongban.errors import Misconfigured, Refused
from tongban.identity.names import same_name
from tongban.identity.people import Assurance, Officer, OfficerRole, Organisation, Person
from tongban.identity.providers import Audience, SignInField, SignInOption
from tongban.identity.seed import DemoPerson, Seed, demo_people
from tongban.matters.rules import Objection

LEVELS: Final = {
    Assurance.L1: "L1 账号登录",
    Assurance.L2: "L2 实名核验",
    Assurance.L3: "L3 实人核验",
}
ROLE_NAMES: Final = {
    OfficerRole.CLERK: "窗口人员",
    OfficerRole.OFFICER: "经办人员",
    OfficerRole.APPROVER: "审批人员",
    OfficerRole.SUPERVISOR: "监督人员",
    OfficerRole.OPERATOR: "运维人员",
}


class DevelopmentProvider:
    """Signs in the demo people and the node's officers without any proof.

    Raises `Misconfigured` unless the node is in demo mode.
    """

    id = "development"
    title = "演示登录"

    def __init__(self, seed: Seed, *, demo: bool) -> None:
        if not demo:
            raise Misconfigured(
                "the identity provider 'development' lets anybody be anybody: set settings.demo = true on a machine "
                "made for demonstration, or take 'development' out of settings.identity_providers"
            )
        self._people = {person.number: person for person in (*demo_people(), *seed.people)}
        self._organisations = seed.organisations
        self._officers = {officer.id: officer for officer in seed.officers}

    def fields(self, audience: Audience) -> tuple[SignInField, ...]:
        """Whom to be; at the public entrance also the level."""
        if audience is Audience.STAFF:
            return (SignInField(name="officer", label="工作人员", options=_officer_options(self._officers.values())),)
        people = tuple(SignInOption(person.number, _shown(person)) for person in self._people.values())
        levels = tuple(SignInOption(level.name, label) for level, label in LEVELS.items())
        return (
            SignInField(name="person", label="演示人员", options=people),
            SignInField(name="level", label="登录等级", options=levels),
        )

    async def authenticate(self, form: Mapping[str, str], audience: Audience) -> Person | Officer:
        """The person or officer chosen; raises `Refused` for anybody else."""
        if audience is Audience.STAFF:
            return self._officer(form.get("officer", ""))
        return self._person(form.get("person", ""), form.get("level", ""))

    async def name_fits(self, name: str, number: str) -> bool | None:
        """By the names of the demo people; None for anybody else."""
        person = self._people.get(number)
        return same_name(person.name, name) if person else None

    def _officer(self, chosen: str) -> Officer:
        officer = self._officers.get(chosen)
        if officer is None:
            raise _refused("officer", "请从列表中选择工作人员")
        return officer

    def _person(self, chosen: str, level: str) -> Person:
        person = self._people.get(chosen)
        if person is None:
            raise _refused("person", "请从列表中选择演示人员")
        if level not in Assurance.__members__:
            raise _refused("level", "请选择登录等级")
        return Person(
            name=person.name,
            number=person.number,
            mobile=person.mobile,
            assurance=Assurance[level],
            represents=tuple(
                Organisation(number=each.number, name=each.name, body=each.body)
                for each in self._organisations
                if each.representative == person.number
            ),
        )


def _officer_options(officers: Iterable[Officer]) -> tuple[SignInOption, ...]:
    return tuple(SignInOption(officer.id, f"{officer.name}（{_roles(officer)}）") for officer in officers)


def _roles(officer: Officer) -> str:
    return "、".join(ROLE_NAMES[role] for role in OfficerRole if role in officer.roles)


def _shown(person: DemoPerson) -> str:
    return f"{person.name}（{person.number[:6]}********{person.number[14:]}）"


def _refused(field: str, message: str) -> Refused:
    return Refused([Objection(rule="SIGN-IN", message=message, field=field, remedy="请在登录页面重新选择后提交")])
