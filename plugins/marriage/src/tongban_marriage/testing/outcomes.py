"""Gherkin steps on what came of it."""

from __future__ import annotations

from pytest_bdd import parsers, then

from tongban_marriage.matters import marry
from tongban_marriage.records import STATUS_LABELS
from tongban_marriage.registers import MaritalStatusRegister
from tongban_marriage.testing.builders import NUMBERS
from tongban_marriage.testing.scene import Scene


@then(parsers.parse('结婚登记的业务属地应为 "{division}"'))
def decided_at(wedding: Scene, division: str) -> None:
    case = wedding.province.case(wedding.case_id)
    assert (case.receiving.division, case.competent.division) == (division, division)
    assert case.modes == ("anywhere",)


@then("应当场登记并发给结婚证")
def registered_on_the_spot(wedding: Scene) -> None:
    case = wedding.province.case(wedding.case_id)
    assert (case.state.label, case.decision, case.term_days) == ("办结", "granted", 0)
    assert case.decided_on == case.accepted_on == case.received_on
    lines = _proof(wedding)
    assert {lines["男方姓名"], lines["女方姓名"]} == {wedding.own, wedding.other}
    assert lines["结婚证字号"].startswith("测试字号-")


@then("不得要求提供户口簿")
def no_household_register(wedding: Scene) -> None:
    demanded = [material.name for material in marry.materials] + [item.text for item in marry.checks]
    assert not any("户口" in text for text in demanded)
    papers = wedding.province.view(wedding.case_id).dossier.papers()
    assert not any("户口簿" in f"{paper.lines}{paper.paragraphs}" for _, paper in papers)


@then(parsers.parse('结婚登记应拒绝并提示 "{message}"'))
def refused(wedding: Scene, message: str) -> None:
    assert message in wedding.told, wedding.told


@then("应生成预约号")
def appointment_number(wedding: Scene) -> None:
    assert wedding.told == []
    case = wedding.province.case(wedding.case_id)
    assert case.number == wedding.number
    assert wedding.number.startswith(f"KS{wedding.division}{wedding.division}")


@then(parsers.parse('结婚登记预约应为 "{state}"'))
def state_is(wedding: Scene, state: str) -> None:
    assert wedding.state == state


@then(parsers.parse('结婚登记预约应视为撤回，原因为 "{why}"'))
def lapsed(wedding: Scene, why: str) -> None:
    case = wedding.province.case(wedding.case_id)
    assert (case.state.label, case.why_ended) == ("视为撤回", why)


@then("结婚登记没有障碍")
def no_objection(wedding: Scene) -> None:
    assert wedding.told == []


@then(parsers.parse('"{name}" 的婚姻状况应为 "{status}"'))
def status_now(wedding: Scene, name: str, status: str) -> None:
    register = MaritalStatusRegister(wedding.province.node.database)
    found = wedding.world.run(register.look_up, subject=NUMBERS[name], criteria={})
    assert found is not None
    assert STATUS_LABELS[found["status"]] == status  # type: ignore[index]


@then("双方应能看到结婚登记证明信息")
def both_see(wedding: Scene) -> None:
    for name in (wedding.own, wedding.other):
        view = wedding.province.mine(wedding.case_id, by=name)
        assert "结婚登记证明信息" in [paper.title for _, paper in view.dossier.papers()]


@then("结婚登记证明信息应写明登记日期和结婚证字号")
def proof_complete(wedding: Scene) -> None:
    lines = _proof(wedding)
    assert lines["登记日期"] == "2026年11月23日"
    assert lines["结婚证字号"]


@then(parsers.parse('未查询过 "{name}" 的婚姻状况'))
def never_asked(wedding: Scene, name: str) -> None:
    node = wedding.province.node
    assert wedding.world.run(node.lookups.about, NUMBERS[name]) == []


@then(parsers.parse('办件应记载 "{name}" 同意查询'))
def agreed(wedding: Scene, name: str) -> None:
    view = wedding.province.view(wedding.case_id)
    told = [hop.lines for hop in view.hops if hop.who.startswith(name)]
    assert (("授权查询", "在线授权，查询本人有关登记信息（核验是否已有配偶）"),) in told


@then(parsers.parse('"{one}" 应能看到自己的婚姻状况核对结果，"{other}" 看不到'))
def sees_only_the_own(wedding: Scene, one: str, other: str) -> None:
    seen = {name: wedding.province.mine(wedding.case_id, by=name).dossier.evidence() for name in (one, other)}
    assert seen[one]["other_status"].value == {"status": "unmarried", "since": ""}
    assert (seen[one]["own_status"].value, seen[other]["other_status"].value) == (None, None)
    assert "涉及其他当事人" in seen[other]["other_status"].reason


def _proof(wedding: Scene) -> dict[str, str]:
    papers = wedding.province.view(wedding.case_id).dossier.papers()
    return dict(next(paper.lines for _, paper in papers if paper.title == "结婚登记证明信息"))
