"""The journey: pages read as a browser would, ledgers compared line by line, nothing left behind."""

from __future__ import annotations

import pytest

from tongban_web.journey.__main__ import main
from tongban_web.journey.deeds import VERIFIED, Hop
from tongban_web.journey.pages import read_page
from tongban_web.journey.stories import STORIES
from tongban_web.journey.telling import compare, expectations

FORM = """
<form action="/drafts/1" method="post">
<input type="hidden" name="csrf" value="c"><input name="name" value="张&amp;"><textarea name="note">
旧</textarea><select name="way"><option value="post">邮寄<option value="window" selected>窗口</select>
<input type="checkbox" name="checks" value="form"><input type="checkbox" name="checks" value="identity" checked>
<button type="submit" name="act" value="review">核对</button></form>
<script>var hidden = "words"</script><a href="../cases">我的办件</a>
"""


def _hop(title: str, *, seq: int = 1) -> Hop:
    return Hop(seq=seq, at=0, on="2026-11-23", place="窗口", title=title, who="林晓燕", used=0)


def test_a_form_is_posted_as_a_browser_would() -> None:
    page = read_page(200, "http://127.0.0.1/drafts/1", FORM)
    form = page.form("/drafts/1")
    assert form is not None
    posted = form.filled({"note": "新", "checks": ("form", "identity"), "act": "review"})
    assert posted == [
        ("csrf", "c"),
        ("name", "张&"),
        ("way", "window"),
        ("note", "新"),
        ("checks", "form"),
        ("checks", "identity"),
        ("act", "review"),
    ]
    assert page.links == ["http://127.0.0.1/cases"]
    assert "hidden" not in page.text


def test_a_control_that_is_not_there_cannot_be_filled_in() -> None:
    form = read_page(200, "http://127.0.0.1/", FORM).forms[0]
    with pytest.raises(LookupError, match="nmae"):
        form.filled({"nmae": "x"})


def test_every_story_has_its_expected_ledger() -> None:
    assert list(expectations()) == [story.name for story in STORIES]


def test_a_ledger_that_differs_is_told_line_by_line() -> None:
    told = compare("certificate_declined", [_hop("提交申请"), _hop("办结", seq=2)])
    assert "-2026-11-23 | 成都市公安局锦江区分局示例派出所 | 不予受理 | 许国强 | 0" in told[0]
    assert "+2026-11-23 | 窗口 | 办结 | 林晓燕 | 0" in told[0]


def test_asking_registers_again_is_no_difference() -> None:
    again = [_hop(VERIFIED)]
    assert compare("nothing expected", again) == []


def test_one_story_is_told_between_three_real_nodes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "certificate_online"]) == 0
    assert "办结" in capsys.readouterr().out
