"""Who is still a party: the 委托 ended by the principal, the guardianship by the ward's coming of age."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases.decide import decide
from tongban.cases.standing import standing
from tongban.errors import Refused
from tongban.identity.people import Party, PartyKind, Role
from tongban.testing.case_file import APPLICANT, CLERK, OFFICER, CaseFile, accepted, at_window, corrected

AGENT = replace(APPLICANT, roles=("agent",), name="李秋萍", number="500103199208259980")
END = a.EndAgency()


def _party(role: Role, number: str, kind: PartyKind = PartyKind.PERSON) -> Party:
    return Party(role=role, kind=kind, name="张建国", number=number)


WARD = _party(Role.APPLICANT, "310101202605209983")
GUARDIAN = _party(Role.GUARDIAN, "510104198503109997")


def _represented() -> CaseFile:
    return accepted(roles=("applicant", "agent"))


def test_an_agent_whose_agency_the_principal_ended_does_nothing_any_more() -> None:
    file = _represented().take(END, APPLICANT)
    assert file.case.former == ("agent",)
    for act in (corrected(), a.Withdraw(), a.Answer(question="1", text="答"), a.ConfirmDelivery(how="opened")):
        for by in (AGENT, replace(CLERK, behalf="agent")):
            with pytest.raises(Refused, match="没有进行此操作的权限"):
                decide(file.case, act, by=by, at=a.Moment(at=0, on="2026-11-24"))


def test_what_the_agent_did_stands_and_the_applicant_goes_on() -> None:
    file = _represented().take(END, APPLICANT)
    assert file.take(a.Withdraw(), APPLICANT).case.ended


def test_it_may_be_ended_as_long_as_there_is_anything_to_see() -> None:
    withdrawn = _represented().take(a.Withdraw(), AGENT).take(END, APPLICANT)
    assert withdrawn.case.former == ("agent",)
    at_the_window = at_window(roles=("applicant", "agent")).take(END, APPLICANT)
    assert at_the_window.case.former == ("agent",)


@pytest.mark.parametrize(
    ("file", "by", "told"),
    [
        (_represented(), replace(APPLICANT, organisation="915101040000001239"), "授权不在办件中终止"),
        (accepted(), APPLICANT, "没有受托代办的人"),
        (_represented().take(END, APPLICANT), APPLICANT, "已经终止"),
        (_represented(), AGENT, "没有进行此操作的权限"),
        (_represented(), OFFICER, "没有进行此操作的权限"),
    ],
)
def test_who_ends_none(file: CaseFile, by: a.Actor, told: str) -> None:
    with pytest.raises(Refused, match=told):
        file.take(END, by)


@pytest.mark.parametrize(("day", "roles"), [("2044-05-19", {"applicant", "guardian"}), ("2044-05-20", {"applicant"})])
def test_a_guardian_is_one_until_the_eighteenth_birthday(day: str, roles: set[str]) -> None:
    found = standing((WARD, GUARDIAN), accepted().case, on=date.fromisoformat(day))
    assert {party.role.value for party in found} == roles


def test_of_an_applicant_without_a_birth_date_nothing_is_said() -> None:
    firm = _party(Role.APPLICANT, "915101040000001239", PartyKind.ORGANISATION)
    passport = _party(Role.APPLICANT, "E12345678")
    for applicant in (firm, passport):
        assert standing((applicant, GUARDIAN), accepted().case, on=date(2026, 11, 23)) == (applicant, GUARDIAN)
