"""The other nodes in words: figures, a line for each, its keys and grants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongban.exchange.trust_documents import Grant, TrustKey
from tongban.operation.dead_letters import SHOWN
from tongban.operation.peers import PeerStanding
from tongban_web import view_data as v
from tongban_web.formatting import duration, instant

PROBLEMS = {
    "unreachable": "无法连接",
    "timeout": "超时未答",
    "no_verified_answer": "没有可核验的答复",
    "over_share": "本节点的来件占满了对方给的份额，对方请稍后再发",
}
USES = {"sig": "签名", "enc": "加密"}
STATUS = {"active": "在用", "retired": "停用，仍可核验", "revoked": "已吊销"}
KINDS = {"letters": "办件", "questions": "查询", "files": "材料"}
KEY_COLUMNS = (v.Column("密钥"), v.Column("用途"), v.Column("状态"), v.Column("算法套件"), v.Column("有效期"))
GRANT_COLUMNS = (v.Column("方向"), v.Column("内容"), v.Column("事项"), v.Column("截止"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerRow:
    """A node in the list."""

    name: str
    url: str
    code: str
    state: v.State
    seen: str
    waiting: str
    oldest: str
    lag: str
    refused: str


def peer_row(peer: PeerStanding) -> PeerRow:
    """A line of the list of nodes."""
    return PeerRow(
        name=peer.listed.name,
        url=f"/operation/peers/{peer.node}",
        code=peer.node,
        state=state_of(peer),
        seen=f"{duration(peer.since(peer.seen_at))}前" if peer.seen_at else "从未",
        waiting=str(peer.waiting),
        oldest=duration(peer.since(peer.oldest_at)) if peer.oldest_at else "无",
        lag=duration(peer.lag) or "无",
        refused=str(peer.refused),
    )


def state_of(peer: PeerStanding) -> v.State:
    """Whether a node can be reached, in a word."""
    if peer.suspended:
        return v.State("已暂停", "stopped")
    if peer.failures and peer.problem == "over_share":
        return v.State("对方请稍后", "waiting")
    if peer.failures:
        return v.State("不通", "refused")
    return v.State("正常", "done") if peer.seen_at else v.State("尚未联系", "waiting")


def standing(peer: PeerStanding, version: int) -> tuple[v.Definition, ...]:
    """What is known of a node."""
    told = (
        ("最近来信", f"{instant(peer.seen_at)}（{duration(peer.since(peer.seen_at))}前）" if peer.seen_at else "从未"),
        ("未回执的信", _waiting(peer)),
        ("最近一封信送达用时", duration(peer.lag) or "尚无记录"),
        ("24小时内被其拒绝", f"{peer.refused}封"),
        ("今日被本节点拒绝", f"{peer.refused_here}封"),
        ("退避", _back_off(peer)),
        ("地址", peer.listed.url),
        ("传输方式", "、".join(peer.listed.transports)),
        ("开通的事项", f"{len(peer.listed.matters)}项"),
        ("依据的信任名录", f"第{version}版"),
    )
    return tuple(v.Definition(term, value) for term, value in told)


def _waiting(peer: PeerStanding) -> str:
    if not peer.waiting:
        return "无"
    return f"{peer.waiting}封，最早的已等{duration(peer.since(peer.oldest_at))}"


def _back_off(peer: PeerStanding) -> str:
    if not peer.failures:
        return "无"
    why = PROBLEMS.get(peer.problem, peer.problem) or "原因不明"
    return f"已连续失败{peer.failures}次（{why}），{instant(peer.next_at)}前后再试"


def keys(found: Iterable[TrustKey]) -> tuple[tuple[str, ...], ...]:
    """The keys of a node."""
    return tuple(
        (key.kid, USES[key.use], STATUS[key.status], key.suite, f"{instant(key.nbf)} 起" + _until(key.exp))
        for key in found
    )


def _until(exp: int | None) -> str:
    return f"，至 {instant(exp)}" if exp is not None else ""


def grants(found: Iterable[Grant], names: Mapping[str, str], own: str) -> tuple[tuple[str, ...], ...]:
    """What two nodes may send one another."""
    return tuple(
        (
            "本节点 → 对方" if grant.sender == own else "对方 → 本节点",
            "、".join(KINDS[kind] for kind in grant.kinds),
            "、".join(names.get(matter, matter) for matter in grant.matters),
            instant(grant.until),
        )
        for grant in found
    )


def tiles(peers: Sequence[PeerStanding], *, dead: int, incidents: int, expires_in: int) -> tuple[v.Tile, ...]:
    """The figures at the head of the list of nodes."""
    oldest = max((peer.since(peer.oldest_at) for peer in peers), default=0)
    unreached = sum(1 for peer in peers if peer.failures and not peer.suspended)
    days = expires_in // 86_400_000
    return (
        _tile("不通的节点", str(unreached), "", bad=unreached > 0),
        _tile("最早未回执的信", duration(oldest) if oldest else "无", "", bad=oldest > 3_600_000),
        _tile("死信", f"{dead}+" if dead >= SHOWN else str(dead), "/operation/letters", bad=dead > 0),
        _tile("未关闭的事件", str(incidents), "/operation/incidents", bad=incidents > 0),
        _tile("信任名录剩余", f"{days}天", "", bad=days < 7)
        if expires_in > 0
        else _tile("信任名录", "已过期", "", bad=True),
    )


def _tile(label: str, value: str, url: str, *, bad: bool) -> v.Tile:
    return v.Tile(label, value, "", url, "overdue" if bad else "normal")
