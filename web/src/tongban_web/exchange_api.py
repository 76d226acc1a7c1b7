"""The exchange endpoint over HTTP: letters and questions of other nodes, and whether this node is alive."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Final

import structlog
from litestar import MediaType, Response, get, post
from litestar.exceptions import HTTPException
from litestar.params import Parameter
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_204_NO_CONTENT,
    HTTP_400_BAD_REQUEST,
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_408_REQUEST_TIMEOUT,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    HTTP_429_TOO_MANY_REQUESTS,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from tongban.exchange import delivery_notes, frame, limits, receipts, signed_requests
from tongban.exchange.frame import FrameError
from tongban.exchange.http_transport import DUE_PATH, HEALTH_PATH, LETTERS_PATH, QUERIES_PATH
from tongban.exchange.refusals import Refused
from tongban.exchange.trust_mirrors import TRUST_PATH, TRUST_TYPE
from tongban.exchange.turns import NOBODY, TooBusy, Turns
from tongban.faults import trace
from tongban.operation.exposition import CONTENT_TYPE, exposed
from tongban.storage import StorageError
from tongban.storage.errors import Unavailable
from tongban_web.requests import OwnNode, PageRequest, path_of
from tongban_web.routes import Routes

RETRY_SECONDS: Final = 5
BUSY_SECONDS: Final = 1
BODY_SECONDS: Final = 30
TOKEN_BYTES: Final = 16
"""A shorter token of metrics opens nothing."""
QUESTION_BYTES: Final = limits.token_bytes(limits.MAX_PAYLOAD_BYTES)

_CODES: Final = {
    HTTP_400_BAD_REQUEST: "malformed",
    HTTP_408_REQUEST_TIMEOUT: "malformed",
    HTTP_413_REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTP_415_UNSUPPORTED_MEDIA_TYPE: "malformed",
}
"""Why a request is refused of which nothing, or not all, was read."""

_log = structlog.get_logger(__name__)


@post(LETTERS_PATH, request_max_body_size=limits.MAX_FRAME_BYTES, status_code=HTTP_200_OK)
async def take_letters(request: PageRequest, node: OwnNode) -> Response[bytes]:
    """Take a batch of letters and receipts; the answer is a batch of receipts."""
    _require_type(request, frame.CONTENT_TYPE)
    async with _delivered(request, node, node.exchange.letter_turns) as body:
        try:
            items = frame.unpack(body)
        except FrameError as problem:
            return _notice(HTTP_400_BAD_REQUEST, Refused("malformed", str(problem)), body)
        answers = await node.exchange.inbox.take(items)
    return Response(frame.pack(answers), media_type=frame.CONTENT_TYPE)


@post(QUERIES_PATH, request_max_body_size=QUESTION_BYTES, status_code=HTTP_200_OK)
async def answer_question(request: PageRequest, node: OwnNode) -> Response[bytes]:
    """Answer a signed question to one of this node's registers."""
    _require_type(request, frame.QUESTION_TYPE)
    async with _delivered(request, node, node.exchange.question_turns) as question:
        answer = await node.exchange.queries.answer(question)
    return Response(answer, media_type=frame.QUESTION_TYPE)


@post(DUE_PATH, request_max_body_size=limits.token_bytes(signed_requests.MAX_BYTES), status_code=HTTP_200_OK)
async def hand_out(request: PageRequest, node: OwnNode) -> Response[bytes]:
    """Hand out what is due to a node that takes no connections; the request is signed by it."""
    _require_type(request, frame.FETCH_TYPE)
    async with _delivered(request, node, node.exchange.fetch_turns) as fetch:
        try:
            peer = await node.exchange.fetches.admit(fetch)
        except Refused as problem:
            return _notice(HTTP_403_FORBIDDEN, problem, fetch)
        due = await node.exchange.hand_out(peer)
    return Response(frame.pack(due), media_type=frame.CONTENT_TYPE)


@get(TRUST_PATH)
async def mirror_trust_list(node: OwnNode, after: Annotated[int, Parameter(ge=0)] = 0) -> Response[bytes]:
    """Hand on the trust list in use, to anybody whose list is older: it names public things and is signed."""
    current = node.trust.current
    if current.document.version <= after:
        return Response(b"", status_code=HTTP_204_NO_CONTENT)
    return Response(current.signed, media_type=TRUST_TYPE)


