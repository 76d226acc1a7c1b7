"""The two cookies of the site: the session's, and that of a guest who is about to sign in."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from litestar.datastructures import Cookie

SESSION = "tongban_session"
GUEST = "tongban_guest"
OURS: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""What every value that we set looks like: 256 bits, safe in a header."""


def named(name: str, *, node: str, secure: bool) -> str:
    """The cookie's name; over https browsers hold `__Host-` cookies to this very host.

    It carries the node's code, for browsers keep cookies by host without its port: somebody may be signed in at several
    provinces of a demonstration at once.
    """
    return f"__Host-{name}_{node}" if secure else f"{name}_{node}"


def read(name: str, sent: Mapping[str, str], *, node: str, secure: bool) -> str:
    """The value that a browser sent, or nothing where it cannot be one of ours."""
    value = sent.get(named(name, node=node, secure=secure), "")
    return value if OURS.fullmatch(value) else ""


def cookie(name: str, value: str, *, node: str, secure: bool) -> Cookie:
    """A cookie for this host until the browser closes; scripts and other sites cannot use it."""
    key = named(name, node=node, secure=secure)
    return Cookie(key=key, value=value, path="/", httponly=True, secure=secure, samesite="lax")


def expired(name: str, *, node: str, secure: bool) -> Cookie:
    """The same cookie, taken away."""
    key = named(name, node=node, secure=secure)
    return Cookie(key=key, value="", path="/", httponly=True, secure=secure, samesite="lax", max_age=0)


def new_guest() -> str:
    """256 random bits for a guest."""
    return secrets.token_urlsafe(32)


def guest_csrf(guest: str) -> str:
    """The form token of a guest: only whoever was given the cookie can have been given it."""
    return hmac.new(guest.encode(), b"csrf", sha256).hexdigest()
