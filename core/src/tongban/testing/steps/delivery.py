"""Steps on the result of any matter and how it reaches the applicant."""

from __future__ import annotations

from typing import Final

from pytest_bdd import parsers, then, when

from tongban.testing.acts import ConfirmDelivery
from tongban.testing.any_matter import ApplicationOnItsWay

CHAPTER: Final = "送达"


@when("申请人在网上打开结果")
def opens_result(followed: ApplicationOnItsWay) -> None:
    act = ConfirmDelivery(how="opened")
    followed.let(lambda: followed.home.party(followed.case_id, by=followed.by, act=act))


@then(parsers.parse('申请人收到“{title}”，其中“{label}”为 "{text}"'))
def result_says(followed: ApplicationOnItsWay, title: str, label: str, text: str) -> None:
    papers = followed.home.mine(followed.case_id, by=followed.by).dossier.papers()
    written = {paper.title: dict(paper.lines) for _, paper in papers}
    assert title in written, list(written)
    assert written[title].get(label) == text, written[title]


@then(parsers.parse('申请人收到“{title}”，其中写明 "{text}"'))
def paper_explains(followed: ApplicationOnItsWay, title: str, text: str) -> None:
    """文书的一段正文中含有这句话"""
    papers = followed.home.mine(followed.case_id, by=followed.by).dossier.papers()
    written = {paper.title: paper.paragraphs for _, paper in papers}
    assert title in written, list(written)
    assert any(text in each for each in written[title]), written[title]
