"""Typed numbers and divisions are checked against the tables, each fault in a sentence of its own."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest

from tongban.identity.checks import field_check, identity_objections, twofold_objections
from tongban.identity.people import Party, PartyKind, Role
from tongban.matters.fields import Day, Field, Number, Place
from tongban.matters.forms import Form, parse
from tongban.routing.divisions import Divisions

TODAY = date(2026, 11, 23)
ZHANG = "510104198503109997"
NOT_LOADED = (
    "“所在地”应选择到乡镇（街道），但本平台还没有登记四川省成都市锦江区之下的行政区划，"
    "请拨打当地12345政务服务热线查询办理方式"
)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (Number("证件号码"), ZHANG, None),
        (Number("证件号码"), "51010419850310999", "公民身份号码格式不正确，应为18位"),
        (Number("证件号码"), "990104198503109996", "公民身份号码地址码不存在"),
        (Number("证件号码"), "510104198502309997", "公民身份号码中的出生日期无效"),
        (Number("证件号码"), "510104198503109990", "公民身份号码校验位错误"),
        (Number("代码", kind="organisation"), "915101040000001239", None),
        (Number("代码", kind="organisation"), "91510104", "统一社会信用代码应为18位"),
        (Number("代码", kind="organisation"), "91510104000000123O", "统一社会信用代码含有非法字符（I、O、S、V、Z）"),
        (Number("代码", kind="organisation"), "915101040000001230", "统一社会信用代码校验位错误"),
        (Place("所在地"), "510104", None),
        (Place("所在地"), "441900", None),
        (Place("所在地", level="province"), "510000", None),
        (Place("所在地", level="prefecture"), "510100", None),
        (Place("所在地", level="prefecture"), "500000", None),
        (Place("所在地"), "510199", "“所在地”填写的行政区划代码510199不存在，请从列表中选择"),
        (
            Place("所在地"),
            "510104999999",
            "“所在地”只需选择到县（市、区），行政区划代码510104999999请改为6位",
        ),
        (Place("所在地"), "519999999", "“所在地”填写的行政区划代码519999999不存在，请从列表中选择"),
        (
            Place("所在地", level="township"),
            "510104",
            NOT_LOADED,
        ),
        (Place("所在地"), "12345", "行政区划代码应为6位、9位或12位数字，收到“12345”"),
        (Place("所在地"), "510000", "“所在地”应选择到县（市、区），请在四川省之下继续选择"),
        (Place("所在地"), "500000", "“所在地”应选择到县（市、区），请在重庆市之下继续选择"),
        (
            Place("所在地", level="province"),
            "510104",
            "“所在地”只需选择到省（自治区、直辖市），请改选四川省成都市锦江区所属的省（自治区、直辖市）",
        ),
        (
            Place("所在地", level="province"),
            "810000",
            "“所在地”选择的香港特别行政区不在跨省通办范围内，请选择其他地区",
        ),
        (Field("姓名"), "张建国", None),
    ],
)
def test_a_typed_value_is_checked(divisions: Divisions, field: Field, value: str, message: str | None) -> None:
    assert field_check(divisions=divisions, on=TODAY)(field, value) == message


def test_an_abolished_division_is_told_with_the_remedy(divisions: Divisions) -> None:
    message = field_check(divisions=divisions, on=TODAY)(Place("户籍地"), "110103")
    assert message == "“户籍地”选择的北京市崇文区（110103）已撤销，请选择合并或更名后的现行行政区划"


class Sample(Form, frozen=True):
    number: Annotated[str, Number("公民身份号码")]
    place: Annotated[str, Place("户籍地")]


def test_a_form_shows_the_faults_of_all_fields_at_once(divisions: Divisions) -> None:
    check = field_check(divisions=divisions, on=TODAY)
    parsed = parse(Sample, {"number": "1", "place": "510000"}, check)
    assert [objection.field for objection in parsed.objections] == ["number", "place"]
    assert parse(Sample, {"number": ZHANG, "place": "510104"}, check).objections == ()


def party(role: Role, number: str, kind: PartyKind = PartyKind.PERSON) -> Party:
    return Party(role=role, kind=kind, name="某", number=number)


@pytest.mark.parametrize(
    ("parties", "messages"),
    [
        ([party(Role.APPLICANT, ZHANG)], []),
        ([party(Role.APPLICANT, "1")], ["申请人的公民身份号码格式不正确，应为18位"]),
        (
            [party(Role.APPLICANT, "915101040000001230", PartyKind.ORGANISATION), party(Role.AGENT, ZHANG)],
            ["申请人的统一社会信用代码校验位错误"],
        ),
        ([party(Role.APPLICANT, ZHANG), party(Role.AGENT, ZHANG)], ["代理人不得为申请人本人"]),
        ([party(Role.APPLICANT, ZHANG), party(Role.CO_APPLICANT, ZHANG)], ["共同申请人不能是申请人本人"]),
        ([party(Role.APPLICANT, ZHANG), party(Role.DECEASED, ZHANG)], ["被继承人不能是申请人本人"]),
    ],
)
def test_parties_are_checked_by_their_kind(divisions: Divisions, parties: list[Party], messages: list[str]) -> None:
    told = [*identity_objections(parties, divisions=divisions, on=TODAY), *twofold_objections(parties)]
    assert [objection.message for objection in told] == messages


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "张\u202e三", "张\n三", "张\0三"])
def test_a_name_that_cannot_be_read_is_nobodys(divisions: Divisions, name: str):
    party = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name=name, number=ZHANG)
    [objection] = identity_objections([party], divisions=divisions, on=TODAY)
    assert objection.field == "applicant_name"
    assert "不能识别的字符" in objection.message


@pytest.mark.parametrize("name", ["张三", "阿依古丽·买买提", "Anna-Maria O'Neill", "𠮷田"])
def test_a_name_of_any_script_is_a_name(divisions: Divisions, name: str):
    party = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name=name, number=ZHANG)
    assert identity_objections([party], divisions=divisions, on=TODAY) == []


class BearerForm(Form, frozen=True, kw_only=True):
    """A number beside what else is said of whoever bears it."""

    number: Annotated[str, Number("证件号码", born="born", sex="sex")]
    born: Annotated[date | None, Day("出生日期")] = None
    sex: Annotated[str | None, Field("性别")] = None


class BodyForm(Form, frozen=True, kw_only=True):
    """A credit code beside the kind of body."""

    code: Annotated[str, Number("代码", kind="organisation", body="body")]
    body: Annotated[str | None, Field("主体类型")] = None


@pytest.mark.parametrize(
    ("form", "typed", "messages"),
    [
        (BearerForm, {"number": ZHANG, "born": "1985-03-10", "sex": "男"}, []),
        (BearerForm, {"number": ZHANG}, []),
        (BearerForm, {"number": ZHANG, "born": "1985-03-11"}, ["出生日期与公民身份号码不一致"]),
        (BearerForm, {"number": ZHANG, "sex": "女"}, ["性别与公民身份号码不一致"]),
        (BodyForm, {"code": "915101040000001239", "body": "企业"}, []),
        (BodyForm, {"code": "915101040000001239", "body": "事业单位"}, ["机构类别与主体类型不一致"]),
    ],
)
def test_a_number_agrees_with_what_the_form_says_elsewhere(
    form: type[Form], typed: dict[str, str], messages: list[str], divisions: Divisions
) -> None:
    parsed = parse(form, typed, field_check(divisions=divisions, on=TODAY))
    assert [(each.field, each.message) for each in parsed.objections] == [
        (next(iter(typed)), message) for message in messages
    ]
