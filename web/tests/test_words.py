"""How Chinese texts are said in another language, who gets it, and what is never said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from caller import Caller
from other_words import write_catalogue

from tongban.errors import Misconfigured
from tongban.given import Given
from tongban.testing.world import World
from tongban_web.languages import Language, languages
from tongban_web.rendering import open_rendering
from tongban_web.templating import build_environment
from tongban_web.testing.visitor import Visitor
from tongban_web.words import Words

TEXTS = {
    "受理": "accepted",
    "申请人": "the applicant",
    "金额": "amount",
    "领取人姓名": "name of the recipient",
    "、": ", ",
    "{n}天": "{n} days",
    "{amount}元": "{amount} yuan",
    "已于{day}由{office}受理": "accepted by {office} on {day}",
    "请填写{label}": "enter {label}",
    "请填写{who}姓名": "enter {who}'s name",
    "；也可以{way}": "; or {way}",
    "代{role}{name}操作": "for {role} {name}",
    "由{name}办理": "by {name}",
    "由转入地受理，转出地办理": "by both",
    "{year}年{month}月{day}日": "{year}-{month}-{day}",
}


@pytest.fixture
def words() -> Words:
    return Words(TEXTS)


@pytest.mark.parametrize(
    ("chinese", "said"),
    [
        ("受理", "accepted"),
        ("已于2026年11月23日由成都市公安局受理", "accepted by 成都市公安局 on 2026-11-23"),
        ("已于受理由张建国受理", "accepted by 张建国 on accepted"),
        ("受理、申请人", "accepted, the applicant"),
        ("受理；也可以受理", "accepted；or accepted"),
        ("请填写领取人姓名", "enter name of the recipient"),
        ("请填写张建国姓名", "enter 张建国's name"),
        ("代申请人张建国操作", "for the applicant张建国"),
        ("由转入地受理，转出地办理；由申请人办理", "by both；by the applicant"),
        ("20天", "20 days"),
        ("没有人译过的话", "没有人译过的话"),
        ("KS44010651010420261123000001O", "KS44010651010420261123000001O"),
    ],
)
def test_a_text_is_said_whole_as_a_sentence_or_in_its_parts(words: Words, chinese: str, said: str) -> None:
    assert words.say(chinese).replace("applicant ", "applicant") == said


@pytest.mark.parametrize("name", ["李元", "张天"])
def test_a_name_is_no_amount_and_no_time(words: Words, name: str) -> None:
    assert words.say(name) == name


def test_what_people_gave_stays_as_it_is_where_it_is_posted_back_and_where_it_is_read() -> None:
    environment = build_environment(None, (), language=Language("en_US", TEXTS))
    template = environment.from_string(
        "{{ ui.field_text(name='n', label='申请人', value='受理') }}"
        "{{ ui.field_area(name='a', label='申请人', value='受理') }}"
        "<b title='受理'>{{ told }}</b><i title=\"{{ worded }}\">{{ worded|given }}</i>"
        '{{ _("申请人") }}{{ _("金额") if told else worded }}'
    )
    page = template.render(told=Given("受理"), worded="受理")
    assert 'value="受理"' in page
    assert ">受理</textarea>" in page
    assert "<b title='受理'>受理</b>" in page
    assert '<i title="accepted">受理</i>' in page
    assert page.count("the applicant") == 3
    assert page.endswith("amount")


def test_values_of_a_marked_text_are_said_and_escaped() -> None:
    language = Language("en_US", {**TEXTS, "由%(who)s办理": "handled by %(who)s"})
    template = build_environment(None, (), language=language).from_string('{{ _("由%(who)s办理", who=who) }}')
    assert template.render(who="申请人") == "handled by the applicant"
    assert template.render(who="<b>") == "handled by &lt;b&gt;"


def test_an_operator_s_words_count_before_those_that_a_plugin_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "tongban_sample"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    _write(package, {"受理": "taken", "办结": "closed"})
    assert [each.code for each in languages([tmp_path], ["tongban_sample"])] == ["zh_CN"], "no page of ours is in it"
    _write(tmp_path, {"中文": "English", "受理": "accepted"})
    _, english = languages([tmp_path], ["tongban_sample"])
    assert (english.name, english.texts) == ("English", {"中文": "English", "受理": "accepted", "办结": "closed"})


def test_everybody_reads_in_the_language_chosen_and_comes_back_to_the_same_page(world: World, tmp_path: Path) -> None:
    _write(tmp_path, {"跨省通办专区": "All services", "没有找到这个页面": "No such page"})
    world.settings = {"440000": {"templates": (tmp_path,)}}
    visitor = Visitor.at(world, "440000")
    assert visitor.get("/").heading == "跨省通办专区"
    assert visitor.get("/", headers={"accept-language": "en-GB,zh;q=0.5"}).heading == "All services"
    assert visitor.get("/", headers={"accept-language": "fr,zh;q=0.5"}).heading == "跨省通办专区"
    page = visitor.get("/language/en_US", headers={"referer": "http://127.0.0.1/verify"})
    assert page.path == "/verify"
    assert visitor.get("/").heading == "All services"
    assert visitor.get("/nothing").heading == "No such page"
    assert visitor.get("/language/zh_CN", headers={"referer": "http://elsewhere.example/verify"}).path == "/"
    assert visitor.get("/").heading == "跨省通办专区"
    assert visitor.get("/language/fr_FR").status == 404


def test_what_to_do_about_a_case_that_is_not_there_is_said_once_in_a_language_with_other_commas(
    world: World, tmp_path: Path
) -> None:
    _write(
        tmp_path, {"跨省通办专区": "All services", "没有找到这个办件，请核对办件编号": "No such case, check its number"}
    )
    world.settings = {"440000": {"templates": (tmp_path,)}}
    visitor = Visitor.at(world, "440000")
    visitor.sign_in("张建国")
    chinese = visitor.get("/cases/none")
    assert (chinese.heading, chinese.document.xpath("string(//p[@class='lead'])")) == (
        "没有找到这个办件",
        "请核对办件编号。",
    )
    english = visitor.get("/cases/none", headers={"accept-language": "en-GB"})
    assert english.heading == "No such case, check its number"
    assert not english.document.xpath("//p[@class='lead']"), "no advice for a wrong address"


def test_a_program_is_told_what_to_do_in_its_language_and_given_data_as_they_are(world: World, tmp_path: Path) -> None:
    _write(tmp_path, {"跨省通办专区": "All services", "请填写“{label}”": "fill in {label}", "户籍档案": "archive"})
    world.settings = {"440000": {"templates": (tmp_path,)}}
    person, english = Caller.at(world, "440000").sign_in("张建国"), {"accept-language": "en-GB"}
    asked = {"matter": "hh.cert.hukou", "office": "440106-hall", "answers": {}}
    draft = person.post("/api/v1/drafts", asked).json()["id"]
    for address, body in (("/api/v1/assessments", asked), (f"/api/v1/drafts/{draft}/assessments", {})):
        told, chinese = person.post(address, body, **english).json(), person.post(address, body).json()
        assert any(each["message"].startswith("fill in ") for each in told["objections"]), address
        assert any(each["message"].startswith("请填写") for each in chinese["objections"]), address
        assert told["materials"] == chinese["materials"], address


def test_an_officer_s_reason_is_shown_as_it_was_typed(world: World, tmp_path: Path) -> None:
    _write(tmp_path, {"跨省通办专区": "All services", "，": ", ", "请补正": "correct it", "用途": "purpose"})
    world.settings = {node: {"templates": (tmp_path,), "locale": "en_US"} for node in ("440000", "510000")}
    answers = {"cert_kind": "origin", "purpose": "办理公证", "hukou_place": "440106", "handed_by": "self"}
    case = world.province("510000").apply("hh.cert.hukou", by="王小川", answers=answers).case.id
    world.deliver()
    world.province("440000").officer("440106-police").ask_correction(case, "purpose", "材料不齐全，请补正")
    world.deliver()
    visitor, officer = Visitor.at(world, "510000"), Visitor.at(world, "440000")
    visitor.sign_in("王小川")
    officer.sign_in_staff("440106-police-1")
    pages = [visitor.get(f"/cases/{case}{page}") for page in ("", "/correction")]
    for page in (*pages, officer.get(f"/desk/cases/{case}")):
        assert "材料不齐全，请补正" in page.text


def test_a_language_without_a_catalogue_is_refused_at_the_start(world: World) -> None:
    world.settings = {"440000": {"locale": "en_US"}}
    with pytest.raises(Misconfigured, match=r"locale/en_US/LC_MESSAGES/tongban\.mo"):
        open_rendering(world.province("440000").node)


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    write_catalogue(folder, "en_US", texts)
