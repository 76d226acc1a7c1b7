"""What people write into a line of text where there is nothing to write."""

from __future__ import annotations

import re
from typing import Final

NONE: Final = re.compile(r"(否|(无|没有?|不存在|非|不是|不属于)(任何)?(近?亲属|亲戚|血缘|亲缘)?(关系)?)?\W*")


def says_none(text: str) -> bool:
    """Whether a text says that there is nothing, or no relation: it is empty, a dash, 无, 没有, 非亲属 or a like."""
    return NONE.fullmatch(text.strip()) is not None
