"""What a visitor reads when something does not work: a sentence, a remedy, a way back, never a stack."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import structlog
from litestar import Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect
from litestar.status_codes import (
    HTTP_202_ACCEPTED,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_405_METHOD_NOT_ALLOWED,
    HTTP_409_CONFLICT,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_500_INTERNAL_SERVER_ERROR,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from tongban.errors import Conflict, NotFound, OnItsWay, Refused
from tongban.faults import trace
from tongban.storage.errors import Unavailable, Unstorable
from tongban_web.admission import ForeignForm, SignInNeeded, to_entrance
from tongban_web.posted import UNREADABLE
from tongban_web.rendering import render, said
from tongban_web.requests import PageRequest, path_of
from tongban_web.views.objections import shown_objections
from tongban_web.ways_back import way_back

_log = structlog.get_logger(__name__)
BY_STATUS = {
    HTTP_404_NOT_FOUND: ("没有找到这个页面", "请检查网址是否完整，或从专区首页重新进入。"),
    HTTP_405_METHOD_NOT_ALLOWED: ("这个地址不能这样打开", "请从页面上的按钮或链接进入。"),
    HTTP_413_REQUEST_ENTITY_TOO_LARGE: (
        "提交的内容太大",
        "请压缩照片或降低扫描分辨率后重新上传，每个文件不超过10MB，一次上传合计不超过30MB。",
    ),
}
MALFORMED = ("提交的内容无法识别", "请返回上一页，刷新后重新填写提交。")


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error page: status, what went wrong, what to do."""

    status: int
    message: str
    remedy: str


def not_found(request: PageRequest, error: NotFound) -> Response[str]:
    """Not there, or not yours: both look alike."""
    message, _, remedy = said(request, str(error)).partition("，")
    if "，" not in str(error):
        remedy = BY_STATUS[HTTP_404_NOT_FOUND][1]
    elif remedy:  # else the language has commas of its own, and the message says what to do
        remedy = f"{remedy}。"
    return _page(request, Trouble(HTTP_404_NOT_FOUND, message, remedy))


def on_its_way(request: PageRequest, error: OnItsWay) -> Response[str]:
    """It was asked for elsewhere, and comes later."""
    return _page(request, Trouble(HTTP_202_ACCEPTED, str(error), error.remedy))


def conflict(request: PageRequest, error: Conflict) -> Response[str]:
    """Somebody was quicker."""
    return _page(request, Trouble(HTTP_409_CONFLICT, str(error), "请返回并刷新页面，查看最新情况后再决定。"))


def refused(request: PageRequest, error: Refused) -> Response[str]:
    """A refusal that no form of its own shows."""
    objections = shown_objections(error.objections, {})
    return render(
        request,
        "refused.html",
        status=HTTP_422_UNPROCESSABLE_ENTITY,
        objections=objections,
        back=way_back(request, missing=False),
    )


def foreign_form(request: PageRequest, error: ForeignForm) -> Response[str]:
    """CSRF token missing or of another session."""
    remedy = "页面可能已过期，或您已重新登录。请返回上一页并刷新，再提交一次；已暂存的内容不会丢失。"
    return _page(request, Trouble(HTTP_403_FORBIDDEN, "无法确认这个表单由您本人提交", remedy))


def sign_in_needed(request: PageRequest, error: SignInNeeded) -> Redirect:
    """To the entrance."""
    return to_entrance(request, error.entrance)


def unstorable(request: PageRequest, error: Unstorable) -> Response[str]:
    """Something that no column can hold."""
    return refused(request, Refused([UNREADABLE]))


def unavailable(request: PageRequest, error: Unavailable) -> Response[str]:
    """The database is not there."""
    _log.error("database_unavailable", reason=str(error))
    trouble = Trouble(HTTP_503_SERVICE_UNAVAILABLE, "系统暂时不可用", "本次操作没有保存，请过几分钟再试。")
    return _page(request, trouble)


def http_error(request: PageRequest, error: HTTPException) -> Response[str] | Redirect:
    """What Litestar itself refuses."""
    if isinstance(error, NotAuthorizedException):
        return to_entrance(request, "/sign-in")
    if error.status_code >= HTTP_500_INTERNAL_SERVER_ERROR:
        return unforeseen(request, error)
    message, remedy = BY_STATUS.get(error.status_code, MALFORMED)
    return _page(request, Trouble(error.status_code, message, remedy))


def unforeseen(request: PageRequest, error: Exception) -> Response[str]:
    """Our fault: the operator finds the same number in the log."""
    number = uuid.uuid4().hex[:12]
    _log.error("request_failed", error_id=number, path=path_of(request), trace=trace(error))
    remedy = f"问题编号 {number}。本次操作没有完成，请稍后重试；如仍不成功，请把问题编号告诉咨询电话或窗口。"
    return _page(request, Trouble(HTTP_500_INTERNAL_SERVER_ERROR, "系统出了问题", remedy))


def _page(request: PageRequest, trouble: Trouble) -> Response[str]:
    return render(
        request,
        "error.html",
        status=trouble.status,
        message=trouble.message,
        remedy=trouble.remedy,
        back=way_back(request, missing=trouble.status == HTTP_404_NOT_FOUND),
    )


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    NotFound: not_found,
    OnItsWay: on_its_way,
    Conflict: conflict,
    Refused: refused,
    ForeignForm: foreign_form,
    SignInNeeded: sign_in_needed,
    Unavailable: unavailable,
    Unstorable: unstorable,
    HTTPException: http_error,
    Exception: unforeseen,
}
