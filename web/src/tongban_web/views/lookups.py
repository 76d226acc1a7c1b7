"""Who had which register looked up: for the person asked about, and for the supervisor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tongban.matters.matter import Matter
from tongban.storage import Row
from tongban_web import view_data as v
from tongban_web.formatting import instant

OWN_COLUMNS = (v.Column("时间"), v.Column("查询内容"), v.Column("事项和用途"), v.Column("由谁查询"), v.Column("依据"))
WINDOW_COLUMNS = (
    v.Column("最后查询"),
    v.Column("机关"),
    v.Column("工作人员"),
    v.Column("事项"),
    v.Column("涉及人数", numeric=True),
)


def own(found: Sequence[Row], matters: Mapping[str, Matter], places: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Each look-up about the reader, newest first."""
    return [
        (
            instant(row["at"]),
            _title(row, matters.get(row["matter"])),
            _what_for(row, matters.get(row["matter"])),
            _by(row, places),
            row["consent"] or row["legal_basis"],
        )
        for row in found
    ]


def _title(row: Row, matter: Matter | None) -> str:
    titles = {need.key: need.title for need in matter.needs} if matter else {}
    title = titles.get(row["need"], row["register"])
    if row["side"] == "paper":
        return f"{title}（登记库没有答复，由工作人员照材料核对）"
    return f"{title}（未答复）" if row["outcome"] == "unanswered" else title


def _what_for(row: Row, matter: Matter | None) -> str:
    name = matter.name if matter else row["matter"]
    return f"{name}：{row['purpose']}" if row["purpose"] else name


def _by(row: Row, places: Mapping[str, str]) -> str:
    if row["side"] == "answered":
        return f"{places.get(row['peer'], row['peer'])}的平台"
    return f"{row['office']}工作人员" if row["office"] else "申请时由系统"


def unsubmitted(
    found: Sequence[Row], matters: Mapping[str, Matter], officers: Mapping[str, str]
) -> list[tuple[str, ...]]:
    """Each application at a window for which registers were asked and that became no case."""
    return [
        (
            instant(row["at"]),
            row["office"],
            officers.get(row["officer"], row["officer"]),
            matters[row["matter"]].name if row["matter"] in matters else row["matter"],
            str(row["people"]),
        )
        for row in found
    ]
