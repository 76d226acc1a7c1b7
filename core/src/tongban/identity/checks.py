"""Checks of typed values that need a table: identity numbers, credit codes and divisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from tongban.identity.credit_code import Body, parse_credit_code
from tongban.identity.numbers import NumberFault, Sex, parse_resident_number
from tongban.identity.people import Party, PartyKind, Role
from tongban.matters.days import spoken_day
from tongban.matters.fields import Day, Field, Number, Place, Stated
from tongban.matters.forms import Check
from tongban.matters.people_fields import People, people_of
from tongban.matters.rules import Objection
from tongban.routing.divisions import Division, DivisionCodeError, Divisions, Level

LEVEL_NAMES: Final = {
    Level.PROVINCE: "省（自治区、直辖市）",
    Level.PREFECTURE: "市（州、盟）",
    Level.COUNTY: "县（市、区）",
    Level.TOWNSHIP: "乡镇（街道）",
    Level.VILLAGE: "村（社区）",
}
COUNTY_DIGITS: Final = 6
_MUNICIPALITIES: Final = ("11", "12", "31", "50")


def field_check(*, divisions: Divisions, on: date) -> Check:
    """The `check` that `matters.forms.parse` takes, for a form filled in on the day `on`."""

    def check(field: Field, value: object) -> str | None:
        match field:
            case Number() if isinstance(value, Stated):
                return _stated_message(value, kind=field.kind, divisions=divisions, on=on)
            case Number():
                return _number_message(str(value), kind=field.kind, divisions=divisions, on=on)
            case People():
                return next(_people_messages(str(value), divisions=divisions, on=on), None)
            case Day(past=True) if isinstance(value, date) and value > on:
                return f"“{field.label}”不能晚于今天（{spoken_day(on)}）"
            case Place():
                return _place_message(field, str(value), divisions=divisions, on=on)
            case _:
                return None

    return check


def _people_messages(answer: str, *, divisions: Divisions, on: date) -> Iterator[str]:
    for each in people_of(answer):
        if message := _number_message(each.number, kind="person", divisions=divisions, on=on):
            yield f"{each.name}的{message}"


def identity_objections(parties: Sequence[Party], *, divisions: Divisions, on: date) -> list[Objection]:
    """What is wrong with names and numbers: nobody can be asked about, or judged, by those."""
    return [*_name_objections(parties), *_number_objections(parties, divisions, on)]


def twofold_objections(parties: Sequence[Party]) -> list[Objection]:
    """Those who would be two parties in one: an agent or a co-applicant who is the applicant."""
    return [*_agent_objections(parties), *_doubled_objections(parties)]


def plain_name(name: str) -> bool:
    """Whether a name can be read: characters that are not shown could pass it off as another."""
    return bool(name.strip()) and name.isprintable()


def _name_objections(parties: Sequence[Party]) -> Iterator[Objection]:
    for party in parties:
        if not plain_name(party.name):
            yield Objection(
                rule=f"PARTY:{party.role}",
                message=f"{party.role.label}的姓名或名称为空，或含有不能识别的字符",
                field=f"{party.role}_name",
                remedy="请对照证件重新填写姓名或名称，不要从别处粘贴",
            )


def _number_objections(parties: Sequence[Party], divisions: Divisions, on: date) -> Iterator[Objection]:
    for party in parties:
        message = _number_message(party.number, kind=party.kind, divisions=divisions, on=on)
        if message:
            paper = "营业执照或登记证书" if party.kind is PartyKind.ORGANISATION else "居民身份证"
            yield Objection(
                rule=f"PARTY:{party.role}",
                message=f"{party.role.label}的{message}",
                field=f"{party.role}_number",
                remedy=f"请对照{paper}重新填写",
            )


def _agent_objections(parties: Sequence[Party]) -> Iterator[Objection]:
    principals = {party.number for party in parties if party.role is not Role.AGENT}
    for party in parties:
        if party.role is Role.AGENT and party.number in principals:
            yield Objection(
                rule="PARTY:agent",
                message="代理人不得为申请人本人",
                field="agent_number",
                remedy="由本人申请时请去掉经办人，否则请填写另一人",
            )


def _doubled_objections(parties: Sequence[Party]) -> Iterator[Objection]:
    applicants = {party.number for party in parties if party.role is Role.APPLICANT}
    for party in parties:
        if party.number in applicants and party.role not in {Role.APPLICANT, Role.AGENT}:
            yield Objection(
                rule=f"PARTY:{party.role}",
                message=f"{party.role.label}不能是申请人本人",
                remedy=f"请核对{party.role.label}的姓名和证件号码",
            )


def _number_message(text: str, *, kind: str, divisions: Divisions, on: date) -> str | None:
    if kind == PartyKind.ORGANISATION:
        code = parse_credit_code(text)
        return code.message if isinstance(code, NumberFault) else None
    number = parse_resident_number(text, on=on, divisions=divisions)
    return number.message if isinstance(number, NumberFault) else None


def _stated_message(stated: Stated, *, kind: str, divisions: Divisions, on: date) -> str | None:
    """What is wrong between a number and what the form says elsewhere; the number itself is checked before."""
    if kind == PartyKind.ORGANISATION:
        body = Body(stated.body) if stated.body in set(Body) else None
        code = parse_credit_code(stated.number, body=body)
        return code.message if isinstance(code, NumberFault) else None
    sex = Sex(stated.sex) if stated.sex in set(Sex) else None
    number = parse_resident_number(stated.number, on=on, divisions=divisions, born=stated.born, sex=sex)
    return number.message if isinstance(number, NumberFault) else None


def _place_message(field: Place, code: str, *, divisions: Divisions, on: date) -> str | None:
    try:
        latest = divisions.find(code)
    except DivisionCodeError as fault:
        return str(fault)
    if latest is None or latest.grouping:
        return _unknown_message(field, code, divisions)
    if divisions.is_outside(code):
        return f"“{field.label}”选择的{latest.name}不在跨省通办范围内，请选择其他地区"
    if not divisions.was_valid(code, on):
        return f"“{field.label}”选择的{divisions.full_name(code)}（{code}）已撤销，请选择合并或更名后的现行行政区划"
    return _level_message(field, latest, divisions)


def _unknown_message(field: Place, code: str, divisions: Divisions) -> str:
    """Townships and villages that this node has not loaded may well exist."""
    county = divisions.full_name(code[:COUNTY_DIGITS]) if len(code) > COUNTY_DIGITS else ""
    if not county:
        return f"“{field.label}”填写的行政区划代码{code}不存在，请从列表中选择"
    if field.digits == COUNTY_DIGITS:
        return f"“{field.label}”只需选择到{LEVEL_NAMES[Level[field.level.upper()]]}，行政区划代码{code}请改为6位"
    return f"本平台登记的{county}之下没有行政区划代码{code}，请核对“{field.label}”，或从列表中选择"


def _level_message(field: Place, chosen: Division, divisions: Divisions) -> str | None:
    wanted = Level[field.level.upper()]
    if chosen.level == wanted or _stands_for(chosen, wanted, divisions):
        return None
    name = divisions.full_name(chosen.code)
    if chosen.level < wanted and wanted > Level.COUNTY and not divisions.children(chosen.code):
        return (
            f"“{field.label}”应选择到{LEVEL_NAMES[wanted]}，但本平台还没有登记{name}之下的行政区划，"
            f"请拨打当地12345政务服务热线查询办理方式"
        )
    if chosen.level < wanted:
        return f"“{field.label}”应选择到{LEVEL_NAMES[wanted]}，请在{name}之下继续选择"
    return f"“{field.label}”只需选择到{LEVEL_NAMES[wanted]}，请改选{name}所属的{LEVEL_NAMES[wanted]}"


def _stands_for(chosen: Division, wanted: Level, divisions: Divisions) -> bool:
    """Whether nothing of the wanted level lies below: 东莞 has no counties, a municipality no prefectures."""
    if wanted is Level.PREFECTURE:
        return chosen.level is Level.PROVINCE and chosen.code[:2] in _MUNICIPALITIES
    below = divisions.children(chosen.code)
    return wanted is Level.COUNTY and chosen.level is Level.PREFECTURE and all(d.level > wanted for d in below)
