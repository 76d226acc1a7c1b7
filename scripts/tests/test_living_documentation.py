"""The living documentation says what ran, what did not, and what no specification shows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import pytest
from scripts.living_documentation.chapters import Chapter, chapters
from scripts.living_documentation.coverage import covered, laws
from scripts.living_documentation.site import write_site
from scripts.living_documentation.specifications import Scenario, read_features

from tongban import Form, Place
from tongban.clock import CHINA
from tongban.plugin_sources import installed
from tongban.plugins import load_plugins
from tongban.testing.specs.clauses import Addressee, UnknownClauseError, check_tag, policies
from tongban.testing.specs.results import (
    Course,
    Outcome,
    RuleUsed,
    ScenarioId,
    ScenarioResult,
    StepResult,
    Verdict,
    form_name,
)
from tongban.testing.specs.step_index import load_steps, step_index
from tongban_web.testing.browser import MISSING, find_chromium, open_browser, violations

ROOT = Path(__file__).parents[2]
SPECIFICATIONS = ("features/**/*.feature", "plugins/*/src/*/features/**/*.feature")
SOURCE = ROOT.parent / "shared" / "source" / "guobanfa-2020-35.txt"
NUMERALS = "零一二三四五六"
LINK = re.compile(r'href="([^"]*)"')
ID = re.compile(r' id="([^"]*)"')


def read(results: list[ScenarioResult]) -> list[Chapter]:
    return list(chapters(ROOT, sorted(installed()), results))


MARRIAGE = load_plugins(["marriage"]).matters
(REGISTRATION,) = (each for each in MARRIAGE if "MR-03" in {rule.id for rule in each.rules})
SATISFYING = "对方已有配偶，受理时拒绝"
OBJECTED = RuleUsed(rule="MR-03", form=form_name(REGISTRATION.form), verdict=Verdict.OBJECTED)


def ended(scenario: Scenario, outcome: Outcome, message: str = "", *judged: RuleUsed) -> ScenarioResult:
    steps = tuple(StepResult(keyword="那么", text=step.name, line=1, outcome=outcome) for step in scenario.steps[-1:])
    identity = ScenarioId(
        path=str(Path(scenario.written.feature.filename).relative_to(ROOT)),
        line=scenario.written.line_number,
        feature=scenario.written.feature.name or "",
        name=scenario.name,
    )
    return ScenarioResult(scenario=identity, outcome=outcome, message=message, course=Course(steps=steps, rules=judged))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a run in which 结婚登记 failed once, the platform was not run, and everything else went well."""
    results: list[ScenarioResult] = []
    for chapter in read([]):
        for scenario in chapter.scenarios:
            if chapter.page == "platform.html":
                continue
            wrong = scenario.name == "申请人本人已有配偶"
            outcome = Outcome.FAILED if wrong else Outcome.PASSED
            judged = (OBJECTED,) if wrong or scenario.name == SATISFYING else ()
            results.append(ended(scenario, outcome, "应拒绝而未拒绝" if wrong else "", *judged))
    folder = tmp_path_factory.mktemp("specs")
    load_steps()
    ran = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
    write_site(folder, chapters=read(results), results=results, steps=step_index(), ran=ran)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> dict[str, str]:
    """The pages of that site by name."""
    return {path.name: path.read_text("utf-8") for path in folder.glob("*.html")}


@pytest.mark.skipif(not find_chromium(), reason=MISSING)
def test_axe_objects_to_none_of_its_pages(folder: Path):
    with open_browser() as browser:
        tab = browser.new_page()
        found = {}
        for page in sorted(folder.glob("*.html")):
            tab.goto(page.as_uri())
            found[page.name] = violations(tab)
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def test_every_link_leads_to_a_page_or_a_place_on_it(site: dict[str, str]):
    lost = []
    for page, text in site.items():
        for target in LINK.findall(text):
            name, _, place = target.partition("#")
            if name.endswith((".css", ".js")) or target == "data:,":
                continue
            if name not in {"", *site} or (place and place not in ID.findall(site[name or page])):
                lost.append(f"{page}: {target}")
    assert lost == []


def test_nothing_is_fetched_from_elsewhere(site: dict[str, str]):
    assert [page for page, text in site.items() if re.search(r"https?://", text)] == []


def test_a_scenario_that_failed_is_open_and_says_why(site: dict[str, str]):
    assert site["marriage.html"].count("<details") > site["marriage.html"].count(" open>") == 1
    assert "应拒绝而未拒绝" in site["marriage.html"]
    assert "1 个不一致或未执行" in site["index.html"]


def test_a_rule_names_the_scenarios_in_which_it_objected_and_says_where_there_is_none(site: dict[str, str]):
    assert "依此指出不符合的，1 个场景" in site["law.html"]
    assert "没有一个场景用到这条规则" in site["law.html"]