@get(HEALTH_PATH, media_type=MediaType.TEXT)
async def health(node: OwnNode) -> str:
    """Tell another node that this one can take letters."""
    await node.database.fetch_one("SELECT 1")
    return "ok"


@get("/livez", media_type=MediaType.TEXT)
async def livez() -> str:
    """Tell the supervisor that the process answers."""
    return "ok"


@get("/readyz", media_type=MediaType.TEXT)
async def readyz(node: OwnNode) -> Response[str]:
    """Tell the load balancer whether the node can serve people; where not, what the operator must do."""
    problems = await node.readiness.problems()
    return _told(HTTP_503_SERVICE_UNAVAILABLE, "\n".join(problems)) if problems else _told(HTTP_200_OK, "ok")


@get("/metrics")
async def metrics(request: PageRequest, node: OwnNode) -> Response[str]:
    """Tell whoever bears the token of the settings what is measured of the node."""
    if node.settings.metrics_token is None:
        raise HTTPException(status_code=HTTP_404_NOT_FOUND, detail="set metrics_token to have metrics")
    token = node.settings.metrics_token.read_bytes().strip()
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip().encode()
    if len(token) < TOKEN_BYTES or not hmac.compare_digest(given, token):
        raise HTTPException(status_code=HTTP_401_UNAUTHORIZED, detail="send the token: Authorization: Bearer …")
    return Response(exposed(await node.metrics.gather()), media_type=CONTENT_TYPE)


def _require_type(request: PageRequest, expected: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip()
    if given != expected:
        raise HTTPException(status_code=HTTP_415_UNSUPPORTED_MEDIA_TYPE, detail=f"send {expected}, not {given[:100]!r}")


@asynccontextmanager
async def _delivered(request: PageRequest, node: OwnNode, turns: Turns) -> AsyncIterator[bytes]:
    """The body, in the turn of whoever delivers it; nothing of it is read before, so that nobody fills our memory."""
    delivery = node.exchange.notes.admit(request.headers.get(delivery_notes.HEADER, ""))
    async with turns.of(delivery.line if delivery else NOBODY):
        body = await _body(request)
        if delivery is None or delivery.note.covers(body):
            yield body
            return
    async with turns.of(NOBODY):  # it was changed on the way
        yield body


async def _body(request: PageRequest) -> bytes:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.body()
    except TimeoutError:
        detail = f"the body did not come within {BODY_SECONDS} s"
        raise HTTPException(status_code=HTTP_408_REQUEST_TIMEOUT, detail=detail) from None


def _busy(request: PageRequest, error: TooBusy) -> Response[bytes]:
    answer = _unread(HTTP_429_TOO_MANY_REQUESTS, Refused("over_share"))
    answer.set_header("retry-after", str(BUSY_SECONDS))
    return answer


def _refused(request: PageRequest, error: HTTPException) -> Response[bytes] | Response[str]:
    code = _CODES.get(error.status_code)
    return _unread(error.status_code, Refused(code, error.detail)) if code else _told(error.status_code, error.detail)


def _unavailable(request: PageRequest, error: Exception) -> Response[bytes]:
    # Whatever broke here, the other node keeps its letters and comes again: nothing is lost by asking it to wait.
    _log.error("exchange_unavailable", path=path_of(request), trace=trace(error))
    answer = _unread(HTTP_503_SERVICE_UNAVAILABLE, Refused("unavailable"))
    answer.set_header("retry-after", str(RETRY_SECONDS))
    return answer


def _notice(status: int, problem: Refused, body: bytes) -> Response[bytes]:
    return Response(receipts.notice(problem, body), status_code=status, media_type=MediaType.JSON)


def _unread(status: int, problem: Refused) -> Response[bytes]:
    return Response(receipts.notice_of_unread(problem), status_code=status, media_type=MediaType.JSON)


def _told(status: int, sentence: str) -> Response[str]:
    return Response(sentence, status_code=status, media_type=MediaType.TEXT)


def exchange_router() -> Routes:
    """The endpoint of one node; it finds the node as the dependency `node`."""
    return Routes(
        path="/",
        route_handlers=[take_letters, answer_question, hand_out, mirror_trust_list, health, livez, readyz, metrics],
        exception_handlers={
            TooBusy: _busy,
            HTTPException: _refused,
            StorageError: _unavailable,
            Unavailable: _unavailable,
            Exception: _unavailable,
        },
        include_in_schema=False,
    )
