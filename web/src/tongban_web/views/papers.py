"""A paper as it is printed."""

from __future__ import annotations

from tongban.cases.papers import Paper
from tongban.cases.reading import CaseView
from tongban.errors import NotFound
from tongban_web import view_data as v
from tongban_web.formatting import long_date


def find_paper(view: CaseView, seq: int, position: int) -> Paper:
    """The paper that a fact issued; raises `NotFound`."""
    found = [paper for number, paper in view.dossier.papers() if number == seq]
    if not 1 <= position <= len(found):
        raise NotFound("没有找到这份文书，请从办件页面重新打开")
    return found[position - 1]


def shown_paper(view: CaseView, seq: int, paper: Paper) -> v.Paper:
    """The paper with the digest under which it is stored."""
    seal = view.dossier.heads[seq - 1].parts["papers"]
    return v.Paper(
        office=paper.issuer,
        title=paper.title,
        number=paper.number,
        addressee=paper.to,
        lines=tuple(v.Definition(label, text) for label, text in paper.lines),
        body=paper.paragraphs,
        issued=long_date(paper.on),
        digest="SHA-256 " + " ".join(seal.digest[at : at + 4] for at in range(0, len(seal.digest), 4)),
        case_number=paper.case,
    )
