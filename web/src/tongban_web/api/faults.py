"""What is wrong with the body or a parameter of a request, in Chinese: which part, and what it should be."""

from __future__ import annotations

import re
from typing import Any, Final

WHOLE: Final = "data"
LEFT_OUT: Final = re.compile(r"Missing required \w+ parameter '([^']+)' for ")
SENT_AS: Final = {"in_state": "state"}
"""What a parameter is called in a request, where a program may not call it so."""
AS_A_FORM: Final = "请以 multipart/form-data 上传，文件放在 data 一项，文件名用 UTF-8 编码"
SENTENCES: Final = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"Object missing required field `(.+)`", "缺少 {0}"),
        (r"Object contains unknown field `(.+)`", "没有 {0} 这一项，请删去"),
        (r"Expected `(.+)` of length <= (\d+)", "长度不能超过 {1}"),
        (r"Expected `(.+)` of length >= (\d+)", "长度不能少于 {1}"),
        (r"Expected `(.+)` (<=|>=|<|>) (.+)", "应 {1} {2}"),
        (r"Expected `(.+)`, got `(.+)`", "应为 {0}，收到的是 {1}"),
        (r"Invalid (?:enum )?value '?(.+?)'?", "不能是“{0}”，请从接口说明列出的值中选择"),
    )
)


def told(extra: Any) -> str:
    """Every fault that was found, each with its place; `extra` is what Litestar says of them."""
    faults = [fault for fault in extra if isinstance(fault, dict)] if isinstance(extra, list) else []
    return "；".join(_fault(str(fault.get("key", "")), str(fault.get("message", ""))) for fault in faults)


def told_in_short(detail: str) -> str:
    """What Litestar finds before it reads anything: a parameter that was not sent."""
    found = LEFT_OUT.search(detail)
    return f"缺少参数 {found[1]}" if found else ""


def _fault(key: str, message: str) -> str:
    return f"{'请求体' if key in {'', WHOLE} else SENT_AS.get(key, key)}：{_in_chinese(message)}"


def _in_chinese(message: str) -> str:
    for pattern, sentence in SENTENCES:
        if found := pattern.fullmatch(message):
            return sentence.format(*found.groups())
    return "不符合接口说明"
