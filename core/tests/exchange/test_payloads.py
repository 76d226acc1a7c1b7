"""What is too deep is refused before it is parsed, whatever its strings hold."""

from __future__ import annotations

import json

import pytest

from tongban.exchange import receipts, trust_signing
from tongban.exchange.payloads import check_depth, parsed
from tongban.exchange.refusals import Refused
from tongban.exchange.trust_signing import TrustError

LIMIT = 4
TEXTS = ["", "]" * 50, "[" * 50, '"[[[[[[', "\\", '\\"', '\\\\"[[[[[', "{[", "]\\\\", "\\[\\[\\[\\[\\["]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("depth", [1, LIMIT, LIMIT + 1, 40])
def test_depth_is_counted_outside_of_strings(text: str, depth: int) -> None:
    value: object = text
    for level in range(depth):
        value = {text: value} if level % 2 else [text, value, text]
    payload = json.dumps(value).encode()
    if depth <= LIMIT:
        check_depth(payload, limit=LIMIT)
    else:
        with pytest.raises(Refused):
            check_depth(payload, limit=LIMIT)


def test_brackets_side_by_side_are_not_deep() -> None:
    check_depth(b"[" + b",".join([b"[]"] * 100) + b"]", limit=LIMIT)


def test_whatever_anybody_wrote_is_read_or_is_not_and_breaks_nothing() -> None:
    deep = b'{"x":' + b"[" * 8_000
    assert receipts.read_notice(deep) is None
    with pytest.raises(TrustError):
        trust_signing.read_unverified(deep)
    for text in (deep, b"\xff", b"", b"[]"):
        with pytest.raises(ValueError):
            parsed(text, dict)
