"""Steps on certificates on their way between provinces."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec
import pytest
from pytest_bdd import given, parsers, then, when

from tongban import NotFound, Refused, Role
from tongban.testing.acts import EndAgency
from tongban_household.testing import PEOPLE

if TYPE_CHECKING:
    from tongban.testing.world import Desk, Handed, Province, World

WARD: Final = "张小雨"
WAYS: Final = {"电子送达": "electronic", "邮寄": "post", "窗口领取": "window"}
OFFICES: Final = {"440106": "440000", "500103": "500000", "510104": "510000"}


@dataclass(slots=True)
class CertificateOnItsWay:
    """An application for a certificate and what became of it, as the places concerned see it."""

    world: World
    receiving: str = "440106"
    by: str = ""
    through: str = ""
    capacity: str = "agent"
    answers: dict[str, str] = field(default_factory=dict)
    postal: dict[str, str] = field(default_factory=dict)
    handed: Handed | None = None
    refused: list[str] = field(default_factory=list)

    @property
    def case_id(self) -> str:
        """The case that the application became."""
        assert self.handed is not None, "先提交申请"
        return self.handed.case.id

    def province(self, division: str) -> Province:
        """The province of a division."""
        return self.world.province(OFFICES[division])

    @property
    def window(self) -> Desk:
        """The clerk at the receiving place's window."""
        return self.province(self.receiving).officer(f"{self.receiving}-hall")

    def police(self, division: str) -> Desk:
        """The officer at the police station of a 户籍地."""
        return self.province(division).officer(f"{division}-police")

    def hand_in(self, *, channel: str, delivery: str = "electronic") -> None:
        """Fill in and hand in, and let the exchange carry it."""
        place = PEOPLE[self.by][1]
        self.handed = self.province(self.receiving).apply(
            "hh.cert.hukou",
            by=self.by,
            answers={"cert_kind": "origin", "purpose": "办理公证", "hukou_place": place, **self.answers},
            channel=channel,
            office=f"{self.receiving}-hall",
            delivery=delivery,
            postal=self.postal,
            through=self.through,
            capacity=self.capacity,
            window_checks=("mandate",) if self.answers.get("handed_by") == "agent" else (),
        )
        self.world.deliver()


@pytest.fixture
def on_its_way(world: World) -> CertificateOnItsWay:
    """The certificate that a scenario follows between provinces; a child, who does not sign in, is named here."""
    world.people.append(msgspec.structs.replace(world.people[0], name=WARD, number=PEOPLE[WARD][0]))
    return CertificateOnItsWay(world)


@given(parsers.parse('"{by}" 在 "{division}" 申请户籍类证明，种类为 "{kind}"'))
def applies(on_its_way: CertificateOnItsWay, by: str, division: str, kind: str) -> None:
    from tongban_household.forms import KINDS

    on_its_way.by, on_its_way.receiving = by, division
    on_its_way.answers["cert_kind"] = {text: code for code, text in KINDS.items()}[kind]


@given(parsers.parse('申请涉及的亲属为 "{name}"'))
def names_relative(on_its_way: CertificateOnItsWay, name: str) -> None:
    on_its_way.answers |= {"relative_name": name, "relative_number": PEOPLE[name][0]}


@given(parsers.parse('委托 "{name}" 在窗口递交'))
def names_agent(on_its_way: CertificateOnItsWay, name: str) -> None:
    on_its_way.answers |= {"handed_by": "agent", "agent_name": name, "agent_number": PEOPLE[name][0]}
    on_its_way.through, on_its_way.capacity = name, "agent"


@given(parsers.parse('由监护人 "{name}" 代为申请'))
def guardian_applies(on_its_way: CertificateOnItsWay, name: str) -> None:
    on_its_way.through, on_its_way.capacity = name, "guardian"


@given("申请表写明本人递交")
def form_says_self(on_its_way: CertificateOnItsWay) -> None:
    on_its_way.answers = {key: value for key, value in on_its_way.answers.items() if not key.startswith("agent")}
    on_its_way.answers["handed_by"] = "self"


@then(parsers.parse('台账应记载窗口代{role} "{name}" 操作'))
def ledger_names(on_its_way: CertificateOnItsWay, role: str, name: str) -> None:
    view = on_its_way.province(on_its_way.receiving).view(on_its_way.case_id)
    assert view.hops[0].who.endswith(f"（窗口人员，代{role}{name}操作）")


@then(parsers.parse('"{name}" 应能看到该户籍类证明办件，身份为 "{role}"'))
def sees_by_role(on_its_way: CertificateOnItsWay, name: str, role: str) -> None:
    seen = on_its_way.province(on_its_way.receiving).mine(on_its_way.case_id, by=name)
    assert [Role(each).label for each in seen.roles] == [role]


@then(parsers.parse('"{name}" 应看不到该户籍类证明办件'))
def sees_nothing(on_its_way: CertificateOnItsWay, name: str) -> None:
    with pytest.raises(NotFound):
        on_its_way.province(on_its_way.receiving).mine(on_its_way.case_id, by=name)


@then(parsers.parse('查询同意的方式应为 "{how}"'))
def consent_given(on_its_way: CertificateOnItsWay, how: str) -> None:
    node = on_its_way.province(on_its_way.receiving).node
    rows = on_its_way.world.run(node.lookups.of_application, on_its_way.case_id)
    assert {row["consent"] for row in rows if row["consent"]} == {how}


@then(parsers.parse('未查询过 "{name}" 的户籍信息'))
def never_asked(on_its_way: CertificateOnItsWay, name: str) -> None:
    looked_up = [on_its_way.world.run(node.lookups.about, PEOPLE[name][0]) for node in on_its_way.world.nodes]
    assert [rows for rows in looked_up if rows] == []


