"""Each material comes from the first of its sources that serves; what is missing is said at once, with the remedy."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tongban.evidence.items import NOT_TYPED_YET, Evidence, Outcome, SourceKind
from tongban.evidence.materials import Provided, material_status, missing, undue
from tongban.identity.people import PartyKind
from tongban.matters.forms import Form
from tongban.matters.materials import FromMandate, FromRegister, Material, Pledge, Source, Upload, WindowCheck
from tongban.matters.matter import Delivery, Kind, Matter
from tongban.matters.needs import Needs
from tongban.matters.routes import Route
from tongban.matters.rules import Severity


class Record(msgspec.Struct, frozen=True):
    status: str


NEED = Needs(key="marriage", register="civil.marriage", title="婚姻登记", at="competent", record=Record)
REGISTER = FromRegister(NEED)
PROVIDED = {
    "upload": Provided(uploads={"proof"}),
    "pledge": Provided(pledges={"proof"}),
    "window": Provided(window_checks={"proof"}),
    "": Provided(),
}


def material(*sources: Source, shown_when: tuple[str, tuple[str, ...]] | None = None) -> Material:
    return Material(key="proof", name="婚姻状况证明", sources=sources, shown_when=shown_when)


def matter(*materials: Material) -> Matter:
    return Matter(
        id="test.matter",
        name="测试事项",
        edition="1",
        kind=Kind.COMMITTED,
        applicants=frozenset({PartyKind.PERSON}),
        authority="civil",
        basis=(),
        promised_term="days",
        form=Form,
        rules=(),
        route=lambda _: Route(competent="440100", reason=""),
        delivery=(Delivery.ELECTRONIC,),
        needs=(NEED,),
        materials=materials,
    )


def evidence(outcome: Outcome, asked_of: str = "440000") -> dict[str, Evidence]:
    item = Evidence(
        key="marriage", title="婚姻登记", kind=SourceKind.REGISTER, outcome=outcome, source="", at=0, asked_of=asked_of
    )
    return {"marriage": item}


def read_from_the_paper(outcome: Outcome) -> dict[str, Evidence]:
    item = Evidence(
        key="marriage", title="婚姻登记", kind=SourceKind.UPLOAD, outcome=outcome, source="", at=0, material="proof"
    )
    return {"marriage": item}


FOUND, NONE, SILENT = (evidence(outcome) for outcome in (Outcome.FOUND, Outcome.NONE, Outcome.UNANSWERED))
OFF_EXCHANGE = evidence(Outcome.UNANSWERED, asked_of="")
ALL = (REGISTER, Upload(), Pledge(text="本人承诺"), WindowCheck())


@pytest.mark.parametrize(
    ("sources", "held", "given", "served_by"),
    [
        (ALL, FOUND, "", FromRegister),
        (ALL, FOUND, "upload", FromRegister),
        (ALL, NONE, "upload", Upload),
        (ALL, SILENT, "pledge", Pledge),
        (ALL, OFF_EXCHANGE, "window", WindowCheck),
        (ALL, read_from_the_paper(Outcome.FOUND), "upload", Upload),
        (ALL, read_from_the_paper(Outcome.NONE), "upload", None),
        (ALL, read_from_the_paper(Outcome.NONE), "window", None),
        ((REGISTER,), read_from_the_paper(Outcome.FOUND), "", FromRegister),
        ((REGISTER,), read_from_the_paper(Outcome.NONE), "", None),
        ((REGISTER,), NONE, "upload", None),
        ((REGISTER, Upload()), SILENT, "pledge", None),
        ((Upload(),), {}, "upload", Upload),
        ((Upload(),), {}, "", None),
        ((FromMandate(),), {}, "", FromMandate),
    ],
)
def test_the_first_source_that_serves_is_used_and_only_those_listed(
    sources: tuple[Source, ...], held: dict[str, Evidence], given: str, served_by: type | None
) -> None:
    [status] = material_status(matter(material(*sources)), {}, held, PROVIDED[given])
    assert (type(status.source) if status.source else None) is served_by
    assert status.waived is (served_by in {FromRegister, FromMandate})


@pytest.mark.parametrize(
    ("sources", "held", "message", "remedy", "severity"),
    [
        (
            (Upload(), WindowCheck()),
            {},
            "缺少材料“婚姻状况证明”",
            "请上传该材料，或在窗口由工作人员当面核验",
            Severity.BLOCKING,
        ),
        ((REGISTER, Pledge(text="")), NONE, "缺少材料“婚姻状况证明”", "请签署告知承诺书", Severity.BLOCKING),
        ((REGISTER, Upload()), OFF_EXCHANGE, "缺少材料“婚姻状况证明”", "请上传该材料", Severity.BLOCKING),
        (
            (REGISTER, Upload()),
            read_from_the_paper(Outcome.NONE),
            "提交或出示的“婚姻状况证明”表明没有“婚姻登记”，不能作为办理的依据",
            "请核对填写的内容；确有登记的，请提交载明该登记的材料",
            Severity.BLOCKING,
        ),
        (
            (REGISTER,),
            NONE,
            "登记库中没有“婚姻状况证明”的记录",
            "请核对填写的内容；如确有记录，请联系登记机关更正后再申请",
            Severity.BLOCKING,
        ),
        (
            (REGISTER,),
            OFF_EXCHANGE,
            "“婚姻状况证明”的登记机关尚未接入通办平台，不能查询",
            "由办理机关核对，现在不用提交；需要纸质材料的，由其另行告知",
            Severity.NOTICE,
        ),
        (
            (REGISTER, Upload()),
            SILENT,
            "“婚姻状况证明”通过数据共享核验，登记库暂未答复，不影响提交",
            "答复后由工作人员继续办理；如不愿等待，也可上传该材料",
            Severity.NOTICE,
        ),
    ],
)
def test_what_is_missing_is_told_with_material_and_remedy_and_silence_blocks_nothing(
    sources: tuple[Source, ...], held: dict[str, Evidence], message: str, remedy: str, severity: Severity
) -> None:
    [objection] = missing(material_status(matter(material(*sources)), {}, held, Provided()))
    assert (objection.message, objection.remedy, objection.severity) == (message, remedy, severity)
    assert objection.field == "proof"


def test_a_material_that_the_answers_do_not_call_for_is_not_asked_for() -> None:
    conditional = matter(material(Upload(), shown_when=("married", ("yes",))))
    assert material_status(conditional, {"married": "no"}, {}, Provided()) == []
    assert len(material_status(conditional, {"married": "yes"}, {}, Provided())) == 1


@pytest.mark.parametrize(
    ("sources", "held", "is_undue"),
    [((REGISTER, Upload()), FOUND, True), ((REGISTER,), SILENT, True), ((REGISTER, Upload()), NONE, False)],
)
def test_what_a_register_supplies_must_not_be_demanded(
    sources: tuple[Source, ...], held: dict[str, Evidence], *, is_undue: bool
) -> None:
    statuses = material_status(matter(material(*sources)), {}, held, Provided())
    found = [objection.message for objection in undue(statuses, {"proof"})]
    assert found == (["该材料可通过数据共享获取，不得要求申请人提供"] if is_undue else [])
    assert undue(statuses, set()) == []


def test_where_a_rule_says_that_there_is_no_record_the_material_does_not_say_it_too() -> None:
    refused = replace(material(REGISTER), refused_by="HF-CM-01")
    assert missing(material_status(matter(refused), {}, NONE, Provided())) == []
    assert missing(material_status(matter(material(REGISTER)), {}, NONE, Provided())) != []


def test_nothing_is_said_to_be_missing_before_it_is_typed_what_to_look_for() -> None:
    [item] = evidence(Outcome.UNANSWERED).values()
    held = {"marriage": msgspec.structs.replace(item, reason=NOT_TYPED_YET)}
    [status] = material_status(matter(material(REGISTER, Upload())), {}, held, Provided())
    assert status.undecided
    assert missing([status]) == []
