"""Who reads what of a case: an office what its own places may see, a party nothing that registers say of another."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tongban.cases import acts as a
from tongban.cases.acts import Actor
from tongban.cases.dossier import Dossier
from tongban.cases.heads import Draft, Part
from tongban.cases.postal import POSTAL, PostalAddress
from tongban.cases.reading import CaseView, acting_for
from tongban.cases.sealing import Sealing, append
from tongban.cases.state import State
from tongban.cases.window import stands_there
from tongban.cases.wording import evidence_parts
from tongban.desk.authority import Standing
from tongban.errors import NotFound, Refused
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.identity.people import Party, PartyKind, Role
from tongban.testing.case_file import APPLICANT, PARTNER, opened, submitted
from tongban.testing.example.journey import ExampleOnItsWay


def _record(about: str) -> Evidence:
    return Evidence(
        key=about or "none",
        title="示例登记",
        kind=SourceKind.REGISTER,
        outcome=Outcome.FOUND,
        source="示例登记库",
        at=0,
        value={"status": "x"},
        digest="d",
        about=about,
    )


def _seen(roles: frozenset[str], about: str) -> object:
    facts = list(opened().facts)
    part = Part("", msgspec.Raw(msgspec.json.encode([_record(about)])))
    facts[0] = msgspec.structs.replace(facts[0], parts={**facts[0].parts, "evidence": part})
    return Dossier(facts, seen_as=roles).evidence()[about or "none"].value


@pytest.mark.parametrize(
    ("role", "about", "told"),
    [
        ("applicant", "applicant", True),
        ("agent", "applicant", True),
        ("guardian", "applicant", True),
        ("co_applicant", "applicant", False),
        ("applicant", "co_applicant", False),
        ("co_applicant", "co_applicant", True),
        ("applicant", "deceased", True),
        ("co_applicant", "", True),
    ],
)
def test_a_party_reads_what_registers_say_of_themselves_alone(role: str, about: str, told: bool) -> None:  # noqa: FBT001
    assert (_seen(acting_for(frozenset({role})), about) is not None) is told


def _posted(*, roles: frozenset[str] = frozenset(), places: frozenset[str] = frozenset()) -> CaseView:
    """A case whose result goes by post, as those with these roles see it."""
    plain, event = opened(), submitted(delivery="post", roles=("applicant", "co_applicant", "agent", "guardian"))
    sealing = Sealing(moment=plain.moment(), actor=APPLICANT, calendar=plain.calendar, addressee=APPLICANT.name)
    draft = Draft(event=event, parts={POSTAL: (PostalAddress(recipient="张建国"), ("competent",))})
    made = append(None, [draft], case_id=plain.case.id, sealing=sealing)
    dossier = Dossier(made.facts)
    return CaseView(case=made.case, dossier=dossier, roles=roles, places=places, tasks=(), clocks=(), hops=())


@pytest.mark.parametrize(
    ("role", "told"), [("applicant", True), ("agent", True), ("guardian", True), ("co_applicant", False)]
)
def test_where_the_result_is_posted_only_the_applicants_side_reads(role: str, told: bool) -> None:  # noqa: FBT001
    assert (_posted(roles=frozenset({role})).postal is not None) is told


@pytest.mark.parametrize(("place", "told"), [("competent", True), ("receiving", False), ("partner", False)])
def test_where_the_result_is_posted_only_the_place_that_posts_it_reads(place: str, told: bool) -> None:  # noqa: FBT001
    assert (_posted(places=frozenset({place})).postal is not None) is told


def test_an_office_reads_what_its_own_place_may_see_though_its_node_holds_more(example_case: ExampleOnItsWay) -> None:
    example_case.matter, example_case.partner = "示例联办事项", "广东"
    example_case.hand_in("online")
    hall, police = (example_case.home.officer(f"440106-{office}") for office in ("hall", "police"))
    received, partner = (desk.view(example_case.case_id) for desk in (hall, police))
    assert (received.places, partner.places) == ({"receiving"}, {"partner"})
    assert received.dossier.evidence() != {}
    assert partner.dossier.evidence() == {}
    assert "remark" in received.dossier.answers()
    assert "remark" not in partner.dossier.answers()
    assert partner.case == received.case


PARTIES = (Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name="张建国", number="510104198503109997"),)


@pytest.mark.parametrize(
    ("role", "name", "number", "there"),
    [
        ("applicant", "张建国", "510104198503109997", True),
        ("applicant", "张建军", "510104198503109997", False),
        ("applicant", "张建国", "500103199208259980", False),
        ("co_applicant", "张建国", "510104198503109997", False),
        ("applicant", "", "", False),
    ],
)
def test_the_person_at_the_window_is_the_party(role: str, name: str, number: str, there: bool) -> None:  # noqa: FBT001
    actor = Actor(kind="officer", behalf=role, behalf_name=name, number=number)
    assert stands_there(actor, PARTIES) is there


def test_a_clerk_withdraws_only_for_the_identified_applicant(example_case: ExampleOnItsWay) -> None:
    example_case.hand_in("online")
    hall = example_case.home.officer("440106-hall")
    hall.standing = Standing(role="applicant", name="李秋萍", number=example_case.world.person("李秋萍").number)
    with pytest.raises(Refused, match="到场人的姓名或公民身份号码与本办件的申请人不一致"):
        hall.act(example_case.case_id, a.Withdraw())
    right = example_case.home.officer("440106-hall", behalf="applicant", standing="张建国")
    right.act(example_case.case_id, a.Withdraw())
    example_case.world.deliver()
    assert example_case.home.case(example_case.case_id).state is State.WITHDRAWN
    told = [hop.who for hop in example_case.home.mine(example_case.case_id, by="张建国").hops]
    assert any("代申请人张建国操作" in who for who in told)


def test_another_node_cannot_say_who_stands_at_its_window(example_case: ExampleOnItsWay) -> None:
    example_case.hand_in("online")
    owner = example_case.province("四川").node
    clerk = example_case.home.officer("440106-hall", behalf="applicant", standing="李秋萍").actor
    case = example_case.province("四川").case(example_case.case_id)
    assert not example_case.world.run(owner.cases.holds_roles, case, clerk, on=date(2026, 11, 23))


def test_a_stranger_finds_no_case(example_case: ExampleOnItsWay) -> None:
    example_case.hand_in("online")
    with pytest.raises(NotFound):
        example_case.home.mine(example_case.case_id, by="李秋萍")


def test_what_a_register_says_goes_to_the_two_main_places_and_to_the_one_whose_register_it_is() -> None:
    own, partners = (msgspec.structs.replace(_record("applicant"), asked_of=node) for node in ("510000", "500000"))
    third = msgspec.structs.replace(PARTNER, node="440000")
    parts = evidence_parts([own, partners], {"out": PARTNER, "third": third})
    assert [(audience, told) for told, audience in parts.values()] == [
        (("receiving", "competent"), [own]),
        (("receiving", "competent", "out"), [partners]),
    ]
