"""Every visible text can be translated: in a language without Chinese characters, none but data are left on a page."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import httpx
import pytest
import route_table as who
from jinja2 import nodes
from other_words import CODE, PACKAGES, data_of, left, write_made_up
from route_table import ROUTES
from scene import HALL, Guest, Scene

from tongban.cases.state import Case, State
from tongban.desk.drafts import Application
from tongban.matters.matter import Channel
from tongban.testing.world import World
from tongban_housing_fund.testing.samples import RENT
from tongban_web.templating import build_environment
from tongban_web.testing.visitor import Page, Visitor
from tongban_web.words import HAN

TOLD = {who.NOBODY, who.WEAK, who.STRANGER, who.OFFICER_ELSEWHERE}
POLICE = "510104-police"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The templates of an operator who has every text in a made-up language."""
    made = tmp_path_factory.mktemp("templates")
    write_made_up(made)
    return made


@pytest.fixture
def spoken(world: World, folder: Path) -> World:
    """Provinces whose sites speak it."""
    world.settings = {node: {"templates": (folder,), "locale": CODE} for node in ("440000", "500000", "510000")}
    return world


@pytest.fixture
def scene(spoken: World) -> Scene:
    made = Scene(spoken)
    made.owned["language"] = CODE
    return made


@pytest.mark.parametrize("package", PACKAGES)
def test_no_template_holds_a_text_that_is_not_marked(package: str) -> None:
    templates, environment = Path(str(resources.files(package))) / "templates", build_environment(None, ())
    for path in {*templates.rglob("*.html")} - {templates / "styleguide.html"}:
        for found in environment.parse(path.read_text(encoding="utf-8")).find_all(nodes.TemplateData):
            assert not HAN.search(found.data), f"{path}:{found.lineno}: write it as {{{{ _('…') }}}}"


def test_no_page_and_no_problem_tells_anybody_what_has_no_translation(scene: Scene) -> None:
    data = data_of(scene.world)

    async def walk() -> dict[str, list[str]]:
        guests, found = await scene.guests(), {}
        for route in sorted(ROUTES):  # what reads comes before what posts
            method, _, path = route.partition(" ")
            for kind in ROUTES[route].opens | TOLD:
                answer = await _asked(scene, guests[kind], method, path, kind)
                found[f"{kind} at {route}"] = left(answer.text, answer.headers.get("content-type", ""), data)
        return {where: texts for where, texts in found.items() if texts}

    assert scene.world.run(walk) == {}


def test_no_guide_and_no_form_of_a_matter_has_a_text_without_translation(scene: Scene) -> None:
    data = data_of(scene.world)

    async def walk() -> dict[str, list[str]]:
        owner, found = (await scene.guests())[who.OWNER], {}
        for matter in scene.node.plugins.matters:
            written = Application(
                matter=matter.id,
                edition=matter.edition,
                channel=Channel.ONLINE,
                office=HALL,
                person=scene.person("张建国"),
            )
            draft = scene.node.drafts.new(scene.owner, written)
            await scene.node.drafts.add(draft)
            address, empty = f"/drafts/{draft.id}", {"csrf": owner.csrf, "act": "review"}
            pages = [await owner.client.get(each) for each in (f"/matters/{matter.id}", address)]
            pages.append(await owner.client.post(address, data=empty))
            found[matter.id] = [text for page in pages for text in left(page.text, "text/html", data)]
            await scene.node.drafts.delete(await scene.node.drafts.load(draft.id, scene.owner))
        return {where: texts for where, texts in found.items() if texts}

    assert scene.world.run(walk) == {}


def test_an_officer_a_supervisor_and_the_applicant_read_a_case_to_its_end_in_it(spoken: World, case: Case) -> None:
    data = data_of(spoken)

    def judge(page: Page) -> None:
        assert not page.is_broken
        assert left(page.response.text, page.response.headers.get("content-type", ""), data) == [], page.path

    officer = Visitor.at(spoken, "510000", judge=judge)
    officer.sign_in_staff(f"{POLICE}-1")
    applicant = Visitor.at(spoken, "440000", judge=judge)
    applicant.sign_in("张建国")
    _try_every_act(officer, f"/desk/cases/{case.id}")
    spoken.province("510000").officer(POLICE).accept(case.id)
    for _ in ("review", "delivery"):  # it is granted by a click
        _try_every_act(officer, f"/desk/cases/{case.id}")
        spoken.deliver()
    assert spoken.province("510000").case(case.id).state is State.DELIVERY
    for visitor, address in ((officer, f"/desk/cases/{case.id}"), (applicant, f"/cases/{case.id}")):
        papers = visitor.get(address).document.xpath("//a[contains(@href, '/papers/')]/@href")
        assert any("查验码" in visitor.get(paper).text for paper in papers), "a paper stays Chinese"


def test_an_officer_reads_a_record_that_lists_others_in_it_as_the_register_said_it(spoken: World) -> None:
    case = spoken.province("440000").apply(RENT.matter, by=RENT.by, answers=RENT.answers, pledges=RENT.pledges).case
    spoken.deliver()
    officer = Visitor.at(spoken, "510000")
    officer.sign_in_staff("510100-hf-1")
    page = officer.get(f"/desk/cases/{case.id}").document
    told = [each.text_content() for each in page.xpath("//details//dd[contains(., 'CDZL20260001')]")]
    assert [HAN.findall(text) for text in told if text.count("：") == 3] == [[]]


def _try_every_act(officer: Visitor, address: str) -> None:
    """Open the form of each act that is offered and send it empty."""
    page = officer.get(address)
    for link in page.document.xpath("//a[contains(@href, '/acts/')]/@href"):
        form = officer.get(link)
        for action in {each.action for each in form.document.forms if "/acts/" in (each.action or "")}:
            officer.post(action, {name: "" if name not in {"csrf", "seen"} else value
                                  for name, value in form.form(action).items()})  # fmt: skip


async def _asked(scene: Scene, guest: Guest, method: str, path: str, kind: str) -> httpx.Response:
    address = re.sub(r"\{(\w+)\}", lambda name: scene.ids(path, kind)[name[1]], path)
    if path.startswith("/api/"):
        body = b"{}" if method in {"POST", "PUT"} else b""
        headers = {**guest.bearer, "content-type": "application/json"}
        return await guest.client.request(method, address, content=body, headers=headers)
    form = {"csrf": guest.csrf, "seen": "0", "act": "review"}
    return await guest.client.request(method, address, data=form if method == "POST" else None)
