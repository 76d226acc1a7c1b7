from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tongban.errors import PluginError
from tongban.plugins import load_plugins

Install = Callable[..., Path]

REPORTED = """type(Form)("Reported", (Form,), {"__annotations__": {
    "note": Annotated[str, Field("说明", audience=frozenset({"competent"}))]}})"""
NOTIFYING = """__import__("tongban").IrrevocableStep("letter", "发函",
    notice=__import__("tongban").Result("letter", "通知书", list)"""
FAULTS = [
    ('promised_term="permit_wd"', 'promised_term="permit_days"', "promised_term names parameter 'permit_days'"),
    ('promised_term="permit_wd"', 'promised_term=""', "name its parameter in promised_term"),
    ('at="out", within="letter_wd"', 'at="out", within="leter_wd"', "did you mean 'letter_wd'?"),
    ("reason: Annotated[str, Field", "reason: str = ''\n    spare: Annotated[str, Field", "reason has no field"),
    ('by=("account",)', 'by=("acount",)', "narrowed by 'acount', which is no field; did you mean 'account'?"),
    (
        'by=("account",)',
        'by=("account",), stated={"days": "leter_wd"}',
        "states 'leter_wd', which is no parameter; did you mean 'letter_wd'?",
    ),
    (
        'by=("account",)',
        'by=("account",), whose="numbr"',
        "'numbr', which the record does not have; did you mean 'number'?",
    ),
    ('need="account", attr', 'need="acct", attr', "prefilled from need 'acct'"),
    ('attribute="number"', 'attribute="numbers"', "did you mean 'number'?"),
    ('shown_when=("city", ("510100",))', 'shown_when=("town", ("510100",))', "shown by 'town', which is no field"),
    ('shown_when=("city", ("510100",))', 'shown_when=("city", ("510109",))', "'510109', which is no option"),
    ('Field("账号", ', 'Field("账号", optional=True, ', "'account' is optional and has no default"),
    (
        'Basis("停车条例", "第一条")',
        'Basis("停车条例", "第一条", shown_when=("town", ("510100",)))',
        "basis '停车条例' is shown by 'town', which is no field",
    ),
    (', shown_when=("city", ("510100",))', ", optional=True", "'reason' is optional by its default already"),
    (
        "rules=(account_known,)",
        "rules=(account_known,), effects={__import__('tongban').done('leter'): list}",
        "effects name 'leter', which is no step; did you mean 'letter'?",
    ),
    ("rules=(account_known,)", "rules=(account_known, account_known)", "two of its rules are named 'PK-01'"),
    ('field="account")', 'field="accounts")', "plugin.py:24: rule 'PK-01' points at 'accounts'"),
    ("needs=(NEED,)", "needs=()", "comes from need 'account'; add that need"),
    ("sources=(FromRegister(NEED), Upload())", "sources=()", "material 'proof' has no source"),
    (
        "sources=(FromRegister(NEED), Upload())",
        "sources=(FromRegister(NEED), Upload()), original=True",
        "material 'proof' is waived, for a register supplies it, and original: take original out, or put first",
    ),
    ('key="proof"', 'key="reason"', "material 'reason' has the name of a field"),
    (
        'Step("book"',
        '*(Step(f"s{n}", "甲", within="letter_wd") for n in range(39)),\n        Step("book"',
        "it has 41 steps; plan at most 40",
    ),
    (
        'Step("book"',
        '*(Step(f"s{n}", "甲", at=f"p{n}", within="letter_wd") for n in range(20)),\n        Step("book"',
        "it names 21 cooperating places; name at most 20",
    ),
    ('after=("letter",)', 'after=("leter",)', "is no earlier step; did you mean 'letter'?"),
    ('"book"', '"letter"', "two of its steps are named 'letter'"),
    ('"发函", at="out"', '"发函", at="competant"', "did you mean 'competent'?"),
    (
        'Step("letter", "发函", at="out"',
        f'{NOTIFYING}, at="out"',
        "step 'letter' has a notice and is taken at 'out': only the deciding place sends one; take notice out, or give",
    ),
    (
        '"发函", at="out"',
        '"发函", at="old-city"',
        "'old-city' is no place role: write receiving, competent or the name",
    ),
    ('"发函", at="out"', f'"发函", at="{"o" * 33}"', "of at most 32 of a-z, 0-9 and _, a letter first"),
    (
        'Field("账号", ',
        'Field("账号", audience=frozenset({"our"}), ',
        "names 'our', a place role of no step and no need",
    ),
    (
        '"发函", at="out", ',
        f'"发函", at="out", form={REPORTED}, ',
        "Reported.note has an audience of its own and is reported in a step: a report goes whole to receiving",
    ),
    ('id="park.permit"', 'id="permit"', "its id 'permit' must be like hf.transfer"),
    ("basis=(Basis(", "basis=() and (Basis(", "basis is empty"),
    ("rules=(account_known,)", "rules=(account_known)", "write (Rule(…), …), with a comma after each"),
    ("rules=(account_known,)", "rules=(account_known, list)", "rules holds <class 'list'>; each must be Rule(…)"),
    ("rules=(account_known,)", "rules=(account_known,), fee=0", 'fee is 0; write a text "…"'),
    ("kind=Kind.COMMITTED", 'kind="committed"', "kind is 'committed'; write Kind.INSTANT or a like"),
    ("frozenset({PartyKind.PERSON})", "PartyKind.PERSON", "write frozenset({PartyKind.PERSON or a like})"),
    ("class Account(msgspec.Struct, frozen=True)", "class Account", "write a class made from Struct"),
    ("rules=(account_known,)", 'rules=(account_known,), effects={"granted": list}', "effects is {'granted': <class"),
    ("procedure=Procedure(", "procedure=Procedure([],", "steps holds []; each must be Step(…)"),
    ("form=ParkForm", "form=dict", "form is <class 'dict'>; write a class made from Form"),
    ('after=("letter",)', 'after=("letter")', "Procedure: Step 'book': after is 'letter'; write (a text"),
    ('(("510100", "成都"), ("500100", "重庆"))', '("成都", "重庆")', "ParkForm.city: options holds '成都'"),
]


