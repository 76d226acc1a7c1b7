"""A browser does not outlive the module that used it, whose event loop would be in the way of async tests."""

from __future__ import annotations

import pytest

pytest_plugins = ("pytester",)

SYNC_MODULE = """
def test_shown(page):
    page.set_content("<title>通办</title>")
    assert page.title() == "通办"
"""
ASYNC_MODULE = """
import anyio

async def test_awaited():
    await anyio.sleep(0)
"""


def test_async_tests_follow_a_module_with_a_browser(pytester: pytest.Pytester, request: pytest.FixtureRequest) -> None:
    pytester.makeini("[pytest]\nanyio_mode = auto\n")
    for module in request.path.parent.glob("[!t]*.py"):  # the fixtures and what they import, none of the tests
        (pytester.path / module.name).write_text(module.read_text("utf-8"), "utf-8")
    pytester.makepyfile(test_1_page=SYNC_MODULE, test_2_loop=ASYNC_MODULE)
    outcomes = pytester.runpytest_subprocess().parseoutcomes()
    assert set(outcomes) <= {"passed", "skipped"}
    assert outcomes["passed"] + outcomes.get("skipped", 0) == 2