def test_a_rule_id_that_two_matters_share_is_shown_where_the_matter_of_the_scenario_used_it():
    class Other(Form):
        place: Annotated[str, Place("办理地")]

    (shown,) = {each for chapter in read([]) for each in chapter.scenarios if each.name == SATISFYING}
    ran = replace(shown, runs=(ended(shown, Outcome.PASSED, "", OBJECTED),))
    another = replace(REGISTRATION, id="marriage.other", form=Other)
    cited = [rule for law in laws([REGISTRATION, another], [ran]) for basis in law.bases for rule in basis.rules]
    used = {rule.matter.id: rule.objected for rule in cited if rule.rule.id == "MR-03"}
    assert used == {REGISTRATION.id: (ran,), "marriage.other": ()}


def test_specifications_of_a_plugin_installed_elsewhere_are_shown(tmp_path: Path):
    path = tmp_path / "别处.feature"
    path.write_text("# language: zh-CN\n功能: 别处\n  场景: 一次\n    那么 号码应通过核验\n", "utf-8")
    (feature,) = read_features([path], root=ROOT, page="elsewhere.html", results=[])
    assert (feature.name, feature.path) == ("别处", str(path))


def test_every_sentence_of_the_policy_stands_on_its_page_with_its_state(site: dict[str, str]):
    (policy,) = policies()
    scenarios = [scenario for chapter in read([]) for scenario in chapter.scenarios]
    for each in covered(policy.clauses, scenarios):
        text = site["policy.html"].partition(f'id="c{each.clause.tag}"')[2].partition('<div class="clause')[0]
        assert each.clause.text in text
        assert (any(said in text for said in ("没有规格", "机关的工作", "不提要求"))) == (not each.scenarios)


def test_every_step_says_how_often_it_was_used(site: dict[str, str]):
    assert site["steps.html"].count("<tr data-text=") == len(step_index())


def test_every_tag_of_a_clause_names_one_that_exists():
    for chapter in read([]):
        for scenario in chapter.scenarios:
            for tag in scenario.tags:
                check_tag(tag)


@pytest.mark.parametrize("tag", ["35-9.1-1", "35-3.2-9", "35-3.2", "36-1.1-1"])
def test_a_tag_of_a_clause_that_does_not_exist_is_refused(tag: str):
    with pytest.raises(UnknownClauseError, match=f"@{tag} 没有对应的政策条款"):
        check_tag(tag)


def test_a_sentence_for_the_platform_has_a_specification_or_says_what_is_lacking():
    (policy,) = policies()
    files = [path for pattern in SPECIFICATIONS for path in ROOT.glob(pattern)]
    written = "".join(path.read_text("utf-8") for path in files)
    told = {clause.tag: bool(clause.lacking) for clause in policy.clauses if clause.addressee is Addressee.PLATFORM}
    assert told == {tag: not re.search(rf"@{re.escape(tag)}\b", written) for tag in told}


def test_a_specification_is_found_under_every_matter_that_it_is_tagged_with():
    for chapter in read([]):
        for group in chapter.groups if chapter.matters else ():
            for feature in (*group.features, *group.elsewhere):
                named = {matter.id for matter in chapter.matters if f"（{matter.id}）" in group.title}
                assert named & feature.tags, f"{feature.path} stands under {group.title}"
        for matter in chapter.matters:
            under = [group for group in chapter.groups if f"（{matter.id}）" in group.title]
            found = {feature.path for group in under for feature in (*group.features, *group.elsewhere)}
            assert found == {feature.path for feature in chapter.features if matter.id in feature.tags}


def test_tags_that_are_no_clauses_are_free():
    check_tag("本周检查")


def squeezed(text: str) -> str:
    """A text without what only its layout needs, and with the parentheses of its numbers as the most have them."""
    return re.sub(r"\s", "", text).replace("(", "（").replace(")", "）")


@pytest.mark.skipif(not SOURCE.is_file(), reason=f"{SOURCE} is not on this machine")
def test_the_policy_is_whole_sentence_by_sentence():
    (policy,) = policies()
    written, chapter = "", ""
    for section in policy.sections:
        part, _, number = section.number.partition(".")
        if section.chapter not in {chapter, "引言", "结尾"}:
            chapter = section.chapter
            written += f"{NUMERALS[int(part)]}、{chapter}"
        if chapter == section.chapter:
            written += f"（{NUMERALS[int(number)]}）{section.title}。"
        written += "".join(clause.text for clause in section.clauses)
    source = squeezed(SOURCE.read_text("utf-8"))
    assert squeezed(written) == source.partition("各直属机构：")[2].partition("国务院办公厅2020年9月24日")[0]


def test_a_clause_is_one_sentence():
    (policy,) = policies()
    for clause in policy.clauses:
        assert re.fullmatch(r"(坚持[^。，]{4}。)?[^。]+。", clause.text), clause.text
