"""What one trust list changes in another, line by line, for the keeper who is about to sign it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from tongban.exchange import trust_successions
from tongban.exchange.suites import thumbprint
from tongban.exchange.trust_documents import TrustDocument, TrustNode
from tongban.trust_pages import one_line

WORDS: Final[Mapping[str, str]] = {
    "name": "名称",
    "url": "地址",
    "divisions": "服务区划",
    "matters": "事项",
    "versions": "协议版本",
    "transports": "传输方式",
    "status": "状态",
    "nbf": "启用时间",
    "exp": "失效时间",
    "compromised_at": "泄露时间",
    "use": "用途",
    "suite": "算法",
    "jwk": "公钥",
    "kinds": "内容",
    "until": "截止时间",
    "division": "区划",
    "authorities": "职能",
    "address": "地址",
    "phone": "电话",
    "windows": "代收窗口",
    "active": "有效",
    "suspended": "暂停交换",
    "retired": "停用",
    "revoked": "吊销",
    "sig": "签名",
    "enc": "加密",
    "letters": "办件",
    "questions": "查询",
    "files": "材料",
}
INSTANTS: Final = frozenset({"nbf", "exp", "compromised_at", "until"})
_PARTIES: Final = ("sender", "receiver", "matters")

Fields = dict[str, Any]


def differences(before: TrustDocument | None, after: TrustDocument) -> Iterator[str]:
    """Everything that the later list says and the earlier one does not, and the other way round; instants in UTC."""
    version = f"第{before.version}版" if before else "无"
    yield f"名录：{version} → 第{after.version}版，有效期至{_told('until', after.expires)}"
    found = [one_line(line) for line in _found(before, after)]
    yield from found or ["除版本和有效期外，没有改动"]


def _found(before: TrustDocument | None, after: TrustDocument) -> Iterator[str]:
    was = before or msgspec.structs.replace(after, nodes=(), offices=(), grants=(), successions=())
    yield from _changes("节点", _nodes(was), _nodes(after))
    for node in after.nodes:
        earlier = next((each for each in was.nodes if each.id == node.id), None)
        yield from _changes(f"节点{node.id}的密钥", _keys(earlier), _keys(node))
    yield from _changes("授权", _grants(was), _grants(after))
    yield from _changes("机关", _offices(was), _offices(after))
    for step in after.successions[len(was.successions) :]:
        newer = trust_successions.read_unverified(bytes(step))
        yield f"根密钥更换：此后{len(newer.roots)}把中须有{newer.threshold}把签署：{'、'.join(_roots(newer.roots))}"


def _changes(what: str, before: Mapping[str, Fields], after: Mapping[str, Fields]) -> Iterator[str]:
    for name, said in after.items():
        if name not in before:
            told = "；".join(f"{_word(field)}{_told(field, value)}" for field, value in said.items())
            yield f"新增{what} {name}：{told}"
            continue
        for field in {**before[name], **said}:
            was, value = before[name].get(field), said.get(field)
            if value != was:
                yield f"{what} {name}：{_word(field)}由 {_told(field, was)} 改为 {_told(field, value)}"
    yield from (f"删除{what} {name}" for name in before if name not in after)


def _nodes(document: TrustDocument) -> dict[str, Fields]:
    return _named((node.id, _fields(node, apart=("id", "keys"))) for node in document.nodes)


def _keys(node: TrustNode | None) -> dict[str, Fields]:
    return _named((key.kid, _fields(key, apart=("kid",))) for key in (node.keys if node else ()))


def _grants(document: TrustDocument) -> dict[str, Fields]:
    """By the two nodes and the matters, as `trust_drafts.grant` tells them from one another."""
    return _named(
        (f"{grant.sender} → {grant.receiver}（{'、'.join(grant.matters)}）", _fields(grant, apart=_PARTIES))
        for grant in document.grants
    )


def _offices(document: TrustDocument) -> dict[str, Fields]:
    told = [msgspec.json.decode(raw) for raw in document.offices]
    return _named(
        (str(office.get("code", "")), {name: value for name, value in office.items() if name != "code"})
        for office in told
    )


def _named(entries: Iterable[tuple[str, Fields]]) -> dict[str, Fields]:
    """By name; a further entry of the same name is told by itself, lest it hide behind the other."""
    found: dict[str, Fields] = {}
    times: Counter[str] = Counter()
    for name, said in entries:
        times[name] += 1
        found[name if times[name] == 1 else f"{name}（同名第{times[name]}项）"] = said
    return found


def _fields(struct: msgspec.Struct, *, apart: Sequence[str]) -> Fields:
    return {name: getattr(struct, name) for name in struct.__struct_fields__ if name not in apart}


def _roots(roots: Sequence[Any]) -> Iterator[str]:
    return (f"{key.kid}（{thumbprint(key.jwk)}）" for key in roots)


def _word(field: str) -> str:
    return WORDS.get(field, field)


def _told(field: str, value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "无", True: "是", False: "否"}[value]
    if field in INSTANTS:
        return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%d %H:%M")
    if field == "jwk":
        return thumbprint(value)
    if isinstance(value, Mapping):
        return "、".join(f"{key}（{'、'.join(map(str, each))}）" for key, each in value.items()) or "无"
    if isinstance(value, list | tuple):
        return "、".join(_word(str(each)) for each in value) or "无"
    return _word(str(value)) or "无"
