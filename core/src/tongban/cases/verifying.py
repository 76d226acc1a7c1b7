"""Whether a paper is genuine: found by its number and the code printed on it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tongban.cases.number import CaseNumber, CaseNumberError, parse_case_number
from tongban.cases.papers import RESULT, Paper
from tongban.evidence.items import digest_of

_LENGTH: Final = 12
_ALIKE: Final = str.maketrans("018", "OIB")
_NUMBER: Final = re.compile(r"通办.{1,4}〔[0-9]{4}〕([0-9]{26}[0-9A-Z])-[0-9]{1,6}号(?:-[0-9]{1,3})?")


def paper_code(paper: Paper) -> str:
    """The code printed on a paper; where none was drawn for it, twelve hexadecimal digits of its digest."""
    if paper.code:
        return paper.code
    digits = digest_of(paper)[:_LENGTH].upper()
    return "-".join(digits[start : start + 4] for start in range(0, _LENGTH, 4))


def is_code_of(paper: Paper, typed: str) -> bool:
    """Whether that code is printed on the paper."""
    return _plain(typed) == _plain(paper_code(paper))


def result_codes(papers: Iterable[Paper]) -> dict[str, str]:
    """The codes of the result papers among them, by the key of the result."""
    results = (paper for paper in papers if paper.kind.startswith(RESULT))
    return {paper.kind.removeprefix(RESULT): paper_code(paper) for paper in results}


def case_of_paper(number: str) -> CaseNumber:
    """The case in which a paper of that number was issued; raises `CaseNumberError` for what is no such number."""
    parts = _NUMBER.fullmatch(plain_number(number))
    if parts is None:
        raise CaseNumberError("文书编号格式不正确，请照文书标题上方的文号完整填写，例如“通办准〔2026〕…号”")
    return parse_case_number(f"KS{parts[1]}")


def plain_number(number: str) -> str:
    """A paper's number without blanks, and with the brackets that it is printed with."""
    return "".join(number.split()).translate(str.maketrans("[]［］", "〔〕〔〕"))


def _plain(code: str) -> str:
    """What is left of a code when it is read off a paper: letters and digits that look alike are one."""
    return "".join(character for character in code.upper() if character.isalnum()).translate(_ALIKE)
