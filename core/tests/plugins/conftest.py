"""A small plugin, sound until a test spoils it."""

from __future__ import annotations

import pytest

SOUND = """
from __future__ import annotations

from typing import Annotated

import msgspec

from tongban import (
    COMPETENT, Basis, Breach, Choice, Delivery, Field, Form, FromRegister, Kind, Material, Matter, Needs, PartyKind,
    Prefill, Procedure, Route, Step, Upload, hookimpl, rule,
)


class Account(msgspec.Struct, frozen=True):
    number: str


class ParkForm(Form):
    city: Annotated[str, Choice("城市", options=(("510100", "成都"), ("500100", "重庆")))]
    account: Annotated[str, Field("账号", prefill=Prefill(need="account", attribute="number"))]
    reason: Annotated[str, Field("原因", shown_when=("city", ("510100",)))] = ""


@rule("PK-01", "账号不正确", field="account")
def account_known(application, on, parameters):
    yield Breach()


NEED = Needs(key="account", register="park.account", title="账户", at="out", record=Account, by=("account",))

PERMIT = Matter(
    id="park.permit", name="停车证", edition="2026", kind=Kind.COMMITTED, applicants=frozenset({PartyKind.PERSON}),
    authority="park_office", basis=(Basis("停车条例", "第一条"),), promised_term="permit_wd", form=ParkForm,
    rules=(account_known,),
    route=lambda answers: Route(competent=answers.city, reason="停车地", cooperating={"out": "500100"}),
    delivery=(Delivery.ELECTRONIC,), needs=(NEED,),
    materials=(Material(key="proof", name="证明", sources=(FromRegister(NEED), Upload())),),
    procedure=Procedure(
        Step("letter", "发函", at="out", within="letter_wd"),
        Step("book", "登记", within="letter_wd", after=("letter",)),
    ),
)


@hookimpl
def tongban_register_matters():
    return [PERMIT]
"""

PARAMETERS = """
permit_wd: {title: 办理期限, unit: 工作日, values: [{since: 2020-01-01, value: 20, reference: 停车条例第二条}]}
letter_wd: {title: 协查期限, unit: 工作日, values: [{since: 2020-01-01, value: 10, reference: 停车条例第三条}]}
"""


@pytest.fixture
def sound() -> str:
    """The source of a sound plugin `park` with one matter, `park.permit`."""
    return SOUND


@pytest.fixture
def parameters() -> dict[str, str]:
    """Its parameter file, by path."""
    return {"parameters/park.yaml": PARAMETERS}
