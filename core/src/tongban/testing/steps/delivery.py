"""Steps on the result of any matter and how it reaches the applicant."""

from __future__ import annotations

from typing import Final

from pytest_bdd import parsers, then, when

from tongban.cases.papers import Paper
from tongban.testing.acts import ConfirmDelivery
from tongban.testing.any_matter import ApplicationOnItsWay

CHAPTER: Final = "送达"


@when("申请人在网上打开结果")
def opens_result(followed: ApplicationOnItsWay) -> None:
    act = ConfirmDelivery(how="opened")
    followed.let(lambda: followed.home.party(followed.case_id, by=followed.by, act=act))


@then(parsers.parse('申请人收到“{title}”，其中“{label}”为 "{text}"'))
def result_says(followed: ApplicationOnItsWay, title: str, label: str, text: str) -> None:
    written = dict(_issued(followed, title).lines)
    assert written.get(label) == text, written


@then(parsers.parse('申请人收到“{title}”，其中写明 "{text}"'))
def paper_explains(followed: ApplicationOnItsWay, title: str, text: str) -> None:
    """文书的一段正文中含有这句话"""
    paragraphs = _issued(followed, title).paragraphs
    assert any(text in each for each in paragraphs), paragraphs


def _issued(followed: ApplicationOnItsWay, title: str) -> Paper:
    """The last paper of that title that the applicant finds in the case, with what it says also before it is opened."""
    found = [paper for _, paper in followed.home.mine(followed.case_id, by=followed.by).dossier.papers()]
    numbers = [paper.number for paper in found if paper.title == title]
    assert numbers, [paper.title for paper in found]
    return next(paper for _, paper in followed.seen.dossier.papers() if paper.number == numbers[-1])
