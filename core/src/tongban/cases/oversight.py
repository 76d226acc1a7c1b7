"""For what a supervisor may read the contents of a case; without such a purpose only its heads are shown."""

from __future__ import annotations

from typing import Final

PURPOSES: Final = {
    "complaint": "投诉举报核查",
    "overdue": "超期督办",
    "sampling": "办件质量抽查",
    "dispute": "行政复议或者诉讼",
}
"""Enumerated, so that the audit log names the purpose and nothing personal."""
