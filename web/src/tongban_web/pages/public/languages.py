"""The choice of a language, for as long as the browser keeps it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from litestar import get
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.errors import NotFound
from tongban_web.admission import is_secure
from tongban_web.languages import choice
from tongban_web.rendering import Rendering
from tongban_web.requests import OwnNode, PageRequest


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
    try:
        left = urlsplit(request.headers.get("referer", ""))
    except ValueError:  # an address that nobody can have been at
        return "/"
    own = left.netloc == request.headers.get("host", "") and re.match(r"/(?!/)", left.path)
    return left.path if own else "/"


ROUTE_HANDLERS = (speak,)
