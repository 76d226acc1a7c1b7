"""Steps on what may be certified: one application, judged without a node."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import msgspec
import pytest
from pytest_bdd import given, parsers, then, when

from tongban.testing.judging import Judging, fields_of, person
from tongban_household.testing import PEOPLE, archive, asked, population, recorded


@dataclass(slots=True)
class AskedForCertificate:
    """A certificate somebody asks for in a scenario, as far as it is told."""

    by: str = "张建国"
    named: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    records: dict[str, msgspec.Struct | None] = field(default_factory=dict)

    @property
    def judging(self) -> Judging:
        """The application as it stands."""
        judging = asked(self.by, {"population": population(self.by), **self.records}, **self.typed)
        applicant = judging.applicant
        return replace(judging, applicant=person(self.named or applicant.name, applicant.number))

    def ask(self, label: str) -> None:
        """Ask for the kind of certificate of that label."""
        from tongban_household.forms import KINDS

        self.typed["cert_kind"] = {text: kind for kind, text in KINDS.items()}[label]

    def leave_empty(self, label: str) -> None:
        """Type nothing into the field of that label."""
        named = {bound.field.label: bound.name for bound in fields_of(self.judging.matter.form)}
        self.typed[named[label]] = ""

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
    certificate.records["archive"] = recorded(by, f"{relative}系{by}的{relation}", relation=relation, relative=relative)


@given(parsers.parse('户籍档案记载 "{relative}" 是与 "{by}" 同户的{relation}'))
def same_booklet_recorded(certificate: AskedForCertificate, relative: str, by: str, relation: str) -> None:
    certificate.by = by
    fact = f"{relative}系{by}的{relation}"
    certificate.records["archive"] = recorded(by, fact, relation=relation, relative=relative, booklet="同户")


@given(parsers.parse('户籍档案中 "{by}" 有记载：{fact}'))
def fact_recorded(certificate: AskedForCertificate, by: str, fact: str) -> None:
    certificate.by = by
    certificate.records["archive"] = recorded(by, fact)


@given(parsers.parse('户籍档案中没有 "{by}" 的相应记载'))
def nothing_recorded(certificate: AskedForCertificate, by: str) -> None:
    certificate.by = by
    certificate.records["archive"] = archive(by)


@given(parsers.parse('户籍档案未记载 "{by}" 与 "{relative}" 的亲属关系'))
def no_relation_recorded(certificate: AskedForCertificate, by: str, relative: str) -> None:
    certificate.by = by
    certificate.records["archive"] = archive(by, relation="")


@given(parsers.parse('"{by}" 户籍地的档案暂时无法查询'))
def archive_silent(certificate: AskedForCertificate, by: str) -> None:
    certificate.by = by
    certificate.records.pop("archive", None)


@when(parsers.parse('"{by}" 想开具 "{kind}"'))
def asks(certificate: AskedForCertificate, by: str, kind: str) -> None:
    certificate.by = by
    certificate.ask(kind)


@when(parsers.parse('"{by}" 想开具与 "{relative}" 有关的 "{kind}"'))
def asks_about(certificate: AskedForCertificate, by: str, relative: str, kind: str) -> None:
    certificate.by = by
    certificate.ask(kind)
    certificate.about(relative)


@when(parsers.parse('户籍地填写为 "{place}"'))
def place_typed(certificate: AskedForCertificate, place: str) -> None:
    certificate.typed["hukou_place"] = place


@when(parsers.parse("“{label}”没有填写"))
def left_empty(certificate: AskedForCertificate, label: str) -> None:
    certificate.leave_empty(label)


@when(parsers.parse('亲属姓名填写为 "{name}"'))
def relative_typed(certificate: AskedForCertificate, name: str) -> None:
    certificate.typed["relative_name"] = name


@when(parsers.parse('申请人姓名填写为 "{name}"'))
def applicant_typed(certificate: AskedForCertificate, name: str) -> None:
    certificate.named = name


@then(parsers.parse('户籍类证明应提示 "{message}"'))
def certificate_refused(certificate: AskedForCertificate, message: str) -> None:
    assert message in certificate.judging.messages


@then(parsers.parse('户籍类证明不应提示 "{message}"'))
def certificate_not_refused(certificate: AskedForCertificate, message: str) -> None:
    assert message not in certificate.judging.messages


@then("户籍类证明应可以出具")
def certificate_possible(certificate: AskedForCertificate) -> None:
    findings = certificate.judging.findings
    assert (findings.objections, findings.undetermined) == ((), ())


@then(parsers.parse("户籍类证明应可以提交，“{register}”待核实"))
def certificate_awaits(certificate: AskedForCertificate, register: str) -> None:
    findings = certificate.judging.findings
    assert findings.objections == ()
    assert any(register in each.message for each in findings.undetermined)


@then(parsers.parse('户籍类证明的业务属地应为 "{place}"'))
def certificate_place(certificate: AskedForCertificate, place: str) -> None:
    judging = certificate.judging
    assert judging.matter.route(judging.application.answers).competent == place


@then(parsers.parse("户籍类证明的承诺期限应为 {days:d} 个工作日"))
def certificate_term(certificate: AskedForCertificate, days: int) -> None:
    judging = certificate.judging
    assert judging.parameters.integer(judging.matter.promised_term) == days


@then(parsers.parse('户籍类证明应载明“{label}”为 "{text}"'))
def certificate_line(certificate: AskedForCertificate, label: str, text: str) -> None:
    assert certificate.judging.lines("household_certificate")[label] == text
