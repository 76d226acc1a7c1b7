"""What the matters of an employer have in common: the form, the licence, the agent's mandate, the route."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final

from tongban import (
    Application,
    Breach,
    Breaches,
    CheckItem,
    Form,
    FromRegister,
    Material,
    Matter,
    Mobile,
    PartyKind,
    Place,
    Route,
    Upload,
    percent,
)
from tongban_housing_fund.law import AUTHORITY, EDITION, rule
from tongban_housing_fund.needs import EMPLOYER, LICENCE

LIVING: Final = "存续"


class UnitForm(Form, frozen=True, kw_only=True):
    """Where the unit pays in, and how its agent is reached."""

    city: Annotated[str, Place("单位所在城市", level="prefecture")]
    mobile: Annotated[str, Mobile("经办人手机号码")]


def to_the_units_city(answers: UnitForm) -> Route:
    """The centre of the unit's city."""
    return Route(competent=answers.city, reason="由单位所在城市的住房公积金管理中心办理")


@rule("HF-EM-08")
def unit_exists(application: Application[Any]) -> Breaches:
    """The licence is that of a living unit."""
    licence = application.record(LICENCE)
    if licence and licence.status != LIVING:
        yield Breach(status=licence.status)


@rule("HF-EM-13")
def unit_is_registered(application: Application[Any]) -> Breaches:
    """The unit has its account in that city."""
    if application.record(EMPLOYER) is None:
        yield Breach()


@rule("HF-EM-03")
def ratios_within_limits(application: Application[Any]) -> Breaches:
    """Unit and worker each pay within the limits (条例第十八条)."""
    least, most = (application.parameters.decimal(name) for name in ("ratio_min", "ratio_max"))
    for field in ("ratio_unit", "ratio_person"):
        ratio = getattr(application.answers, field)
        if ratio is not None and not least <= ratio <= most:
            yield Breach(field=field, least=percent(least), most=percent(most))


unit_matter: Final = partial(
    Matter,
    edition=EDITION,
    authority=AUTHORITY,
    applicants=frozenset({PartyKind.ORGANISATION}),
    route=to_the_units_city,
    materials=(
        Material(
            key="business_licence",
            name="营业执照",
            sources=(FromRegister(LICENCE), Upload()),
            reason="由登记机关共享；查询不到时再上传",
            original=True,
        ),
    ),
    checks=(
        CheckItem(key="agent", text="经办人持本人有效身份证件到场，人证一致"),
        CheckItem(key="mandate", text="经办人持有单位的有效授权"),
    ),
)
