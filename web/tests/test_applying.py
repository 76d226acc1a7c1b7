"""From the guide to a case: the form of any matter, filled in without scripts."""

from __future__ import annotations

from visitor import Page, Visitor

FORMER_NAME = {
    "cert_kind": "former_name",
    "purpose": "办理继承公证",
    "hukou_place": "四川省成都市锦江区",
    "handed_by": "self",
}
MATTER = "hh.cert.hukou"


def begin(visitor: Visitor, matter: str = MATTER, **typed: str) -> Page:
    return visitor.submit(visitor.get(f"/matters/{matter}/apply"), f"/matters/{matter}/apply", **typed)


def filled(visitor: Visitor) -> Page:
    form = begin(visitor, consent="yes")
    return visitor.submit(form, form.path, act="review", **FORMER_NAME)


def test_a_matter_is_applied_for_without_scripts(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    review = filled(guangdong)
    assert review.heading == "核对并提交：开具户籍类证明", review.text
    assert "四川省成都市锦江区" in review.text
    case = guangdong.submit(review, review.path.replace("review", "submit"))
    assert case.path.startswith("/cases/"), case.text
    assert case.heading == "开具户籍类证明"
    print(case.text)
    guangdong.world.deliver()
    print(guangdong.get(case.path).text)
    for link in guangdong.get(case.path).document.xpath("//a[contains(@href,'/papers/')]/@href"):
        print(guangdong.get(link).text)
    print(guangdong.get("/cases").text)
