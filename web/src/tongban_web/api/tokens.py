"""Tokens: issued to whoever signs in through one of the node's providers, listed and revoked by whom they stand for."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_201_CREATED, HTTP_204_NO_CONTENT
from msgspec import Meta

from tongban.clock import milliseconds
from tongban.errors import NotFound, Refused
from tongban.identity.people import Officer, Person
from tongban.identity.providers import Audience
from tongban.identity.viewers import Holder, Viewer
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web.api.access import READ, SCOPES, WRITE, Caller, require
from tongban_web.api.bodies import Body, Shown
from tongban_web.api.problems import declared
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.routes import Routes
from tongban_web.signing_in import authenticated

FORM: Final = (
    "登录方式要求填写的内容，与登录页面相同；如演示登录（development），"
    "申请人填写 person（公民身份号码）和 level（L1、L2、L3），工作人员填写 officer（编号）"
)


class TokenRequest(Body, frozen=True, kw_only=True):
    """A sign-in through one of the node's providers, and what the token is for."""

    provider: Annotated[str, Meta(description="登录方式；没有这种方式的，答复中列出可以填写的")]
    form: Annotated[dict[str, str], Meta(description=FORM)]
    entrance: Annotated[str, Meta(description="public（申请人）或 staff（工作人员）")] = "public"
    title: Annotated[str, Meta(min_length=1, max_length=100, description="令牌的名称，列出本人的令牌时用")] = "API"
    scopes: Annotated[tuple[str, ...], Meta(description=f"令牌的权限，可选：{'、'.join(sorted(SCOPES))}")] = (READ,)
    hours: Annotated[int, Meta(ge=1, le=24 * 90, description="令牌多少小时内有效")] = 24


class TokenBody(Shown, frozen=True, kw_only=True):
    """A new token; the text is told this once."""

    id: str
    token: str
    expires_at: int


class TokenLine(Shown, frozen=True, kw_only=True):
    """A token that holds."""

    id: str
    title: str
    created_at: int
    expires_at: int


@post(
    "/tokens",
    operation_id="issueToken",
    summary="登录并取得令牌；令牌只在此时给出一次",
    status_code=HTTP_201_CREATED,
    responses=declared(404, 422),
    security=[],
)
async def issue_token(request: PageRequest, node: OwnNode, data: JSONBody[TokenRequest]) -> TokenBody:
    """Sign in and get a token; its text is told this once."""
    _check(data)
    viewer = await _sign_in(request, node, data)
    expires = node.clock.now() + timedelta(hours=data.hours)
    issued = await node.tokens.issue(viewer, title=data.title, scopes=frozenset(data.scopes), expires=expires)
    return TokenBody(id=issued.id, token=issued.token, expires_at=milliseconds(expires))


@get("/tokens", operation_id="listTokens", summary="本人的令牌", responses=declared(403))
async def list_tokens(node: OwnNode, caller: Caller) -> list[TokenLine]:
    """The tokens of whom this one stands for."""
    require(caller, READ)
    return [
        TokenLine(id=row["id"], title=row["title"], created_at=row["created_at"], expires_at=row["expires_at"])
        for row in await node.tokens.of_subject(caller.key)
    ]


@delete(
    "/tokens/{token_id:str}",
    operation_id="revokeToken",
    summary="立即停用本人的一个令牌",
    status_code=HTTP_204_NO_CONTENT,
    responses=declared(403, 404),
)
async def revoke_token(node: OwnNode, caller: Caller, token_id: FromPath[str]) -> None:
    """End a token of one's own at once."""
    require(caller, WRITE)
    await node.tokens.revoke(token_id, key=caller.key)


def _check(data: TokenRequest) -> None:
    found = []
    if data.entrance not in {each.value for each in Audience}:
        found.append(_objection("entrance", "没有这个登录入口", "请填写 public（申请人）或 staff（工作人员）"))
    if unknown := sorted(set(data.scopes) - SCOPES):
        found.append(_objection("scopes", f"没有这种权限：{'、'.join(unknown)}", f"可选：{'、'.join(sorted(SCOPES))}"))
    if found:
        raise Refused(found)


def _objection(field: str, message: str, remedy: str) -> Objection:
    return Objection(rule="TOKEN", message=message, field=field, remedy=remedy)


async def _sign_in(request: PageRequest, node: Node, data: TokenRequest) -> Viewer:
    audience = Audience(data.entrance)
    provider = next((each for each in node.identity_providers if each.id == data.provider), None)
    if provider is None or not provider.fields(audience):
        offered = "、".join(each.id for each in node.identity_providers)
        raise NotFound(f"没有这种登录方式，请在 provider 中填写：{offered}")
    who = await authenticated(request, node, provider, data.form, audience)
    return await _viewer(node, who)


async def _viewer(node: Node, who: Person | Officer) -> Viewer:
    if isinstance(who, Officer):
        return Viewer(key=who.id, holder=Holder(officer=who))
    return Viewer(key=await node.accounts.remember(who), holder=Holder(person=who))


def open_tokens_router() -> Routes:
    """Issuing; it needs no token yet."""
    return Routes(path="/", route_handlers=[issue_token], tags=["令牌"])


def tokens_router() -> Routes:
    """Listing and revoking."""
    return Routes(path="/", route_handlers=[list_tokens, revoke_token], tags=["令牌"])
