"""A correction brings files beside those handed in before: what the facts of a case name stays."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tongban.errors import Refused
from tongban.evidence.uploads import StoredFile
from tongban.exchange.ids import mint_id
from tongban.matters.materials import Material, Upload
from tongban.testing.world import World
from tongban_web.testing.visitor import Visitor

pytestmark = pytest.mark.parametrize("database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)])

HALL = "440106-hall"
ANSWERS = {"cert_kind": "former_name", "purpose": "办理公证", "hukou_place": "510104", "handed_by": "self"}
MATERIAL = Material(key="mandate", name="授权委托书", sources=(Upload(),))


def _pdf(name: str) -> bytes:
    return b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n" + name.encode()


def _posted(name: str) -> dict[str, tuple[str, bytes, str]]:
    return {"material-mandate": (name, _pdf(name), "application/pdf")}


@pytest.fixture
def handed(world: World) -> tuple[str, StoredFile]:
    """A case with a file, still at the window that took it in."""
    home, application = world.province("440000"), mint_id(world.clock.now())
    by = home.node.accounts.key(world.person("张建国").number)

    async def content() -> AsyncIterator[bytes]:
        yield _pdf("原件.pdf")

    async def store() -> StoredFile:
        return await home.node.uploads.store(
            content(), application=application, material=MATERIAL, name="原件.pdf", by=by
        )

    stored = world.run(store)
    home.apply(
        "hh.cert.hukou", by="张建国", answers=ANSWERS, channel="window", delivery="window", draft_id=application,
        window_checks=("identity",), uploads=[stored.evidence("授权委托书")],
    )  # fmt: skip
    return application, stored


def test_a_correction_that_is_refused_leaves_the_first_file_and_one_that_is_taken_names_the_last(
    guangdong: Visitor, handed: tuple[str, StoredFile]
) -> None:
    case, first = handed
    home = guangdong.world.province("440000")
    home.officer(HALL).ask_correction(case, "mandate", "看不清，请重新扫描")
    guangdong.sign_in("张建国")
    address = f"/cases/{case}/correction"
    untouched = guangdong.submit(guangdong.get(address), address)
    assert untouched.status == 422
    assert "请重新提交“授权委托书”" in untouched.text
    empty = guangdong.submit(untouched, address, {"material-mandate": ("空.pdf", b"", "application/pdf")})
    assert empty.status == 422
    taken = guangdong.submit(empty, address, _posted("重扫.pdf"))
    assert taken.status == 200, taken.text
    named = home.view(case).dossier.evidence()["mandate"].value
    assert named["name"] == "重扫.pdf"
    clerk = guangdong.another()
    clerk.sign_in_staff(f"{HALL}-1")
    for file, name in ((first.id, "原件.pdf"), (named["file"], "重扫.pdf")):
        assert clerk.get(f"/desk/cases/{case}/files/{file}").response.content == _pdf(name)


def test_a_file_that_the_notice_does_not_ask_for_is_not_taken_in(
    guangdong: Visitor, handed: tuple[str, StoredFile]
) -> None:
    case, first = handed
    home = guangdong.world.province("440000")
    home.officer(HALL).ask_correction(case, "purpose", "请写明公证处名称")
    guangdong.sign_in("张建国")
    address = f"/cases/{case}/correction"
    guangdong.submit(guangdong.get(address), address, _posted("换掉.pdf"), purpose="成都市律政公证处")
    assert guangdong.world.run(home.node.uploads.of_application, case) == [first]


def test_who_a_party_is_cannot_be_corrected_and_the_officer_reads_what_to_do_instead(guangdong: Visitor) -> None:
    home = guangdong.world.province("440000")
    agent = {"handed_by": "agent", "agent_name": "李秋萍", "agent_number": "500103199208259980"}
    case = home.apply(
        "hh.cert.hukou", by="张建国", answers={**ANSWERS, **agent}, channel="window", delivery="window",
        window_checks=("identity", "mandate"), through="李秋萍",
    ).case.id  # fmt: skip
    clerk = guangdong.another()
    clerk.sign_in_staff(f"{HALL}-1")
    page = clerk.get(f"/desk/cases/{case}/acts/ask_correction")
    offered = page.document.xpath("//input[@name='point']/@value")
    assert {"purpose"} <= {*offered} <= {*offered} - {"handed_by", "agent_name", "agent_number"}
    assert "由谁递交、受托人姓名、受托人证件号码" in page.text
    assert "填写有误的，请用“询问”告知申请人撤回后重新申请" in page.text
    with pytest.raises(Refused, match="“受托人姓名”关系到谁是当事人，不能以补正改动"):
        home.officer(HALL).ask_correction(case, "agent_name", "与身份证不一致")
    home.officer(HALL).ask_correction(case, "purpose", "请写明公证处名称")
