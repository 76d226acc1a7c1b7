"""A plugin's SQL is data beside its code, and what several statements ask alike is said once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongban.errors import Misconfigured
from tongban.sql_files import statements

FILE = """-- What the register finds.

-- name: of_mine
holder = $1
AND closed = 0

-- Only what is open.
-- name: mine
SELECT number FROM account WHERE {of_mine} AND name LIKE '%a%'
"""


def test_a_statement_is_found_by_its_name_with_earlier_ones_in_it(tmp_path: Path):
    path = tmp_path / "statements.sql"
    path.write_text(FILE, "utf-8")
    assert statements(path) == {
        "of_mine": "holder = $1\nAND closed = 0",
        "mine": "SELECT number FROM account WHERE holder = $1\nAND closed = 0 AND name LIKE '%a%'",
    }


def test_a_part_that_no_earlier_statement_is_called_is_refused_with_file_and_name(tmp_path: Path):
    path = tmp_path / "statements.sql"
    path.write_text("-- name: mine\nSELECT {later}\n-- name: later\n1\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"statements\.sql: mine needs 'later'"):
        statements(path)


def test_a_second_statement_of_one_name_is_refused(tmp_path: Path):
    path = tmp_path / "statements.sql"
    path.write_text("-- name: mine\nSELECT 1\n-- name: mine \nSELECT 2\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"statements\.sql: mine is there twice"):
        statements(path)


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path):
    with pytest.raises(Misconfigured, match=r"gone\.sql: No such file"):
        statements(tmp_path / "gone.sql")
