"""开具户籍类证明: asked for anywhere, answered by the police station of the 户籍地."""

from __future__ import annotations

from typing import Final

from tongban import (
    Basis,
    CheckItem,
    Delivery,
    FromRegister,
    Granted,
    Kind,
    Material,
    Matter,
    Party,
    PartyKind,
    Role,
    Route,
    Upload,
    WindowCheck,
)
from tongban_household.effects import note_issued
from tongban_household.forms import HouseholdCertificateForm
from tongban_household.records import ARCHIVE, POPULATION
from tongban_household.results import CERTIFICATE
from tongban_household.rules import CERTIFICATES, REGISTRATION, RULES


def to_the_hukou_place(answers: HouseholdCertificateForm) -> Route:
    """The 户籍地 keeps the archive, so its police station alone decides."""
    return Route(
        competent=answers.hukou_place,
        reason="户籍档案由户籍地公安派出所保管，由该所查档并出具证明；申请人就近递交，无需往返",
    )


def agent_of(answers: HouseholdCertificateForm) -> tuple[Party, ...]:
    """The agent who hands in for the applicant, where there is one."""
    if answers.agent_number is None:
        return ()
    agent = Party(role=Role.AGENT, kind=PartyKind.PERSON, name=answers.agent_name or "", number=answers.agent_number)
    return (agent,)


IDENTITY: Final = Material(
    key="identity_card",
    name="居民身份证",
    sources=(FromRegister(POPULATION), WindowCheck()),
    reason="核对申请人的身份；窗口当面核验后交还，不扣押原件（居民身份证法第十五条）",
)
BOOKLET: Final = Material(
    key="archive_record",
    name="居民户口簿",
    sources=(FromRegister(ARCHIVE),),
    reason="由户籍地直接查阅户籍档案，不用提交",
)
MANDATE: Final = Material(
    key="mandate",
    name="授权委托书",
    sources=(WindowCheck(), Upload()),
    reason="委托他人递交的，由窗口收存原件并随办件寄往户籍地",
    original=True,
    shown_when=("handed_by", ("agent",)),
)

HUKOU_CERTIFICATE: Final = Matter(
    id="hh.cert.hukou",
    name="开具户籍类证明",
    edition="2026.1",
    kind=Kind.COMMITTED,
    applicants=frozenset({PartyKind.PERSON}),
    authority="police_station",
    basis=(
        Basis(REGISTRATION, "第四条"),
        Basis(CERTIFICATES),
        Basis("国务院办公厅关于加快推进政务服务“跨省通办”的指导意见（国办发〔2020〕35号）"),
    ),
    promised_term="cert_wd",
    form=HouseholdCertificateForm,
    needs=(POPULATION, ARCHIVE),
    materials=(IDENTITY, BOOKLET, MANDATE),
    rules=RULES,
    route=to_the_hukou_place,
    other_parties=agent_of,
    effects={Granted: note_issued},
    results=(CERTIFICATE,),
    delivery=(Delivery.ELECTRONIC, Delivery.POST, Delivery.WINDOW),
    checks=(
        CheckItem(key="form", text="申请内容填写齐全，证明种类和用途清楚"),
        CheckItem(key="identity", text="当面核对居民身份证，递交人与证件一致"),
        CheckItem(key="mandate", text="委托他人递交的，已核对授权委托书和受托人的居民身份证"),
        CheckItem(key="originals", text="需要寄往户籍地的纸质原件已登记名称和状态，并当面告知申请人"),
    ),
    fee="不收费",
)
