"""Who somebody is on the site, and whose forms are taken."""

from __future__ import annotations

from visitor import Visitor


def test_a_person_signs_in_and_out(sichuan: Visitor) -> None:
    page = sichuan.sign_in("张建国")
    assert page.status == 200
    assert "张建国" in page.text
    page = sichuan.submit(page, "/sign-out")
    assert "张建国" not in page.text


def test_the_zone_and_every_guide_are_shown(sichuan: Visitor) -> None:
    page = sichuan.get("/")
    assert page.heading == "跨省通办专区"
    for link in page.document.xpath("//article//a/@href"):
        assert sichuan.get(link).status == 200
    assert "西湖" in sichuan.get("/matters/hh.cert.hukou?place=杭州市西湖区").text
    assert sichuan.get("/nowhere").status == 404
