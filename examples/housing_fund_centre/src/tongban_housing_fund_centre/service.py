"""The centre's HTTP service: how it is called, how a call is signed, and what counts as no answer."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tongban import Unavailable

FOUND: Final = "0000"
NONE: Final = "1001"
SECONDS: Final = 2.0  # the node gives up after three
MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class CentreService:
    """One centre's service at `url`; each body is signed with the secret that the centre gave to `application`."""

    url: str
    application: str
    secret: str
    seconds: float = SECONDS

    async def ask(self, path: str, question: Mapping[str, str]) -> dict[str, Any] | None:
        """The `data` of an answer, or None where the centre holds nothing; raises `Unavailable` for anything else."""
        body = json.dumps(question, ensure_ascii=False).encode()
        try:
            async with httpx.AsyncClient(timeout=self.seconds, trust_env=False) as client:
                calling = client.stream("POST", f"{self.url}{path}", content=body, headers=self._headers(body))
                async with calling as answer:
                    answer.raise_for_status()
                    said = json.loads(await _whole(answer))
        except httpx.TimeoutException:
            raise Unavailable("公积金中心系统未在规定时间内答复") from None
        except httpx.HTTPStatusError as refused:
            raise Unavailable(f"公积金中心系统拒绝了查询（{refused.response.status_code}）") from None
        except (httpx.HTTPError, ValueError, RecursionError):
            raise Unavailable("公积金中心系统暂时无法访问") from None
        return _data(said)

    def _headers(self, body: bytes) -> dict[str, str]:
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        return {"content-type": "application/json", "x-application": self.application, "x-signature": signature}


async def _whole(answer: httpx.Response) -> bytes:
    """The body, of which no more is read than any answer has."""
    held = bytearray()
    async for piece in answer.aiter_bytes():
        held += piece
        if len(held) > MOST_BYTES:
            raise ValueError(f"more than {MOST_BYTES} bytes")
    return bytes(held)


def _data(said: object) -> dict[str, Any] | None:
    code = said.get("code") if isinstance(said, dict) else None
    if isinstance(said, dict) and code == FOUND and isinstance(said.get("data"), dict):
        return dict(said["data"])
    if code == NONE:
        return None
    raise Unavailable("公积金中心系统的答复无法识别")
