"""The papers of a case as its parties see them: listed, opened, and what those ask that call for something."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.cases.papers import NOTICE, RESULT, Paper
from tongban.cases.reading import CaseView
from tongban.cases.state import StepStatus
from tongban.errors import NotFound
from tongban_web import view_data as v
from tongban_web.formatting import long_date
from tongban_web.views.papers import lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLink:
    """A paper of the case with its address; `result` is what the applicant came for, `sealed` what awaits opening."""

    title: str
    number: str
    issued: str
    url: str
    result: bool
    sealed: bool


@dataclass(frozen=True, slots=True)
class CalledFor:
    """A paper that says what the applicants have to do, with what it says."""

    paper: PaperLink
    lines: tuple[v.Definition, ...]


def papers(view: CaseView) -> tuple[PaperLink, ...]:
    """The papers of the case, oldest first."""
    counted: dict[int, int] = {}
    links = []
    for seq, paper in view.dossier.papers():
        position = counted.get(seq, 0)
        counted[seq] = position + 1
        url = f"/cases/{view.case.id}/papers/{seq}/{position + 1}"
        links.append(
            PaperLink(
                title=paper.title,
                number=paper.number,
                issued=long_date(paper.on),
                url=url,
                result=paper.kind.startswith(RESULT),
                sealed=view.is_sealed(paper),
            )
        )
    return tuple(links)


def called_for(view: CaseView) -> tuple[CalledFor, ...]:
    """What the applicants have to do for a step that is cleared and not done yet."""
    cleared = {f"{NOTICE}{step.plan.name}" for step in view.case.steps if step.status is StepStatus.CLEARED}
    told = zip(view.dossier.papers(), papers(view), strict=True)
    latest = {paper.kind: CalledFor(link, lines_of(paper)) for (_, paper), link in told if paper.kind in cleared}
    return tuple(latest.values())


def find_paper(view: CaseView, seq: int, position: int) -> Paper:
    """The paper that a fact issued; raises `NotFound`."""
    found = [paper for number, paper in view.dossier.papers() if number == seq]
    if not 1 <= position <= len(found):
        raise NotFound("没有找到这份文书，请从办件页面重新打开")
    return found[position - 1]
