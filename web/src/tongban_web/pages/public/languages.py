"""The choice of a language, for as long as the browser keeps it."""

from __future__ import annotations

import re

from litestar import get
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.errors import NotFound
from tongban_web.admission import is_secure
from tongban_web.languages import choice
from tongban_web.rendering import Rendering
from tongban_web.requests import OwnNode, PageRequest, page_left


@get("/language/{language:str}", status_code=303)
async def speak(request: PageRequest, node: OwnNode, language: FromPath[str]) -> Redirect:
    """Back to the page that was read, in another language."""
    rendering: Rendering = request.app.state.rendering
    if language not in rendering.environments:
        raise NotFound("没有这种语言的页面，请在页面底部选择")
    answer = Redirect(_left(request), status_code=303)
    answer.set_cookie(choice(language, secure=is_secure(node)))
    return answer


def _left(request: PageRequest) -> str:
    """The page of ours that the choice was made on."""
    left = page_left(request)
    return left.path if left and re.match(r"/(?!/)", left.path) else "/"


ROUTE_HANDLERS = (speak,)
