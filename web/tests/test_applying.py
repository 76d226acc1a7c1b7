"""From the guide to a case: the form of any matter, filled in without scripts."""

from __future__ import annotations

from visitor import Page, Visitor

FORMER_NAME = {
    "cert_kind": "former_name",
    "purpose": "办理继承公证",
    "hukou_place": "四川省成都市锦江区",
    "handed_by": "self",
}


def begin(visitor: Visitor, matter: str, **typed: str) -> Page:
    return visitor.submit(visitor.get(f"/matters/{matter}/apply"), f"/matters/{matter}/apply", **typed)


def test_a_matter_is_applied_for_without_scripts(guangdong: Visitor) -> None:
    guangdong.sign_in("张建国")
    form = begin(guangdong, "hh.cert.hukou", consent="yes")
    assert form.heading == "填写申请：开具户籍类证明", form.text
    review = guangdong.submit(form, form.path, act="review", **FORMER_NAME)
    assert review.heading == "核对并提交：开具户籍类证明", review.text
    case = guangdong.submit(review, review.path.replace("review", "submit"))
    assert case.path.startswith("/cases/"), case.text
