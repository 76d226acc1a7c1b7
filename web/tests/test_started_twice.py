"""A form is opened once by whoever clicks twice, tells it again or goes back to the page before it."""

from __future__ import annotations

import asyncio
from urllib.parse import urljoin

import pytest
from caller import Caller
from test_api import APPLICATION, STANDING

from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor

START = "/matters/hh.cert.hukou/apply"
ANSWERS = {"cert_kind": "former_name", "purpose": "办理公证", "hukou_place": "510104", "handed_by": "self"}
AT_WINDOW = {"matter": "hh.cert.hukou", "identity": "yes", **STANDING["applicant"]}


@pytest.fixture
def applicant(world: World) -> Visitor:
    visitor = Visitor.at(world, "440000")
    visitor.sign_in("张建国")
    return visitor


@pytest.fixture
def clerk(world: World) -> Visitor:
    visitor = Visitor.at(world, "440000")
    visitor.sign_in_staff("440106-hall-1")
    return visitor


def clicked_twice(visitor: Visitor, page: Page, **typed: str) -> set[str]:
    """Where both clicks have led."""
    address = urljoin(page.path, page.path.partition("?")[0])
    form = {**page.form(address), **typed}

    async def click() -> list[str]:
        both = await asyncio.gather(*(visitor.client.post(address, data=form) for _ in range(2)))
        return [answer.url.path for answer in both]

    return set(visitor.world.run(click))


def drafts(visitor: Visitor, key: str) -> list[str]:
    return [draft.id for draft in visitor.world.run(visitor.world.province("440000").node.drafts.mine, key)]


def own_key(visitor: Visitor) -> str:
    return visitor.world.province("440000").node.accounts.key(visitor.world.person("张建国").number)


def test_two_clicks_at_once_open_one_form(applicant: Visitor) -> None:
    page = applicant.get(START)
    led_to = clicked_twice(applicant, page, consent="yes")
    [draft] = drafts(applicant, own_key(applicant))
    assert led_to == {f"/drafts/{draft}"}
    assert applicant.submit(page, START, consent="yes").path == f"/drafts/{draft}"
    assert drafts(applicant, own_key(applicant)) == [draft]


def test_two_clicks_of_a_clerk_open_one_form_and_are_one_look_at_the_card(clerk: Visitor) -> None:
    led_to = clicked_twice(clerk, clerk.get("/window/apply"), **AT_WINDOW)
    [draft] = drafts(clerk, "office:440106-hall")
    assert led_to == {f"/window/drafts/{draft}"}
    looks = "SELECT 1 FROM tongban_audit WHERE act = 'check_identity'"
    assert len(clerk.world.run(clerk.world.province("440000").node.database.fetch, looks)) == 1


def test_other_words_and_a_fresh_page_open_another(applicant: Visitor) -> None:
    page = applicant.get(START)
    forms = [applicant.submit(page, START), applicant.submit(page, START, consent="yes")]
    forms.append(applicant.submit(applicant.get(START), START))
    assert {form.path for form in forms} == {f"/drafts/{id_}" for id_ in drafts(applicant, own_key(applicant))}
    assert len({form.path for form in forms}) == len(forms)


def test_a_form_that_was_handed_in_since_is_not_opened_again(applicant: Visitor) -> None:
    page = applicant.get(START)
    form = applicant.submit(page, START, consent="yes")
    review = applicant.submit(form, form.path, act="review", **ANSWERS)
    case = applicant.submit(review, f"{form.path}/submit").path.partition("?")[0]
    assert case.startswith("/cases/")
    assert applicant.submit(page, START, consent="yes").path == case
    assert drafts(applicant, own_key(applicant)) == []


def test_a_second_click_finds_its_form_though_no_more_may_be_begun(applicant: Visitor) -> None:
    most = applicant.world.province("440000").node.settings.drafts_per_person
    pages = [applicant.get(START) for _ in range(most)]
    forms = [applicant.submit(page, START) for page in pages]
    assert applicant.submit(pages[-1], START).path == forms[-1].path
    assert applicant.submit(applicant.get(START), START).status == 422


def test_a_program_that_keeps_the_same_again_under_one_key_has_one_draft(world: World) -> None:
    caller = Caller.at(world, "440000").sign_in("张建国")
    kept = [caller.post("/api/v1/drafts", APPLICATION, **{"idempotency-key": key}) for key in ("a", "a", "b")]
    ids = [answer.json()["id"] for answer in kept]
    assert (ids[0] == ids[1], len(set(ids)), len(caller.get("/api/v1/drafts").json())) == (True, 2, 2)
    assert caller.post("/api/v1/cases", APPLICATION, **{"idempotency-key": "a"}).status_code == 201


@pytest.mark.parametrize("who", ["applicant", "clerk"])
def test_a_draft_that_a_program_hands_in_many_times_at_once_is_answered_with_its_one_case(
    world: World, who: str
) -> None:
    caller = Caller.at(world, "440000")
    caller = caller.sign_in("张建国") if who == "applicant" else caller.sign_in_staff("440106-hall-1")
    there = {} if who == "applicant" else {**STANDING, "window_checks": ["identity_card"]}
    draft = caller.post("/api/v1/drafts", {**APPLICATION, "answers": ANSWERS, **there}).json()["id"]
    address, headers = f"/api/v1/drafts/{draft}/submissions", {"authorization": f"Bearer {caller.token}"}

    async def at_once() -> list[tuple[int, str]]:
        answers = await asyncio.gather(*(caller.client.post(address, headers=headers) for _ in range(6)))
        return [(answer.status_code, answer.json().get("id", answer.text)) for answer in answers]

    assert set(world.run(at_once)) == {(201, draft)}
    assert caller.post(address, {}).json()["id"] == draft
