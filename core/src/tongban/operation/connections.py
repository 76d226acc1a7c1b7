"""Testing the connection to another node: one step after another, each with what was found and what to do."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.exchange import limits
from tongban.exchange.peers import Peers
from tongban.exchange.queries import Queries, Unanswered
from tongban.exchange.refusals import REFUSALS, Refused
from tongban.exchange.transport import Transport
from tongban.exchange.trust import Trust
from tongban.exchange.trust_documents import TrustNode
from tongban.operation.echo import Echo, inquiry

TOLERATED_SKEW: Final = 30_000
"""Beyond this a clock is told to be wrong, long before letters are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a test; `remedy` is empty where all is well."""

    title: str
    found: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nothing need be done."""
        return not self.remedy


@dataclass(frozen=True, slots=True)
class Connections:
    """Tests connections from `node`: over the transports in use, with real signed questions."""

    node: str
    trust: Trust
    transport: Transport
    queries: Queries
    peers: Peers
    clock: Clock

    async def test(self, peer: str) -> list[Step]:
        """What was found, up to the step without which the next says nothing."""
        listed = self.trust.current.node(peer)
        entry = self._entry(peer, listed)
        if listed is None or not entry.is_well:
            return [entry]
        manner = self.transport.manner(peer)
        if manner.fetched or manner.answers_within:
            return [entry, self._carried(listed)]
        reached = await self._reached(listed)
        if not reached.is_well:
            return [entry, reached]
        return [entry, reached, *await self._echoed(peer)]

    def _entry(self, peer: str, listed: TrustNode | None) -> Step:
        title, now = "信任名录", milliseconds(self.clock.now())
        if listed is None:
            return Step(title=title, found="名录中没有这个节点。", remedy="请核对节点代码；新节点由名录管理员登记。")
        if listed.status == "suspended":
            return Step(title=title, found="该节点已被暂停交换。", remedy=REFUSALS["suspended"].remedy)
        try:
            self.trust.current.sealing_key(peer, at=now)
        except Refused as problem:
            return Step(title=title, found=problem.refusal.sentence, remedy=problem.refusal.remedy)
        return Step(title=title, found="已登记，签名密钥和加密密钥有效。")

    def _carried(self, listed: TrustNode) -> Step:
        ways, seen = "、".join(listed.transports), self.peers.state(listed.id).seen_at
        if seen is None:
            remedy = "请核对双方的传输设置，并请对方先发来一封信。"
            return Step(title="传输", found=f"对方经 {ways} 交换，不能当场应答，且从未收到其来信。", remedy=remedy)
        minutes = max(0, milliseconds(self.clock.now()) - seen) // 60_000
        found = f"对方经 {ways} 交换，不能当场应答；最近一次收到其来信是{minutes}分钟前。"
        late = "超过一小时没有来信，请检查摆渡或取信任务。" if minutes > 60 else ""
        return Step(title="传输", found=found, remedy=late)

    async def _reached(self, listed: TrustNode) -> Step:
        if await self.transport.probe(listed.id):
            return Step(title="网络", found="对方的服务可以连通。")
        return Step(
            title="网络",
            found=f"连不上 {listed.url}。",
            remedy="请先在本机用 curl 访问该地址，检查出口、代理和证书；本机无误的，请对方运维确认服务在运行。",
        )

    async def _echoed(self, peer: str) -> Sequence[Step]:
        word, asked = secrets.token_hex(16), milliseconds(self.clock.now())
        try:
            answered = await self.queries.ask(inquiry(peer, word))
            echo = msgspec.json.decode(bytes(answered.answer.body), type=Echo)
        except Unanswered as problem:
            return [_unanswered(problem)]
        except msgspec.MsgspecError:
            remedy = "请双方核对系统版本，版本较低的一方升级。"
            return [Step(title="签名问答", found="对方的答复不是回声，无法读取。", remedy=remedy)]
        if echo.word != word:
            remedy = "请联系对方运维；答复可能被重放。"
            return [Step(title="签名问答", found="对方答复的内容与所发不一致。", remedy=remedy)]
        middle = (asked + milliseconds(self.clock.now())) // 2
        well = Step(title="签名问答", found="问题已加密送达，双方的签名和密钥相互核验通过。")
        return [well, _clocks(echo.at - middle), self._lists(echo.trust_list)]

    def _lists(self, theirs: int) -> Step:
        ours = self.trust.current.document.version
        if theirs == ours:
            return Step(title="名录版本", found=f"双方同为第{ours}版。")
        found = f"本节点为第{ours}版，对方为第{theirs}版。"
        behind = "本节点" if theirs > ours else "对方"
        remedy = f"{behind}将在数分钟内自动取得；届时仍未更新的，在{behind}执行 tongban trust fetch。"
        return Step(title="名录版本", found=found, remedy=remedy)


def _unanswered(problem: Unanswered) -> Step:
    refusal = REFUSALS.get(problem.code)
    if refusal is not None:
        return Step(title="签名问答", found=f"对方拒绝答复：{refusal.sentence}", remedy=refusal.remedy)
    if problem.code == "timeout":
        return Step(title="签名问答", found="对方三秒内没有答复。", remedy="请对方运维检查负载和数据库，稍后再测。")
    if problem.code == "unreachable":
        return Step(
            title="签名问答",
            found="问题没有送达。",
            remedy="请检查代理是否放行 /exchange/v1/queries，再请对方运维核对。",
        )
    return Step(title="签名问答", found="对方的答复核验不通过。", remedy=REFUSALS["bad_signature"].remedy)


def _clocks(ahead: int) -> Step:
    seconds, side = abs(ahead) / 1000, "快" if ahead > 0 else "慢"
    found = f"对方时钟比本节点{side}{seconds:.1f}秒。"
    if abs(ahead) <= TOLERATED_SKEW:
        return Step(title="时钟", found=found)
    limit = limits.SKEW_MILLISECONDS // 60_000
    return Step(
        title="时钟", found=found, remedy=f"请双方对照标准时间，误差大的一方校准；相差{limit}分钟以上信件会被退回。"
    )