@pytest.mark.parametrize(("right", "wrong", "told"), FAULTS)
def test_a_fault_in_a_matter_stops_the_start(
    install_plugin: Install, sound: str, parameters: dict[str, str], right: str, wrong: str, told: str
):
    assert right in sound
    install_plugin("park", sound.replace(right, wrong, 1), **parameters)
    with pytest.raises(PluginError, match=re.escape(told)) as raised:
        load_plugins(["park"])
    assert "plugin 'park'" in str(raised.value)
    assert "tongban_park/plugin.py:" in str(raised.value)


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [('bool, Flag("同意")', "on", "True"), ('int, Count("车数", most=9)', "3", "3"), ('str, Field("车牌")', "川A", "")],
    ids=["a flag", "a count", "a text"],
)
def test_a_material_hangs_on_an_answer_that_is_read_as_it_is_typed(
    install_plugin: Install, sound: str, parameters: dict[str, str], field: str, value: str, read: str
):
    asked = sound.replace("    reason:", f"    more: Annotated[{field}]\n    reason:", 1)
    hanging = asked.replace('name="证明"', f'name="证明", shown_when=("more", ("{value}",))', 1)
    install_plugin("park", hanging.replace("import (", "import (Count, Flag,", 1), **parameters)
    if not read:
        load_plugins(["park"])
        return
    told = f"material 'proof' is shown when 'more' is '{value}', which is read as {read}: it would never be asked for"
    with pytest.raises(PluginError, match=re.escape(told)):
        load_plugins(["park"])


def test_every_fault_of_a_plugin_is_told_at_once(install_plugin: Install, sound: str, parameters: dict[str, str]):
    spoilt = sound.replace('by=("account",)', 'by=("a",)').replace('after=("letter",)', 'after=("b",)')
    install_plugin("park", spoilt, **parameters)
    with pytest.raises(PluginError, match=r"(?s)'b', which is no earlier step.*narrowed by 'a'"):
        load_plugins(["park"])


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("停车条例第三条", "''", "parameter 'letter_wd' cites no reference for 2020-01-01"),
        ("value: 10", "value: ten", "names parameter 'letter_wd', whose values must be whole numbers"),
        ("value: 10", "value: 3661", "'letter_wd', which has the value 3661; give it at most 3660工作日"),
        ("value: 10", "value: [10]", "'letter_wd' cannot be read: "),
        ("工作日", "周", "names parameter 'letter_wd', counted in '周'; write unit: 工作日 or 日 or 月"),
        ("工作日", "个工作日", "parameter 'letter_wd' is counted in '个工作日'; write unit: 工作日"),
    ],
)
def test_a_parameter_that_cannot_be_used_stops_the_start_with_file_and_line(
    install_plugin: Install, sound: str, parameters: dict[str, str], right: str, wrong: str, told: str
):
    text = parameters["parameters/park.yaml"]
    before, of_letter = text.partition("letter_wd:")[::2]
    assert right in of_letter
    install_plugin("park", sound, **{"parameters/park.yaml": f"{before}letter_wd:{of_letter.replace(right, wrong)}"})
    line = before.count("\n") + 1
    with pytest.raises(PluginError, match=rf"park\.yaml:{line}: .*{re.escape(told)}"):
        load_plugins(["park"])


def test_a_parameter_in_two_files_stops_the_start(install_plugin: Install, sound: str, parameters: dict[str, str]):
    install_plugin("park", sound, **parameters, **{"parameters/zoo.yaml": parameters["parameters/park.yaml"]})
    with pytest.raises(PluginError, match=r"zoo\.yaml:\d+: parameter 'letter_wd' stands in another file too"):
        load_plugins(["park"])


def test_a_parameter_file_that_cannot_be_read_is_named(install_plugin: Install, sound: str):
    install_plugin("park", sound, **{"parameters/park.yaml": "permit_wd: 20"})
    with pytest.raises(PluginError, match=r"parameters/park\.yaml:1: 'permit_wd' cannot be read"):
        load_plugins(["park"])
