"""How values are written for a reader."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tongban.identity.masking import mask
from tongban_web.formatting import case_number, instant, long_date, money, paper_number, short_date


@pytest.mark.parametrize(
    ("value", "text"), [(date(2026, 11, 3), "2026年11月3日"), ("2026-11-23", "2026年11月23日"), (None, "")]
)
def test_a_date_is_written_in_full(value: date | str | None, text: str) -> None:
    assert long_date(value) == text


def test_a_short_date_leaves_the_year_out() -> None:
    assert short_date("2026-12-07") == "12月7日"


@pytest.mark.parametrize(
    ("fen", "text"),
    [(5275284, "52,752.84元"), (0, "0.00元"), (5, "0.05元"), (-5, "-0.05元"), (123456789012, "1,234,567,890.12元")],
)
def test_money_is_written_from_fen(fen: int, text: str) -> None:
    assert money(fen) == text


def test_an_instant_is_written_in_china_time_from_milliseconds_and_from_a_datetime() -> None:
    moment = datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
    assert instant(moment) == instant(int(moment.timestamp() * 1000)) == "2026年11月24日 00:05"


@pytest.mark.parametrize(("far", "text"), [(2**52, "2199年12月31日 00:00"), (-(2**62), "1990年1月1日 00:00")])
def test_an_instant_that_no_calendar_holds_keeps_no_page_from_being_shown(far: int, text: str) -> None:
    assert instant(far) == text


def test_a_case_number_is_parted_for_the_eye_and_whole_when_copied() -> None:
    number = "KS440106510104202611200000011"
    grouped = case_number(number)
    assert grouped.striptags() == number
    assert grouped.count("<span>") == 5


def test_a_paper_number_breaks_after_its_year_and_is_whole_when_copied() -> None:
    number = "通办收〔2026〕4401065101002026112600001-3号"
    assert paper_number(number).striptags() == number
    assert "〕</span><span>4401" in paper_number(number)


def test_a_foreign_case_number_is_shown_whole_and_escaped() -> None:
    assert case_number("<b>1") == '<span class="case-number">&lt;b&gt;1</span>'


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("510104198503109997", "510104********9997"),
        ("915101040000001239", "915101********1239"),
        ("E12345678", "*******78"),
        ("A", "A"),
        ("", ""),
        (None, ""),
    ],
)
def test_an_identity_number_is_shown_without_its_middle(number: str | None, text: str) -> None:
    assert mask(number) == text
