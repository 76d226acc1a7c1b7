"""Why a certificate of 户籍 may not be issued, each reason with its remedy."""

from __future__ import annotations

from typing import Final

from tongban import Application, Basis, Breach, Breaches, ResidentNumber, Role, rule, same_name
from tongban_household.forms import (
    ABOUT_A_RELATIVE,
    KINSHIP,
    NO_LONGER_ISSUED,
    UNNATURAL_DEATH,
    HouseholdCertificateForm,
)
from tongban_household.records import (
    ARCHIVE,
    CHILDREN,
    NEAR_RELATIVES,
    PARENTHOOD,
    POPULATION,
    SELF,
    SPOUSE,
    HouseholdRecord,
    name_asked_about,
)

REGISTRATION: Final = "户口登记条例"
CERTIFICATES: Final = "关于改进和规范公安派出所出具证明工作的意见（公通字〔2016〕21号）"


@rule(
    "HC-01",
    "户籍档案中无相关记载",
    basis=Basis(REGISTRATION, "第四条"),
    field="cert_kind",
    remedy="请核对户籍地和证明种类；确有其事而档案未记载的，请带原始材料到户籍地公安派出所申请补录",
)
def in_the_records(application: Application[HouseholdCertificateForm]) -> Breaches:
    """The wanted fact is in the archive of the 户籍地."""
    if application.answers.cert_kind in dict(NO_LONGER_ISSUED) or _names_oneself(application):
        return
    record = application.record(ARCHIVE)
    if record is None or not (record.fact or _is_of_a_stranger(application, record)):
        yield Breach()


@rule(
    "HC-02",
    "该事项可由{certificate}证明，派出所不再开具",
    basis=Basis(CERTIFICATES),
    field="cert_kind",
    remedy="请直接向用证单位出示{certificate}；对方不接受的，可以向其上级机关投诉",
)
def no_certificate_shows_it(application: Application[HouseholdCertificateForm]) -> Breaches:
    """No valid certificate shows the fact already."""
    kind = application.answers.cert_kind
    if kind in dict(NO_LONGER_ISSUED):
        yield Breach(certificate=application.parameters.text(f"instead_of_{kind}"))
        return
    record = application.record(ARCHIVE) if kind == KINSHIP else None
    if record is None:
        return
    if record.relation == SPOUSE:
        yield Breach(certificate=application.parameters.text("instead_of_marriage"))
    elif record.relation in NEAR_RELATIVES and record.same_booklet:
        yield Breach(certificate=application.parameters.text("instead_of_same_booklet"))


@rule(
    "HC-03",
    "无权查询他人户籍信息",
    basis=Basis("个人信息保护法", "第十三条"),
    field="relative_number",
    remedy="只能查询本人和近亲属的户籍信息，请核对亲属证件号码；"
    "档案未记载亲属关系的，请带出生医学证明、公证书等到户籍地公安派出所核实",
)
def own_or_near_relative(application: Application[HouseholdCertificateForm]) -> Breaches:
    """The archive shows the person asked about to be the applicant or a near relative (民法典 第一千零四十五条)."""
    record = application.record(ARCHIVE) if application.answers.cert_kind in ABOUT_A_RELATIVE else None
    if record is not None and _is_of_a_stranger(application, record):
        yield Breach()


@rule(
    "HC-NAME",
    "亲属姓名与户籍档案的记载不一致",
    basis=Basis(REGISTRATION, "第四条"),
    field="relative_name",
    remedy="请照该亲属的居民身份证或户口簿填写姓名；已经改名而档案未变更的，请先到户籍地公安派出所申请变更登记",
)
def relative_bears_the_name(application: Application[HouseholdCertificateForm]) -> Breaches:
    """The relative bears the name that the archive has: the certificate is about that person."""
    answers = application.answers
    if answers.cert_kind not in ABOUT_A_RELATIVE or _names_oneself(application):
        return
    record = application.record(ARCHIVE)
    if record is not None and may_see(record.relation):
        yield from Breach.when(not same_name(answers.relative_name or "", name_asked_about(record)))


