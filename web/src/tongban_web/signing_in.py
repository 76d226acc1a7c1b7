"""A sign-in through one of the node's providers, on a page or for a token: limited, and officers only in service."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.errors import NotFound, Refused
from tongban.identity.people import Officer, Person
from tongban.identity.providers import Audience, IdentityProvider
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web.requests import PageRequest


async def authenticated(
    request: PageRequest, node: Node, provider: IdentityProvider, form: Mapping[str, str], audience: Audience
) -> Person | Officer:
    """Who filled in the form; raises `Refused`, after too many failures whatever was filled in."""
    account, address = _account(provider, form, audience), address_of(request)
    node.attempts.begin(account=account, address=address)
    who = await provider.authenticate(form, audience)
    if isinstance(who, Officer):
        who = await _in_service(node, who)
    node.attempts.succeeded(account=account, address=address)
    return who


def address_of(request: PageRequest) -> str:
    """The network address that a request comes from, as the reverse proxy tells it."""
    return request.client.host if request.client else ""


def _account(provider: IdentityProvider, form: Mapping[str, str], audience: Audience) -> str:
    """What the first field that is no secret names: the user, whichever provider it is."""
    named = next((form.get(field.name, "") for field in provider.fields(audience) if not field.secret), "")
    return f"{provider.id}:{audience}:{named.strip().upper()[:200]}" if named else ""


async def _in_service(node: Node, officer: Officer) -> Officer:
    try:
        return await node.accounts.officer(officer.id)
    except NotFound as gone:
        told = Objection(
            rule="SIGN-IN", message="该工作人员账号已停用，不能登录", remedy="仍在岗的，请联系本单位运维人员恢复"
        )
        raise Refused([told]) from gone
