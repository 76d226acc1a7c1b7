"""The words of rules in a file: each rule finds its own, and a slip is named with file and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongban.errors import Misconfigured
from tongban.matters.basis import Basis
from tongban.matters.rules import Breach, Severity
from tongban.matters.wordings import worded_rules

WORDS = """
XX-01: {message: "不满{n}岁", basis: 示例条例 第三条, field: born, remedy: "满{n}岁后再申请", severity: notice}
XX-02: {message: 已办结}
"""


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A file of two rules."""
    path = tmp_path / "rules.yaml"
    path.write_text(WORDS, "utf-8")
    return path


def test_a_rule_speaks_the_words_of_its_file(words: Path):
    made = worded_rules(words)("XX-01")(lambda _: iter(()))
    objection = made.objection(Breach(n=18))
    assert (made.basis, objection.message, objection.remedy) == (
        Basis("示例条例", "第三条"),
        "不满18岁",
        "满18岁后再申请",
    )
    assert (objection.field, objection.severity) == ("born", Severity.NOTICE)


def test_a_rule_may_point_elsewhere(words: Path):
    assert worded_rules(words)("XX-01", field="city")(lambda _: iter(())).field == "city"


def test_a_rule_without_words_names_the_file_and_the_nearest(words: Path):
    with pytest.raises(Misconfigured, match=r"rules\.yaml has no words for rule XX-03; did you mean XX-0"):
        worded_rules(words)("XX-03")


@pytest.mark.parametrize("text", ["XX-01: {mesage: 无}", "XX-01: [", "- XX-01"])
def test_a_damaged_file_is_named(tmp_path: Path, text: str):
    path = tmp_path / "rules.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(Misconfigured, match=r"(?s)rules\.yaml cannot be read: .*mend the file"):
        worded_rules(path)


def test_a_claim_objects_in_the_words_of_the_file(words: Path):
    objection = worded_rules(words).objection("XX-01", n=18)
    assert (objection.rule, objection.message, objection.field) == ("XX-01", "不满18岁", "born")
