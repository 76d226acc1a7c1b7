"""A plugin that every author copies stays small."""

from __future__ import annotations

from scripts.plugin_lines import NOT_COUNTED, PER_MATTER, PLUGINS, counted, report

MATTERS = 19


def test_the_housing_fund_stays_within_its_limit():
    assert sum(counted("housing_fund").values()) <= PER_MATTER * MATTERS, "run: python -m scripts.plugin_lines"


def test_tables_migrations_and_steps_are_not_counted():
    assert not {part for name in counted("housing_fund") for part in name.split("/")} & NOT_COUNTED


def test_tables_that_are_not_counted_hold_no_statement():
    text = (PLUGINS / "housing_fund/src/tongban_housing_fund/tables.py").read_text("utf-8")
    assert not [word for word in ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "def ", "lambda") if word in text]


def test_the_report_names_the_limit():
    assert report("household", 1).splitlines()[-1].endswith("of 120 for 1 matters")
