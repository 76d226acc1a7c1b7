"""Matters, offices and nodes for the tests of routing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated

import pytest

from tongban import (
    Basis,
    Channel,
    Delivery,
    Field,
    Form,
    Kind,
    Material,
    Matter,
    PartyKind,
    Procedure,
    Route,
    Step,
    Upload,
)
from tongban.exchange.keys import generate, generate_pair, verifying
from tongban.exchange.trust import TrustList
from tongban.matters.parameters import Layer, Parameter, Value
from tongban.routing.directory import Directory
from tongban.routing.divisions import Divisions
from tongban.routing.offices import Office, OfficeDirectory
from tongban.trust_files import Member, make_trust_list, public_halves

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)

Served = Mapping[str, tuple[str, ...]]
MakeDirectory = Callable[..., Directory]


class Moving(Form):
    """From where to where."""

    out_city: Annotated[str, Field("转出城市")]
    in_city: Annotated[str, Field("转入城市")]


def _matter(**changes: object) -> Matter:
    basics: dict[str, object] = {
        "id": "hf.transfer",
        "name": "公积金转移",
        "edition": "2026",
        "kind": Kind.COMMITTED,
        "applicants": frozenset({PartyKind.PERSON}),
        "authority": "housing_fund_centre",
        "basis": (Basis("条例"),),
        "promised_term": "tr_total_wd",
        "form": Moving,
        "rules": (),
        "delivery": (Delivery.ELECTRONIC,),
        "channels": frozenset({Channel.ONLINE, Channel.WINDOW}),
    }
    return Matter(**{**basics, **changes})  # type: ignore[arg-type]


@pytest.fixture
def transfer() -> Matter:
    """A matter in joint mode: 转入地 decides, 转出地 cooperates."""
    return _matter(
        route=lambda answers: Route(
            competent=answers.in_city, reason="由转入地中心办理", cooperating={"out": answers.out_city}
        ),
        materials=(Material(key="letter", name="联系函", sources=(Upload(),)),),
        procedure=Procedure(
            Step("pay_out", "转出", at="out", within="tr_out_wd"), Step("book", "入账", within="tr_book_wd")
        ),
    )


@pytest.fixture
def simple() -> Matter:
    """A matter that one place decides."""
    return _matter(route=lambda answers: Route(competent=answers.in_city, reason="由转入地中心办理"))


@pytest.fixture
def anywhere() -> Matter:
    """A matter without territorial competence."""
    return _matter(route=lambda answers: Route(competent=answers.in_city, reason="任一登记机关均可办理"), anywhere=True)


def term(title: str, *values: tuple[int, int]) -> Parameter:
    """A parameter in working days with (year from which it holds, value)."""
    return Parameter(title, "工作日", tuple(Value(date(year, 1, 1), value, "条例") for year, value in values))


@pytest.fixture
def national() -> Layer:
    """The nation's terms for the transfer; `correction_days` binds the applicant."""
    parameters = {
        "tr_total_wd": term("办理期限", (2019, 18)),
        "tr_out_wd": term("转出地办理期限", (2019, 10)),
        "tr_book_wd": term("入账期限", (2019, 5)),
        "correction_days": term("补正期限", (2019, 15)),
    }
    return Layer("全国默认", parameters)


OFFICES = (
    Office(
        code="5101-gjj", name="成都住房公积金管理中心", division="510100", authorities=("housing_fund_centre",),
        address="成都市锦江区一号", phone="028-12345", windows=True,
    ),
    Office(code="5001-gjj", name="重庆市住房公积金管理中心", division="500000", authorities=("housing_fund_centre",)),
    Office(code="5107-gjj", name="绵阳市住房公积金管理中心", division="510700", authorities=("housing_fund_centre",)),
    Office(code="4401-hall", name="广州市政务服务中心", division="440100", authorities=("service_hall",), windows=True),
    Office(
        code="5301-gjj", name="昆明市住房公积金管理中心", division="530100", authorities=("housing_fund_centre",),
        address="昆明市五华区二号",
    ),
)  # fmt: skip
ALL: Served = {"hf.transfer": ("2026",)}


@pytest.fixture
def directory_of(divisions: Divisions) -> MakeDirectory:
    """A directory of nodes, each a province's two digits with the matters it serves."""

    def make(**served: Served) -> Directory:
        root = generate("root")
        members = [
            Member(
                node=f"{name[1:]}0000", name=name, url="http://127.0.0.1", divisions=(name[1:],), matters=dict(matters),
                keys=public_halves(generate_pair(f"{name[1:]}0000")),
            )
            for name, matters in served.items()
        ]  # fmt: skip
        signed = make_trust_list(members, roots=[root], now=NOW)
        trust = TrustList.load(signed, roots={root.kid: verifying(root)}, threshold=1, now=NOW)
        return Directory(trust, OfficeDirectory(OFFICES, divisions), divisions)

    return make


@pytest.fixture
def directory(directory_of: MakeDirectory) -> Directory:
    """广东, 重庆 and 四川 take part and serve the transfer."""
    return directory_of(n44=ALL, n50=ALL, n51=ALL)
