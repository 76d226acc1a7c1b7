"""A page goes out with what it says itself, and with all that something adds to it."""

from __future__ import annotations

from litestar import get
from litestar.background_tasks import BackgroundTask
from litestar.testing import create_test_client

from tongban_web.ready import Page


def _page(status: int = 200) -> Page:
    return Page("<p>通办</p>", status_code=status, media_type="text/html", headers={"Vary": "Cookie"})


@get("/plain")
async def plain() -> Page:
    return _page(422)


def test_a_page_is_sent_as_it_is() -> None:
    with create_test_client([plain]) as client:
        answer = client.get("/plain")
    assert (answer.status_code, answer.text) == (422, "<p>通办</p>")
    assert (answer.headers["content-type"], answer.headers["vary"]) == ("text/html; charset=utf-8", "Cookie")


def test_what_is_added_to_a_page_is_sent_and_done_too() -> None:
    done: list[str] = []

    @get("/adding")
    async def adding() -> Page:
        page = _page()
        page.set_cookie("seen", "1")
        page.background = BackgroundTask(done.append, "adding")
        return page

    with create_test_client([adding]) as client:
        answer = client.get("/adding")
    assert (answer.text, answer.cookies["seen"], answer.headers["vary"]) == ("<p>通办</p>", "1", "Cookie")
    assert done == ["adding"]
