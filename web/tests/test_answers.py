"""What an answer of the API cannot send it refuses, and leaves nothing out in silence."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Router, get
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import Cookie, ResponseHeader
from litestar.testing import create_test_client

from tongban_web.api.answers import Answer


@get("/told", sync_to_thread=False)
def told() -> Answer[str]:
    """A route with a body."""
    return Answer("told", headers={"location": "/here"})


@pytest.mark.parametrize(
    ("layer", "status"),
    [
        ({}, 200),
        ({"response_headers": [ResponseHeader(name="x-more", value="1")]}, 500),
        ({"response_cookies": [Cookie(key="more", value="1")]}, 500),
    ],
)
def test_headers_and_cookies_of_a_layer_are_not_lost_in_silence(layer: dict[str, Any], status: int) -> None:
    with create_test_client(Router("/", route_handlers=[told], **layer), raise_server_exceptions=False) as client:
        assert client.get("/told").status_code == status


def test_nothing_is_left_to_do_in_the_background() -> None:
    with pytest.raises(TypeError, match="in the background"):
        Answer("told", background=BackgroundTask(print))


def test_an_own_cookie_is_refused() -> None:
    with create_test_client([told], raise_server_exceptions=False) as client:
        assert client.get("/told").headers["location"] == "/here"
    answer = Answer("told")
    answer.set_cookie("more", "1")
    with pytest.raises(TypeError, match="cookies"):
        answer.to_asgi_response(None, None)
