"""Every reason for which a node refuses what another node sent, and who can put it right."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec


class FixedBy(StrEnum):
    """Who can remove the cause of a refusal."""

    SENDING_OPERATOR = "sending_operator"
    RECEIVING_OPERATOR = "receiving_operator"
    TRUST_OPERATOR = "trust_operator"
    SENDING_OFFICER = "sending_officer"
    TIME = "time"


class Refusal(msgspec.Struct, frozen=True):
    """One coded reason; a final one ends the letter, any other is retried with the same bytes."""

    code: str
    final: bool
    fixed_by: FixedBy
    sentence: str


class Refused(Exception):
    """Something received cannot be taken; says why by code, with a detail for the operator's log."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.refusal = REFUSALS[code]
        self.detail = detail

    @property
    def message(self) -> str:
        """The plain sentence, with the detail if there is one."""
        return f"{self.refusal.sentence}（{self.detail}）" if self.detail else self.refusal.sentence


class Rejected(Exception):
    """Raised by a handler: the letter is refused for good, and the refusal travels back signed.

    `code` is one of the final codes of `REFUSALS`; `message` is the sentence that the officer of the sending place
    reads.
    """

    def __init__(self, code: str, message: str = "") -> None:
        refusal = REFUSALS.get(code)
        if refusal is None or not refusal.final:
            known = ", ".join(sorted(code for code, entry in REFUSALS.items() if entry.final))
            raise ValueError(f"{code!r} is not a final refusal code; use one of: {known}")
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message or refusal.sentence


_FINAL: Final = (
    ("wrong_receiver", FixedBy.SENDING_OPERATOR, "此信不是发给本节点的，请核对收件节点后重新发送。"),
    ("no_grant", FixedBy.TRUST_OPERATOR, "发送方未获授权向本节点发送该事项的内容，请先办理授权。"),
    ("expired", FixedBy.SENDING_OFFICER, "此信在送达前已过有效期，请重新发起。"),
    ("id_conflict", FixedBy.SENDING_OPERATOR, "同一编号先后出现两份不同的内容，后一份未予接收，已记安全事件。"),
    (
        "seq_conflict",
        FixedBy.SENDING_OPERATOR,
        "同一办件的同一序号先后出现两封不同的信，后一封未予接收，已记安全事件。",
    ),
    ("broken_chain", FixedBy.SENDING_OPERATOR, "此信与前一封信的摘要不衔接，可能有信件被替换，已记安全事件。"),
    (
        "stale_epoch",
        FixedBy.SENDING_OFFICER,
        "此办件已由其他地方接手办理，按旧归属发出的内容不再接受；请刷新办件后处理。",
    ),
    ("not_owner", FixedBy.SENDING_OFFICER, "发送方不是此办件当前的办理地，不能改变办件状态。"),
    ("unknown_case", FixedBy.SENDING_OPERATOR, "本节点没有此办件，无法处理所发内容。"),
    ("business_rule", FixedBy.SENDING_OFFICER, "按办理规则不能接受此项请求。"),
    ("not_served", FixedBy.RECEIVING_OPERATOR, "本地尚未开通该事项或版本较旧，不能受理；可改走代收代办或等待开通。"),
    ("unknown_office", FixedBy.SENDING_OPERATOR, "本节点没有信中所写的办理机关；请更新信任名录后按机关名录重新提交。"),
    ("not_a_party", FixedBy.SENDING_OFFICER, "只能查询本办件当事人的信息。"),
    ("over_quota", FixedBy.TIME, "今日查询次数已达上限，请明日再试；确有需要的，请与本节点商定更高的上限。"),
    ("unknown_register", FixedBy.RECEIVING_OPERATOR, "本节点没有所查询的登记库。"),
    ("part_missing", FixedBy.SENDING_OFFICER, "所要的内容不在本节点，请联系收件地重新提供。"),
    ("bad_body", FixedBy.SENDING_OPERATOR, "正文解不开，或与签名中的摘要不符，或不是可读的内容，未予接收。"),
    ("replayed", FixedBy.SENDING_OPERATOR, "此查询已经答复过，不再重复答复；请重新发起查询。"),
)

_RETRIED: Final = (
    ("malformed", FixedBy.SENDING_OPERATOR, "收到的内容不是本交换协议的信件，无法读取；系统将自动重发。"),
    ("bad_signature", FixedBy.SENDING_OPERATOR, "签名核验不通过，内容可能在途中被改动；系统将自动重发。"),
    ("unknown_sender", FixedBy.TRUST_OPERATOR, "发送方或其密钥不在信任名录中；请在名录登记后自动重发。"),
    (
        "no_encryption_key",
        FixedBy.TRUST_OPERATOR,
        "信任名录中没有对方可用的加密密钥，不能加密，故未发出；名录更新后自动发出。",
    ),
    (
        "unknown_key",
        FixedBy.RECEIVING_OPERATOR,
        "本节点没有此件加密所用的密钥；恢复密钥文件后自动办理。",
    ),
    (
        "trust_expired",
        FixedBy.RECEIVING_OPERATOR,
        "本节点的信任名录过期已超过72小时，不能核验来件；更新名录后自动办理。",
    ),
    ("suspended", FixedBy.TRUST_OPERATOR, "发送方节点已被暂停交换；恢复后自动重发。"),
    ("sender_mismatch", FixedBy.SENDING_OPERATOR, "签名的节点与信中所写的发送方不一致，未予接收。"),
    ("schema", FixedBy.SENDING_OPERATOR, "信件的字段不完整或格式不符；请双方核对系统版本，随后自动重发。"),
    ("version", FixedBy.RECEIVING_OPERATOR, "本节点不支持此信的协议版本；升级后自动重发。"),
    ("too_large", FixedBy.SENDING_OPERATOR, "信件超过大小或层级上限；请联系发送方运维人员处理。"),
    ("clock_skew", FixedBy.SENDING_OPERATOR, "发送方时钟比本节点快五分钟以上；校准时钟后自动重发。"),
    ("unavailable", FixedBy.TIME, "本节点暂时不能处理，请稍后再试。"),
)

_TABLE: Final = (
    *(Refusal(code, final=True, fixed_by=fixed_by, sentence=sentence) for code, fixed_by, sentence in _FINAL),
    *(Refusal(code, final=False, fixed_by=fixed_by, sentence=sentence) for code, fixed_by, sentence in _RETRIED),
)

CONTRADICTIONS: Final = frozenset({"id_conflict", "seq_conflict", "broken_chain"})
"""Codes that only a peer at odds with itself can cause."""

REFUSALS: Final[Mapping[str, Refusal]] = MappingProxyType({entry.code: entry for entry in _TABLE})
"""All refusal codes; the operators' guide is generated from here."""
