"""Steps on where an application goes, in which modes, and what is said where the other side is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pytest_bdd import given, parsers, then, when

from tongban.cases.acts import Actor
from tongban.cases.papers import Paper
from tongban.errors import Misconfigured
from tongban.matters.matter import Mode
from tongban.testing.example.journey import MATTERS, NODES, ExampleOnItsWay
from tongban.testing.provinces import Served

CHAPTER: Final = "路由、办理模式与对方未接入"

EDITION = "2026.1"
AGREEMENT = """- id: example
  name: 示例地区
  title: 示例通办协议
  members: [{members}]
  since: 2026-01-01
  items:
    example.permit:
      parameters: {{example_wd: {days}}}
    example.joint:
      parameters: {{example_wd: {days}}}
"""


@given(parsers.parse('"{members}" 之间订有区域协议，示例事项的办理期限为 {days:d} 个工作日'))
def agreed(example_case: ExampleOnItsWay, tmp_path: Path, members: str, days: int) -> None:
    codes = ", ".join(f'"{NODES[name]}"' for name in members.split("、"))
    path = tmp_path / "agreements.yaml"
    path.write_text(AGREEMENT.format(members=codes, days=days), "utf-8")
    example_case.world.agreements = (path,)


@given(parsers.parse('名录载明 "{province}" 已接入，可办 "{matters}"'))
def listed(example_case: ExampleOnItsWay, province: str, matters: str) -> None:
    served = [each.removesuffix("）").partition("（") for each in matters.split("、") if each != "无"]
    stated: Served = {MATTERS[name]: (edition or EDITION,) for name, _, edition in served}
    example_case.world.listed[NODES[province]] = stated


@given(parsers.parse('"{province}" 其实未开通任何事项'))
def not_enabled(example_case: ExampleOnItsWay, province: str) -> None:
    example_case.world.enable(NODES[province])


@when("各省平台启动")
def started(example_case: ExampleOnItsWay) -> None:
    try:
        example_case.province(example_case.receiving)
    except Misconfigured as refused:
        example_case.told = [str(refused)]


@then(parsers.parse('办理模式应为 "{modes}"'))
def modes_are(example_case: ExampleOnItsWay, modes: str) -> None:
    case = example_case.home.case(example_case.case_id)
    assert "、".join(Mode(mode).label for mode in case.modes) == modes


@then(parsers.parse('业务属地应为 "{name}"'))
def competent_is(example_case: ExampleOnItsWay, name: str) -> None:
    assert example_case.home.case(example_case.case_id).competent.name == name


@then(parsers.parse('路由理由应写明 "{text}"'))
def route_says(example_case: ExampleOnItsWay, text: str) -> None:
    assert text in example_case.home.case(example_case.case_id).route_reason


@then(parsers.parse('路由理由不应出现 "{text}"'))
def route_does_not_say(example_case: ExampleOnItsWay, text: str) -> None:
    assert text not in example_case.home.case(example_case.case_id).route_reason


@then(parsers.parse('"{province}" 的“{title}”应写明 "{text}"'))
def paper_says(example_case: ExampleOnItsWay, province: str, title: str, text: str) -> None:
    written = _text(_paper(example_case, province, title))
    assert any(text in line for line in written), written


@then(parsers.parse('"{province}" 的“{title}”不应出现 "{text}"'))
def paper_does_not_say(example_case: ExampleOnItsWay, province: str, title: str, text: str) -> None:
    assert not any(text in line for line in _text(_paper(example_case, province, title)))


def _paper(example_case: ExampleOnItsWay, province: str, title: str) -> Paper:
    dossier = example_case.province(province).view(example_case.case_id).dossier
    return next(paper for _, paper in dossier.papers() if paper.title == title)


def _text(paper: Paper) -> list[str]:
    return [*(f"{label}：{value}" for label, value in paper.lines), *paper.paragraphs]


@then("申请未能提交")
def not_handed_in(example_case: ExampleOnItsWay) -> None:
    assert example_case.handed is not None
    assert example_case.handed.objections
    number = len(example_case.world.run(example_case.home.node.reader.mine, _key(example_case), _reader(example_case)))
    assert number == 0


def _reader(example_case: ExampleOnItsWay) -> Actor:
    return example_case.world.actor(example_case.person.name)


def _key(example_case: ExampleOnItsWay) -> str:
    return example_case.home.node.accounts.key(example_case.person.number)


@then(parsers.parse('"{province}" 的流转记录应写明 "{text}"'))
def hop_says(example_case: ExampleOnItsWay, province: str, text: str) -> None:
    hops = example_case.province(province).view(example_case.case_id).hops
    written = [f"{hop.title} {' '.join('：'.join(line) for line in hop.lines)}" for hop in hops]
    assert any(text in each for each in written), written
