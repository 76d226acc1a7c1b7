"""The papers of a case, as they are listed and as they are printed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tongban.cases.papers import Paper
from tongban.cases.verifying import paper_code
from tongban.evidence.items import digest_of
from tongban_web import view_data as v
from tongban_web.formatting import long_date


class ListedPaper(msgspec.Struct, frozen=True):
    """A paper in a list."""

    title: str
    number: str
    issued: str
    url: str


def listed(found: Sequence[tuple[int, Paper]], address: str) -> tuple[ListedPaper, ...]:
    """Every paper with its address, oldest first; `address` is that of the case."""
    return tuple(
        ListedPaper(paper.title, paper.number, long_date(paper.on), f"{address}/papers/{index}")
        for index, (_, paper) in enumerate(found, start=1)
    )


def lines_of(paper: Paper) -> tuple[v.Definition, ...]:
    """What a paper says line by line, but for the number of its case."""
    return tuple(v.Definition(label, text) for label, text in paper.lines if label != "办件编号")


def printed(paper: Paper) -> v.Paper:
    """A paper for `ui.paper_view`."""
    return v.Paper(
        office=paper.issuer,
        title=paper.title,
        number=paper.number,
        addressee=paper.to,
        lines=lines_of(paper),
        body=paper.paragraphs,
        issued=long_date(paper.on),
        digest=digest_of(paper),
        code=paper_code(paper),
        case_number=paper.case,
    )