@when(parsers.parse('监护人 "{name}" 撤回户籍类证明申请'))
def guardian_withdraws(on_its_way: CertificateOnItsWay, name: str) -> None:
    on_its_way.province(on_its_way.receiving).withdraw(on_its_way.case_id, by=name, role="guardian")
    on_its_way.world.deliver()


@when(parsers.parse('申请人 "{name}" 终止委托'))
def agency_ended(on_its_way: CertificateOnItsWay, name: str) -> None:
    on_its_way.province(on_its_way.receiving).party(on_its_way.case_id, by=name, act=EndAgency())
    on_its_way.world.deliver()


@given(parsers.parse('"{province}" 与其他省份的网络中断'))
def province_cut(on_its_way: CertificateOnItsWay, province: str) -> None:
    on_its_way.world.cut(province)


@when(parsers.parse('"{province}" 的网络恢复'))
def province_joined(on_its_way: CertificateOnItsWay, province: str) -> None:
    on_its_way.world.join(province)
    on_its_way.world.deliver()


@when("在网上提交户籍类证明申请")
def handed_in_online(on_its_way: CertificateOnItsWay) -> None:
    on_its_way.hand_in(channel="online")


@when(parsers.parse('由窗口代收户籍类证明申请，结果以 "{way}" 方式送达'))
def handed_in_at_window(on_its_way: CertificateOnItsWay, way: str) -> None:
    on_its_way.hand_in(channel="window", delivery=WAYS[way])


@given(parsers.parse('邮寄收件人的手机号码填写为 "{phone}"'))
def postal_phone_typed(on_its_way: CertificateOnItsWay, phone: str) -> None:
    on_its_way.postal["phone"] = phone


@given(parsers.parse('邮寄地址填写为 "{address}"'))
def postal_address_typed(on_its_way: CertificateOnItsWay, address: str) -> None:
    on_its_way.postal["address"] = address


@when(parsers.parse('在网上提交户籍类证明申请，结果以 "{way}" 方式送达'))
def handed_in_online_for(on_its_way: CertificateOnItsWay, way: str) -> None:
    on_its_way.hand_in(channel="online", delivery=WAYS[way])


@then(parsers.parse('"{division}" 派出所应看到结果寄往 "{address}"'))
def police_read_address(on_its_way: CertificateOnItsWay, division: str, address: str) -> None:
    postal = on_its_way.police(division).view(on_its_way.case_id).postal
    assert postal is not None
    assert postal.address == address


@then(parsers.parse('申请人应看到结果寄往 "{address}"'))
def applicant_reads_address(on_its_way: CertificateOnItsWay, address: str) -> None:
    postal = on_its_way.province(on_its_way.receiving).mine(on_its_way.case_id, by=on_its_way.by).postal
    assert postal is not None
    assert postal.address == address


@then("收件地窗口看不到邮寄地址")
def window_reads_no_address(on_its_way: CertificateOnItsWay) -> None:
    assert on_its_way.window.view(on_its_way.case_id).postal is None


@when("窗口完成形式审查和身份核验")
def window_received(on_its_way: CertificateOnItsWay) -> None:
    on_its_way.window.receive(on_its_way.case_id)
    on_its_way.world.deliver()


@when(parsers.parse('"{division}" 派出所受理并出具证明'))
def police_grants(on_its_way: CertificateOnItsWay, division: str) -> None:
    police_accepts(on_its_way, division)
    on_its_way.police(division).grant(on_its_way.case_id)
    on_its_way.world.deliver()


@when(parsers.parse('"{division}" 派出所受理户籍类证明申请'))
def police_accepts(on_its_way: CertificateOnItsWay, division: str) -> None:
    on_its_way.police(division).accept(on_its_way.case_id)
    on_its_way.world.deliver()


@when(parsers.parse('"{division}" 派出所不予受理户籍类证明申请，理由为 "{reason}"'))
def police_declines(on_its_way: CertificateOnItsWay, division: str, reason: str) -> None:
    on_its_way.police(division).decline(on_its_way.case_id, reason)
    on_its_way.world.deliver()


@when("窗口试图作出准予决定")
def window_grants(on_its_way: CertificateOnItsWay) -> None:
    with pytest.raises(Refused) as refused:
        on_its_way.window.grant(on_its_way.case_id)
    on_its_way.refused = [each.message for each in refused.value.objections]


@then(parsers.parse('应告知窗口 "{message}"'))
def window_told(on_its_way: CertificateOnItsWay, message: str) -> None:
    assert any(message in each for each in on_its_way.refused)


@then(parsers.parse('户籍类证明办件的收件地为 "{receiving}"，业务属地为 "{competent}"，方式为 "{mode}"'))
def certificate_route(on_its_way: CertificateOnItsWay, receiving: str, competent: str, mode: str) -> None:
    from tongban import Mode

    case = on_its_way.province(receiving).case(on_its_way.case_id)
    assert (case.receiving.division, case.competent.division) == (receiving, competent)
    assert [Mode(each).label for each in case.modes] == [mode]


@then(parsers.parse('在 "{division}" 看到户籍类证明办件处于 "{state}"'))
def certificate_state(on_its_way: CertificateOnItsWay, division: str, state: str) -> None:
    assert on_its_way.province(division).case(on_its_way.case_id).state.label == state


@then(parsers.parse('不能提交户籍类证明申请，并提示 "{message}"'))
def certificate_not_handed_in(on_its_way: CertificateOnItsWay, message: str) -> None:
    assert on_its_way.handed is not None, "先提交申请"
    assert any(message in each for each in on_its_way.handed.messages), on_its_way.handed.messages
