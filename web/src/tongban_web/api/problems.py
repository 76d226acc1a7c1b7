"""Errors of the API: every one a problem (RFC 9457) with a Chinese sentence and, where rules object, each objection."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import msgspec
import structlog
from litestar import Response
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import BodyKwarg
from litestar.status_codes import (
    HTTP_202_ACCEPTED,
    HTTP_400_BAD_REQUEST,
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_405_METHOD_NOT_ALLOWED,
    HTTP_409_CONFLICT,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_500_INTERNAL_SERVER_ERROR,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from tongban.errors import Conflict, NotFound, OnItsWay, Refused, TongbanError
from tongban.faults import trace
from tongban.matters.rules import Objection
from tongban.storage import StorageError, Unstorable
from tongban.storage.errors import Unavailable
from tongban_web.api.faults import AS_A_FORM, told, told_in_short
from tongban_web.rendering import said
from tongban_web.requests import PageRequest, path_of

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = 5

ANYWHERE: Final = (
    HTTP_400_BAD_REQUEST,
    HTTP_401_UNAUTHORIZED,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_500_INTERNAL_SERVER_ERROR,
    HTTP_503_SERVICE_UNAVAILABLE,
)

Handler: TypeAlias = Callable[[PageRequest, Any], Any]
Say: TypeAlias = Callable[[str], str]
"""Says a text in the language that a program asks for."""

_log = structlog.get_logger(__name__)


class ObjectionBody(msgspec.Struct, frozen=True, kw_only=True):
    """Why something may not be done: rule id, field or material, basis in law and what to do about it."""

    rule: str
    message: str
    field: str = ""
    basis: str = ""
    remedy: str = ""
    severity: str = "blocking"


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong; `title` is the same for every problem of a `type`, `detail` is about this one, in Chinese."""

    type: str
    title: str
    status: int
    detail: str
    objections: tuple[ObjectionBody, ...] = ()


class NoToken(TongbanError):
    """The request carries no token, or one that is unknown, revoked or expired."""


class NotPermitted(TongbanError):
    """The token does not reach so far."""


TITLES: Final[dict[int, tuple[str, str]]] = {
    HTTP_202_ACCEPTED: ("on-its-way", "正在调取"),
    HTTP_400_BAD_REQUEST: ("malformed", "请求无法识别"),
    HTTP_401_UNAUTHORIZED: ("unauthenticated", "需要有效的令牌"),
    HTTP_403_FORBIDDEN: ("not-permitted", "令牌的权限不包括此项操作"),
    HTTP_404_NOT_FOUND: ("not-found", "没有找到"),
    HTTP_405_METHOD_NOT_ALLOWED: ("method-not-allowed", "该地址不支持这种请求"),
    HTTP_409_CONFLICT: ("conflict", "他人已先行操作"),
    HTTP_413_REQUEST_ENTITY_TOO_LARGE: ("too-large", "请求内容太大"),
    HTTP_415_UNSUPPORTED_MEDIA_TYPE: ("unsupported-media-type", "请以 JSON 提交"),
    HTTP_422_UNPROCESSABLE_ENTITY: ("refused", "不能办理"),
    HTTP_500_INTERNAL_SERVER_ERROR: ("internal", "系统出了问题"),
    HTTP_503_SERVICE_UNAVAILABLE: ("unavailable", "系统暂时不可用"),
}


UNREADABLE: Final = "请求体应为 UTF-8 编码的 JSON，请对照 /api/v1 的接口说明"
REMEDIES: Final = {
    HTTP_404_NOT_FOUND: "没有这个地址，请对照 /api/v1 的接口说明",
    HTTP_405_METHOD_NOT_ALLOWED: "请对照 /api/v1 的接口说明选用请求方法",
    HTTP_413_REQUEST_ENTITY_TOO_LARGE: "请求体不能超过 1MB，上传文件的不能超过 32MB，请缩短内容或压缩文件",
}


def shown_objections(objections: Sequence[Objection]) -> tuple[ObjectionBody, ...]:
    """Objections as the API shows them."""
    return tuple(
        ObjectionBody(
            rule=each.rule,
            message=each.message,
            field=each.field,
            basis=each.basis,
            remedy=each.by_program or each.remedy,
            severity=each.severity.value,
        )
        for each in objections
    )


def in_words(shown: Iterable[ObjectionBody], say: Say) -> tuple[ObjectionBody, ...]:
    """The same in the words of another language."""
    return tuple(
        msgspec.structs.replace(each, message=say(each.message), basis=say(each.basis), remedy=say(each.remedy))
        for each in shown
    )


def problem(status: int, detail: str, objections: Sequence[Objection] = ()) -> Response[Problem]:
    """The answer that tells of a problem."""
    kind, title = TITLES.get(status, TITLES[HTTP_400_BAD_REQUEST])
    body = Problem(
        type=f"/api/v1#{kind}", title=title, status=status, detail=detail, objections=shown_objections(objections)
    )
    return Response(body, status_code=status, media_type=MEDIA_TYPE)


def declared(*statuses: int) -> dict[int, ResponseSpec]:
    """Problems that an operation may answer with, for its description; those any operation may are among them."""
    every = {*ANYWHERE, *statuses}
    return {
        status: ResponseSpec(Problem, description=TITLES[status][1], media_type=MEDIA_TYPE, generate_examples=False)
        for status in sorted(every)
    }