@rule(
    "HC-APPLICANT",
    "申请人姓名与户籍档案的记载不一致",
    basis=Basis(REGISTRATION, "第四条"),
    remedy="请照申请人的居民身份证或户口簿填写姓名，重新申请；已经改名而档案未变更的，请先到户籍地公安派出所申请变更登记",
)
def applicant_bears_the_name(application: Application[HouseholdCertificateForm]) -> Breaches:
    """The applicant bears the name that the archive has: a guardian or an agent types it for them."""
    if application.answers.cert_kind in dict(NO_LONGER_ISSUED):
        return
    record = application.record(ARCHIVE)
    if record is not None:
        yield from Breach.when(not same_name(application.applicant.name, record.name))


@rule(
    "CM-06",
    "不属于本机关职权范围，请向{authority}申请",
    basis=Basis("行政许可法", "第三十二条第一款第二项"),
    field="hukou_place",
    remedy="请把户籍地改为{place}；户口刚迁移的，请先到迁入地公安派出所核对登记",
)
def hukou_is_there(application: Application[HouseholdCertificateForm]) -> Breaches:
    """The 户籍地 named is the one that the population base knows."""
    known = application.record(POPULATION)
    if known is not None and known.hukou_place != application.answers.hukou_place:
        yield Breach(authority=f"{known.hukou_place_name}公安派出所", place=known.hukou_place_name)


@rule(
    "HC-KIN",
    "亲属应为申请人以外的人",
    basis=Basis(CERTIFICATES),
    field="relative_number",
    remedy="请填写亲属的姓名和证件号码",
)
def relative_is_another(application: Application[HouseholdCertificateForm]) -> Breaches:
    """Nobody is their own relative."""
    if _names_oneself(application):
        yield Breach()


@rule(
    "HC-AGENT",
    "代理人不得为申请人本人",
    basis=Basis("民法典", "第一百六十一条"),
    field="agent_number",
    remedy="本人递交的，请选择“本人递交”；委托他人的，请填写受托人的证件号码",
)
def agent_is_another(application: Application[HouseholdCertificateForm]) -> Breaches:
    """The agent is not the applicant."""
    if application.answers.agent_number == application.applicant.number:
        yield Breach()


@rule(
    "HC-WARD",
    "{why}，不能由监护人代为申请",
    basis=Basis("民法典", "第二十七条"),
    field="hukou_place",
    remedy="已满{adult}周岁的请本人申请；档案未记载父母子女关系的，请带出生医学证明等到户籍地公安派出所办理",
)
def guardian_of_a_minor(application: Application[HouseholdCertificateForm]) -> Breaches:
    """A guardian applies for an own child who is under age on that day."""
    if Role.GUARDIAN not in {party.role for party in application.parties}:
        return
    adult = ResidentNumber.OF_AGE
    if ResidentNumber.of_checked(application.applicant.number).is_of_age(application.today):
        yield Breach(why=f"被监护人已满{adult}周岁", adult=adult)
    record = application.record(PARENTHOOD)
    if record is None or not is_parent(record):
        yield Breach(why="户籍档案未记载您是被监护人的父亲或母亲", adult=adult)


def is_parent(record: HouseholdRecord) -> bool:
    """Whether the archive has the other person as a child of the one asked about."""
    return record.relation in CHILDREN


def may_see(relation: str) -> bool:
    """Whether an applicant of that relation to the person asked about may see what the archive holds."""
    return relation == SELF or relation in NEAR_RELATIVES


def _is_of_a_stranger(application: Application[HouseholdCertificateForm], record: HouseholdRecord) -> bool:
    """Whether somebody else is asked about whose entries the applicant may not see."""
    return application.answers.cert_kind in ABOUT_A_RELATIVE and not may_see(record.relation)


def _names_oneself(application: Application[HouseholdCertificateForm]) -> bool:
    answers = application.answers
    return answers.cert_kind in {KINSHIP, UNNATURAL_DEATH} and answers.relative_number == application.applicant.number


RULES: Final = (
    in_the_records,
    no_certificate_shows_it,
    own_or_near_relative,
    relative_bears_the_name,
    applicant_bears_the_name,
    hukou_is_there,
    relative_is_another,
    agent_is_another,
    guardian_of_a_minor,
)
