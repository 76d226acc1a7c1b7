"""开具户籍类证明: asked for anywhere, answered by the police station of the 户籍地."""

from __future__ import annotations

from typing import Final

from tongban import (
    Basis,
    CheckItem,
    Delivery,
    FromRegister,
    Granted,
    Guardianship,
    Kind,
    Material,
    Matter,
    PartyKind,
    Role,
    Upload,
    WindowCheck,
    party_named,
    routed,
)
from tongban_household.effects import note_issued
from tongban_household.forms import BY_AGENT, HouseholdCertificateForm
from tongban_household.records import ARCHIVE, PARENTHOOD, POPULATION
from tongban_household.results import CERTIFICATE
from tongban_household.rules import CERTIFICATES, REGISTRATION, RULES, is_parent

to_the_hukou_place: Final = routed(
    "hukou_place", reason="户籍档案由户籍地公安派出所保管，由该所查档并出具证明；申请人就近递交，无需往返"
)
agent: Final = party_named(Role.AGENT, name="agent_name", number="agent_number", when=BY_AGENT)
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
    shown_when=BY_AGENT,
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
    needs=(POPULATION, ARCHIVE, PARENTHOOD),
    guardianship=Guardianship(need=PARENTHOOD, proves=is_parent),
    materials=(IDENTITY, BOOKLET, MANDATE),
    rules=RULES,
    route=to_the_hukou_place,
    other_parties=agent,
    effects={Granted: note_issued},
    results=(CERTIFICATE,),
    delivery=(Delivery.ELECTRONIC, Delivery.POST, Delivery.WINDOW),
    checks=(
        CheckItem(key="form", text="申请内容填写齐全，证明种类和用途清楚"),
        CheckItem(key="identity", text="当面核对居民身份证，递交人与证件一致"),
        CheckItem(key="mandate", text="已核对授权委托书和受托人的居民身份证", shown_when=BY_AGENT),
        CheckItem(key="originals", text="需要寄往户籍地的纸质原件已登记名称和状态，并当面告知申请人"),
    ),
    fee="不收费",
)
