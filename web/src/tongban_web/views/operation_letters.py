"""Letters that do not come to an end by themselves, in words: what, why, who can mend it, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongban.exchange.refusal_table import FixedBy
from tongban.exchange.refusals import REFUSALS
from tongban.exchange.settling import UNRECORDED
from tongban.operation.alike import Alike
from tongban.operation.dead_letters import Before, DeadLetter, Trouble
from tongban_web import view_data as v
from tongban_web.formatting import instant

LETTERS = {"case.offer": "移交办件", "case.facts": "办件进展", "case.intent": "办理请求"} | {
    "file.wanted": "调取文件",
    "file.piece": "所调取文件的分段",
}
FIXERS = {
    FixedBy.SENDING_OPERATOR: "本节点运维人员",
    FixedBy.RECEIVING_OPERATOR: "对方运维人员",
    FixedBy.TRUST_OPERATOR: "信任名录管理员",
    FixedBy.SENDING_OFFICER: "办件经办人",
    FixedBy.TIME: "无须处理，等待即可",
}
THEIR_FIXERS = {
    **FIXERS,
    FixedBy.SENDING_OPERATOR: "对方运维人员",
    FixedBy.RECEIVING_OPERATOR: "本节点运维人员",
    FixedBy.SENDING_OFFICER: "对方经办人",
}
AGAIN: Mapping[Trouble, str] = {
    "refused": "再次发送全部台账",
    "waiting": "立即再试",
    "not_applied": "再次办理",
}
WAITS = "对方尚未确认，系统自动重试"
NOT_RECORDED = "对方已最终拒绝这封信，但本节点记录这一结果时出错，系统自动重试"
NOT_TRIED: Mapping[Before, str] = {
    "missing": "前面的信尚未到齐，先行存放",
    "parked": "前一封信在本节点尚未办成，先行存放",
    "settled": "前面的信已办结，这封信尚未办理，系统自动重试",
}
NOT_TRIED_REMEDIES: Mapping[Before, str] = {
    "missing": "请联系对方运维，确认前面的信是否仍在其发件箱。",
    "parked": "请先处理前一封信；前一封信办成后，这封信自动办理。",
    "settled": "请再次办理。",
}
NOT_APPLIED = "本节点办理这封信时出错，系统自动重试"
TURNED_COLUMNS = (
    v.Column("来自"),
    v.Column("件数", numeric=True),
    v.Column("原因"),
    v.Column("由谁处理"),
    v.Column("怎么办"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCard:
    """A letter on the desk: what, why, who, what to do, and which acts there are."""

    id: str
    title: str
    number: str
    facts: tuple[str, ...]
    why: str
    who: str
    remedy: str
    can_be_sent_again: bool
    again: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeRow:
    """Letters that one button sends again: what its form says, and what people read."""

    trouble: str
    peer: str
    code: str
    title: str
    why: str
    again: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterGroup:
    """Letters with one kind of trouble."""

    id: str
    heading: str
    none: str
    letters: tuple[LetterCard, ...]
    alike: tuple[AlikeRow, ...]


def letter_groups(
    *,
    refused: Sequence[DeadLetter],
    waiting: Sequence[DeadLetter],
    not_applied: Sequence[DeadLetter],
    alike: Sequence[Alike],
    names: Mapping[str, str],
    now: int,
) -> tuple[LetterGroup, ...]:
    """The desk at an instant (Unix milliseconds)."""
    told = (
        ("refused", "被对方最终拒绝", "没有被对方拒绝的信。", refused),
        ("waiting", "一小时仍未送达", "没有久未送达的信。", waiting),
        ("not_applied", "本节点没有办成的来信", "没有办不成的来信。", not_applied),
    )
    return tuple(
        LetterGroup(
            id=name.replace("_", "-"),
            heading=heading,
            none=none,
            letters=tuple(letter_card(each, names, now=now) for each in found),
            alike=tuple(alike_row(each, names) for each in alike if each.trouble == name),
        )
        for name, heading, none, found in told
    )


def alike_row(alike: Alike, names: Mapping[str, str]) -> AlikeRow:
    """Several letters in words."""
    peer, comes = names.get(alike.peer, alike.peer), alike.trouble == "not_applied"
    code = f"，代码 {alike.code}" if alike.code else ""
    return AlikeRow(
        trouble=alike.trouble,
        peer=alike.peer,
        code=alike.code,
        title=f"{peer}来信共{alike.letters}封{code}" if comes else f"发往{peer}共{alike.letters}封{code}",
        why=alike.refusal.sentence if alike.refusal else "",
        again=f"这{alike.letters}封都{AGAIN[alike.trouble]}",
    )


def letter_card(letter: DeadLetter, names: Mapping[str, str], *, now: int) -> LetterCard:
    """A letter in words."""
    peer, kind = names.get(letter.peer, letter.peer), LETTERS.get(letter.kind, letter.kind)
    comes = letter.trouble == "not_applied"
    return LetterCard(
        id=letter.id,
        title=f"{peer}来信：{kind}" if comes else f"发往{peer}：{kind}",
        number=letter.number or letter.case_id,
        facts=_facts(letter, now),
        why=_why(letter),
        who=("本节点运维人员" if comes else FIXERS[letter.fixed_by]),
        remedy=_remedy(letter),
        can_be_sent_again=letter.can_be_sent_again,
        again=AGAIN[letter.trouble],
    )


def _facts(letter: DeadLetter, now: int) -> tuple[str, ...]:
    began = {"refused": "拒绝于", "waiting": "写于", "not_applied": "到达于"}[letter.trouble]
    told = [f"{began} {instant(letter.since)}"]
    if letter.attempts:
        told.append(f"已试{letter.attempts}次")
    if letter.trouble != "refused" and letter.next_at and letter.next_at > now:
        told.append(f"下次 {instant(letter.next_at)}")
    if letter.code:
        told.append(f"代码 {letter.code}")
    return tuple(told)


def _why(letter: DeadLetter) -> str:
    if letter.refusal:
        said = letter.refusal.sentence
        return said if letter.trouble == "not_applied" else f"对方答复：“{said}”"
    if letter.trouble == "not_applied":
        return NOT_APPLIED if letter.attempts else NOT_TRIED[letter.before]
    return NOT_RECORDED if letter.code == UNRECORDED else WAITS


def _remedy(letter: DeadLetter) -> str:
    if letter.trouble == "not_applied" and not letter.refusal:
        asked = "请查看日志 letter_parked 中的原因，修好插件或升级后再次办理。"
        return asked if letter.attempts else NOT_TRIED_REMEDIES[letter.before]
    if letter.refusal:
        return letter.refusal.remedy
    if letter.code == UNRECORDED:
        return "请查看日志 rejection_not_recorded 中的原因，修好插件或升级后立即再试。"
    return "请在“各节点”中测试与对方的连接。"


def turned_away(counted: Mapping[tuple[str, str], int], names: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """What other nodes sent and this one refused."""
    return tuple(
        (
            names.get(peer, peer) or "未能核验身份的来源",
            str(number),
            REFUSALS[code].sentence,
            THEIR_FIXERS[REFUSALS[code].fixed_by],
            REFUSALS[code].remedy,
        )
        for (peer, code), number in sorted(counted.items())
        if code in REFUSALS
    )