def _refused(request: PageRequest, error: Refused) -> Response[Problem]:
    return problem(HTTP_422_UNPROCESSABLE_ENTITY, str(error), error.objections)


def _not_found(request: PageRequest, error: NotFound) -> Response[Problem]:
    return problem(HTTP_404_NOT_FOUND, str(error))


def _on_its_way(request: PageRequest, error: OnItsWay) -> Response[Problem]:
    return problem(HTTP_202_ACCEPTED, f"{error}。{error.remedy}")


def _conflict(request: PageRequest, error: Conflict) -> Response[Problem]:
    return problem(HTTP_409_CONFLICT, f"{error}。请重新读取，再决定怎样办理")


def _no_token(request: PageRequest, error: NoToken) -> Response[Problem]:
    answer = problem(
        HTTP_401_UNAUTHORIZED, "请在 Authorization 头中提供有效的令牌：Bearer tb_…；令牌由 /api/v1/tokens 签发"
    )
    answer.set_header("www-authenticate", "Bearer")
    return answer


def _not_permitted(request: PageRequest, error: NotPermitted) -> Response[Problem]:
    return problem(HTTP_403_FORBIDDEN, str(error))


def _malformed(request: PageRequest, error: ValidationException) -> Response[Problem]:
    found = told(error.extra) or told_in_short(error.detail) or _unread(request)
    return problem(HTTP_400_BAD_REQUEST, f"请求内容不符合接口说明，请更正后重试。{found}")


def _unread(request: PageRequest) -> str:
    """What a body that could not be read should have been: a form where the operation takes a file."""
    handler = request.scope.get("route_handler")
    body = handler.parsed_data_field if isinstance(handler, HTTPRouteHandler) else None
    kind = body.kwarg_definition if body is not None else None
    is_form = isinstance(kind, BodyKwarg) and kind.media_type is RequestEncodingType.MULTI_PART
    return AS_A_FORM if is_form else UNREADABLE


def _too_deep(request: PageRequest, error: RecursionError) -> Response[Problem]:
    return problem(HTTP_400_BAD_REQUEST, "请求内容嵌套过深，请对照 /api/v1 的接口说明更正")


def _not_unicode(request: PageRequest, error: UnicodeDecodeError) -> Response[Problem]:
    """Text of JSON in another encoding, such as GBK, which is not read before all the rest was in order."""
    return problem(HTTP_400_BAD_REQUEST, f"请求无法识别：{_unread(request)}")


def _http(request: PageRequest, error: HTTPException) -> Response[Problem]:
    if error.status_code >= HTTP_500_INTERNAL_SERVER_ERROR:
        return _unforeseen(request, error)
    _, title = TITLES.get(error.status_code, TITLES[HTTP_400_BAD_REQUEST])
    return problem(error.status_code, f"{title}：{REMEDIES.get(error.status_code) or _unread(request)}")


def _unstorable(request: PageRequest, error: Unstorable) -> Response[Problem]:
    return problem(HTTP_422_UNPROCESSABLE_ENTITY, "请求含有不能保存的字符或数值，请更正后重试")


def _unavailable(request: PageRequest, error: StorageError) -> Response[Problem]:
    _log.error("api_unavailable", path=path_of(request), trace=trace(error))
    answer = problem(HTTP_503_SERVICE_UNAVAILABLE, "本次操作没有保存，请稍后用同样的内容重试")
    answer.set_header("retry-after", str(RETRY_SECONDS))
    return answer


def _unforeseen(request: PageRequest, error: Exception) -> Response[Problem]:
    number = uuid.uuid4().hex[:12]
    _log.error("api_failed", error_id=number, path=path_of(request), trace=trace(error))
    return problem(HTTP_500_INTERNAL_SERVER_ERROR, f"问题编号 {number}，请告知运维人员；本次操作没有保存")


_HANDLERS: Final[dict[int | type[Exception], Handler]] = {
    Refused: _refused,
    NotFound: _not_found,
    OnItsWay: _on_its_way,
    Conflict: _conflict,
    NoToken: _no_token,
    NotPermitted: _not_permitted,
    ValidationException: _malformed,
    RecursionError: _too_deep,
    UnicodeDecodeError: _not_unicode,
    HTTPException: _http,
    StorageError: _unavailable,
    Unstorable: _unstorable,
    Unavailable: _unavailable,
    Exception: _unforeseen,
}


def _in_words_of(handler: Handler) -> Handler:
    """The same problem, told in the language that the program asks for."""

    def handle(request: PageRequest, error: Any) -> Response[Problem]:
        answer: Response[Problem] = handler(request, error)
        say, body = partial(said, request), answer.content
        answer.content = msgspec.structs.replace(
            body, title=say(body.title), detail=say(body.detail), objections=in_words(body.objections, say)
        )
        return answer

    return handle


EXCEPTION_HANDLERS: Final = {kind: _in_words_of(handler) for kind, handler in _HANDLERS.items()}


def with_problems(pages: Mapping[int | type[Exception], Any]) -> dict[int | type[Exception], Any]:
    """The handlers of the site, but a problem where the API's path was asked for."""
    return {
        kind: _chosen(page, EXCEPTION_HANDLERS.get(kind, EXCEPTION_HANDLERS[Exception])) for kind, page in pages.items()
    }


def _chosen(page: Handler, told: Handler) -> Handler:
    def handle(request: PageRequest, error: Any) -> Any:
        return (told if path_of(request).startswith("/api/") else page)(request, error)

    return handle
