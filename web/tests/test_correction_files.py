"""A correction brings files beside those handed in before: what the facts of a case name stays."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

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
