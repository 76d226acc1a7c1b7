"""Gherkin steps and builders of the matters of 户籍, loaded by pytest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest
from pytest_bdd import given, parsers, then, when

if TYPE_CHECKING:
    from tongban.testing.judging import Judging

MATTER: Final = "hh.cert.hukou"
# Name: number, 户籍地 and its full name.
PEOPLE: Final = {
    "张建国": ("510104198503109997", "510104", "四川省成都市锦江区"),
    "李秋萍": ("500103199208259980", "500103", "重庆市渝中区"),
    "王小川": ("440106199611239974", "440106", "广东省广州市天河区"),
    "赵敏": ("33010619881201996X", "330106", "浙江省杭州市西湖区"),
    "张德福": ("51010419580206991X", "510104", "四川省成都市锦江区"),
}


def population(by: str) -> dict[str, object]:
    """What the population base holds of a test person."""
    _, place, place_name = PEOPLE[by]
    return {"name": by, "hukou_place": place, "hukou_place_name": place_name, "address": f"{place_name}某路1号"}


def archive(by: str, **values: object) -> dict[str, object]:
    """What the archive of the 户籍地 holds of a test person: nothing but the person unless `values` say more."""
    return {"name": by, "address": "某路1号", "relation": "本人", **values}


def recorded(by: str, **values: object) -> dict[str, object]:
    """An archive that holds a fact."""
    fact = {"fact": "籍贯某省某市", "source": "常住人口登记表〔某地〕1号", "recorded_on": "1985-03-28"}
    return archive(by, **{**fact, **values})


def application(by: str, records: Mapping[str, Mapping[str, object] | None], **typed: str) -> Judging:
    """An application for a certificate by a test person, with what the registers hold by need."""
    from tongban.testing.judging import Judging, person

    number, place, _ = PEOPLE[by]
    return Judging(
        plugin="household",
        matter_id=MATTER,
        applicant=person(by, number),
        typed={"cert_kind": "origin", "purpose": "办理公证", "hukou_place": place, **typed},
        records=records,
    )


@dataclass(slots=True)
class AskedForCertificate:
    """A certificate somebody asks for in a scenario, as far as it is told."""

    by: str = "张建国"
    typed: dict[str, str] = field(default_factory=dict)
    records: dict[str, Mapping[str, object] | None] = field(default_factory=dict)

    @property
    def judged(self) -> Judging:
        """The application as it stands."""
        return application(self.by, {"population": population(self.by), **self.records}, **self.typed)

    def ask(self, label: str) -> None:
        """Ask for the kind of certificate of that label."""
        from tongban_household.forms import KINDS

        self.typed["cert_kind"] = {text: kind for kind, text in KINDS.items()}[label]

    def about(self, name: str) -> None:
        """Name the relative."""
        self.typed |= {"relative_name": name, "relative_number": PEOPLE[name][0]}


@pytest.fixture
def certificate() -> AskedForCertificate:
    """The certificate that a scenario asks for."""
    return AskedForCertificate()


@given(parsers.parse('户籍档案记载 "{relative}" 是 "{by}" 的{relation}'))
def relative_recorded(certificate: AskedForCertificate, relative: str, by: str, relation: str) -> None:
    certificate.by = by
    certificate.records["archive"] = recorded(by, relation=relation, fact=f"{relative}系{by}的{relation}")


@given(parsers.parse('户籍档案中 "{by}" 有记载：{fact}'))
def fact_recorded(certificate: AskedForCertificate, by: str, fact: str) -> None:
    certificate.by = by
    certificate.records["archive"] = recorded(by, fact=fact)


@given(parsers.parse('户籍档案中没有 "{by}" 的相应记载'))
def nothing_recorded(certificate: AskedForCertificate, by: str) -> None:
    certificate.by = by
    certificate.records["archive"] = archive(by)


@given(parsers.parse('户籍档案中没有 "{relative}" 与 "{by}" 的亲属关系'))
def no_relation_recorded(certificate: AskedForCertificate, relative: str, by: str) -> None:
    certificate.by = by
    certificate.records["archive"] = archive(by, relation="")


@given(parsers.parse("两人在同一户口簿上"))
def same_booklet(certificate: AskedForCertificate) -> None:
    certificate.records["archive"] = {**(certificate.records["archive"] or {}), "same_booklet": True}


@given(parsers.parse('"{by}" 户籍地的档案暂时无法查询'))
def archive_silent(certificate: AskedForCertificate, by: str) -> None:
    certificate.by = by
    certificate.records.pop("archive", None)


@when(parsers.parse('"{by}" 申请开具 "{kind}"'))
def asks(certificate: AskedForCertificate, by: str, kind: str) -> None:
    certificate.by = by
    certificate.ask(kind)


@when(parsers.parse('"{by}" 申请开具与 "{relative}" 有关的 "{kind}"'))
def asks_about(certificate: AskedForCertificate, by: str, relative: str, kind: str) -> None:
    certificate.by = by
    certificate.ask(kind)
    certificate.about(relative)


@when(parsers.parse('户籍地填写为 "{place}"'))
def place_typed(certificate: AskedForCertificate, place: str) -> None:
    certificate.typed["hukou_place"] = place


@then(parsers.parse('户籍类证明应提示 "{message}"'))
def certificate_refused(certificate: AskedForCertificate, message: str) -> None:
    assert message in certificate.judged.messages


@then("户籍类证明应可以出具")
def certificate_possible(certificate: AskedForCertificate) -> None:
    findings = certificate.judged.findings
    assert (findings.objections, findings.undetermined) == ((), ())


@then(parsers.parse('户籍类证明应可以提交，"{register}" 待核实'))
def certificate_awaits(certificate: AskedForCertificate, register: str) -> None:
    findings = certificate.judged.findings
    assert findings.objections == ()
    assert any(register in each.message for each in findings.undetermined)


@then(parsers.parse('户籍类证明的业务属地应为 "{place}"'))
def certificate_place(certificate: AskedForCertificate, place: str) -> None:
    judged = certificate.judged
    assert judged.matter.route(judged.application.answers).competent == place


@then(parsers.parse("户籍类证明的办理期限应为 {days:d} 个工作日"))
def certificate_term(certificate: AskedForCertificate, days: int) -> None:
    judged = certificate.judged
    assert judged.parameters.integer(judged.matter.promised_term) == days


@then(parsers.parse('户籍类证明应载明 "{label}" 为 "{text}"'))
def certificate_line(certificate: AskedForCertificate, label: str, text: str) -> None:
    judged = certificate.judged
    lines = [line for result in judged.matter.results for line in result.compose(judged.application, {})]
    assert (label, text) in lines
