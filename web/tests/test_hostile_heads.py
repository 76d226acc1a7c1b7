"""What a browser never sends in the head of a request is answered like anything else: no failure, nothing left open."""

from __future__ import annotations

import pytest

from tongban.cases.state import Case
from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor

pytestmark = pytest.mark.parametrize("database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)])

HOSTS = ("a:bc", "a:99999", "[", "[::", "a/b?c#d", "")
ADDRESSES = ("/", "/cases", "/nothing", "/desk", "/api/v1/cases", "/api/v1/nothing", "/exchange/v1/nothing")
REFERERS = ("http://[", "http://[::1/x", "http://a]/x", "javascript:alert(1)", "//elsewhere.example/x", "x", "")


def _asked(visitor: Visitor, method: str, address: str, **headers: str) -> Page:
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Page(visitor.world.run(visitor.client.request, method, address, headers=sent, follow_redirects=False))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_host_that_there_cannot_be_is_no_fault_of_ours(sichuan: Visitor, method: str) -> None:
    for host in HOSTS:
        for address in ADDRESSES:
            page = _asked(sichuan, method, address, host=host)
            assert page.status < 500, (host, address)
            assert "content-security-policy" in page.response.headers, (host, address)


def test_a_page_that_nobody_can_have_left_leads_home(sichuan: Visitor) -> None:
    for referer in REFERERS:
        page = _asked(sichuan, "GET", "/language/zh_CN", referer=referer, host="")
        assert (page.status, page.response.headers.get("location")) == (303, "/"), referer


@pytest.mark.parametrize("below", ["/static/site.css/x", "/static/vendor", "/static/site.css/../../app.py", "/static/"])
def test_what_lies_below_a_file_is_not_there(sichuan: Visitor, below: str) -> None:
    assert sichuan.get(below).status == 404


def test_an_act_that_no_ledger_has_was_not_done(world: World, case: Case) -> None:
    sichuan = Visitor.at(world, "510000")
    sichuan.sign_in_staff("510104-police-1")
    for done in ("9" * 5_000, "-1", "0", "\u0663", "1e9", "99"):
        assert sichuan.get(f"/desk/cases/{case.id}?done={done}").status == 200, done[:9]
