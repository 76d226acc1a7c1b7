"""A thousand identity numbers go through every flow and are found where marks allow them and nowhere else."""

from __future__ import annotations

import base64
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
import structlog
from canaries import HOW_MANY, Search, canaries, log_everything
from litestar import Litestar
from litestar.di import Provide

from tongban.cases.acts import Ask
from tongban.desk.drafts import Application
from tongban.desk.file_letters import PIECE_BYTES
from tongban.errors import OnItsWay
from tongban.evidence.uploads import StoredFile
from tongban.exchange.carriers import Carriers
from tongban.exchange.file_transport import FileTransport
from tongban.exchange.http_transport import HttpTransport
from tongban.exchange.ids import mint_id
from tongban.exchange.queries import Inquiry, Unanswered
from tongban.hookspecs import TransportContext
from tongban.identity.people import Party, PartyKind, Role
from tongban.identity.seed import DemoPerson
from tongban.matters.materials import Material, Upload
from tongban.matters.matter import Channel
from tongban.node import Node
from tongban.testing import example
from tongban.testing.example.journey import DIVISIONS, NODES, ExampleOnItsWay
from tongban.testing.example.plugin import BROKEN
from tongban.testing.steps.evidence import change
from tongban.testing.transports import lay_lanes
from tongban.testing.world import ALL, World
from tongban_marriage.testing.builders import registration_typed, typed_for
from tongban_marriage.testing.scene import CHECKS
from tongban_web.exchange_api import exchange_router
from tongban_web.testing.visitor import Visitor

CASES = 40
TOGETHER = HOW_MANY // CASES
SHORT = 5 * 19 - 1
TOKEN = "a-token-of-the-operators-own-choice"


@dataclass
class Wire(httpx.AsyncBaseTransport):
    """Leads requests to the site of the province that their path begins with, and keeps every byte that passed."""

    sites: dict[str, httpx.ASGITransport] = field(default_factory=dict)
    passed: list[bytes] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.passed += [str(request.url).encode(), repr(request.headers.raw).encode(), await request.aread()]
        node, _, rest = request.url.path.removeprefix("/").partition("/")
        request.url = request.url.copy_with(path=f"/{rest}")
        response = await self.sites[node].handle_async_request(request)
        body = await response.aread()
        self.passed += [repr(response.headers.raw).encode(), body]
        return httpx.Response(response.status_code, headers=response.headers, content=body)


@dataclass
class Lived:
    """What a thousand people have left at three provinces."""

    case: ExampleOnItsWay
    wire: Wire
    search: Search
    folder: Path
    log: str

    @property
    def world(self) -> World:
        return self.case.world

    def leaks(self) -> list[str]:
        """Every place where a number lies that should not."""
        found = []
        for node in self.world.nodes:
            columns = self.world.run(self.search.in_database, node.database, node.piccolo_apps)
            found += [f"{node.settings.node}: {column}" for column in columns]
        found += [f"wire: {len(each)} bytes" for each in self.wire.passed if self._is_leak(each)]
        found += [f"log: {line}" for line in self.log.splitlines() if self._is_leak(line)]
        for folder in (self.folder, *(node.settings.data for node in self.world.nodes)):
            found += [f"file: {path}" for path in self.search.in_folder(folder)]
        if self._is_leak(self.metrics):
            found.append("metrics")
        return found

    def _is_leak(self, text: str | bytes) -> bool:
        return self.search.is_in(text)

    @property
    def metrics(self) -> str:
        visitor = Visitor.at(self.world, "440000")
        return visitor.get("/metrics", {"authorization": f"Bearer {TOKEN}"}).response.text


def endpoint_of(node: Node) -> httpx.ASGITransport:
    provided = Provide(lambda: node, sync_to_thread=False)
    return httpx.ASGITransport(Litestar([exchange_router()], dependencies={"node": provided}, openapi_config=None))


@pytest.fixture
def wire(example_case: ExampleOnItsWay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Three provinces, one of them behind a network gap; the others by HTTP."""
    monkeypatch.setitem(sys.modules, "tongban_example", example)
    world, made, files = example_case.world, Wire(), {}
    client = httpx.AsyncClient(transport=made)
    world.enable("500000", *world.plugins["500000"], "marriage")
    lay_lanes(tmp_path / "lanes", ALL)
    (tmp_path / "metrics.token").write_text(TOKEN)

    def choose(context: TransportContext) -> Carriers:
        lanes = tmp_path / "lanes" / context.keyring.node
        folders = {"incoming": lanes / "in", "outgoing": lanes / "out"}
        files[context.keyring.node] = FileTransport(**folders, trust=context.trust, clock=context.clock)
        return Carriers(
            [HttpTransport(client, keyring=context.keyring, clock=context.clock), files[context.keyring.node]],
            context.trust,
        )

    async def take(node: Node) -> int:
        return await files[node.settings.node].receive_waiting(node.exchange)

    world.people += canaries()
    world.settings = {"500000": {"reached_by": ("files",)}, "440000": {"metrics_token": tmp_path / "metrics.token"}}
    world.transport, world.take = choose, take
    for node in ALL:
        made.sites[node] = endpoint_of(world.province(node).node)
    yield made
    world.portal.call(client.aclose)


@pytest.fixture
def lived(wire: Wire, example_case: ExampleOnItsWay, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Lived:
    people = canaries()
    before = structlog.get_config()
    log_everything()
    _write_drafts(example_case)
    for number in range(CASES):
        some = people[number * TOGETHER : (number + 1) * TOGETHER]
        _live(example_case, number, " ".join(f"{person.number} {person.mobile} {person.name}" for person in some))
        _ask(example_case, [person.number for person in some])
    _marry(example_case.world)
    _bring(example_case, people[900:925])
    example_case.world.tick()
    log = capsys.readouterr()
    structlog.configure(**before)
    return Lived(example_case, wire, Search(people), tmp_path / "lanes", log.err + log.out)


def _write_drafts(case: ExampleOnItsWay) -> None:
    """Everybody signs in and writes a draft."""
    node = case.home.node
    for person in canaries():
        signed_in = case.world.person(person.name)
        typed = {"place": DIVISIONS["四川"], "remark": f"本人{person.number}，{person.mobile}"}
        written = Application(
            matter="example.permit",
            edition=node.plugins.matter("example.permit").edition,
            channel=Channel.ONLINE,
            office=case.office("广东"),
            person=signed_in,
            typed=typed,
        )
        case.world.run(node.accounts.remember, signed_in)
        case.world.run(node.drafts.add, node.drafts.new(node.accounts.key(person.number), written))
    case.world.run(node.sessions.start, case.world.person("金丝雀0000"))


def _live(case: ExampleOnItsWay, number: int, numbers: str) -> None:
    """One of them hands in and speaks of many; what becomes of the case differs from one to the next."""
    joint = number % 4 == 3
    case.by, case.matter = f"金丝雀{number * TOGETHER:04}", "示例联办事项" if joint else "示例事项"
    case.partner = "重庆" if joint else ""
    case.consent = True
    broken = number == 1
    if broken:
        change(case, "四川", "INSERT INTO example_record (number, status) VALUES ('', $1)", BROKEN)
    else:
        insert = "INSERT INTO example_record (number, status) VALUES ($1, '正常')"
        change(case, "四川", insert, case.person.number)
    answers = {**case.answers, "remark": numbers[:SHORT]}
    matter = "example.joint" if joint else "example.permit"
    pledges = ("certificate", "statement")
    application = mint_id(case.world.clock.now())
    stored = _upload(case, case.home.node, application, numbers)
    brought = [stored.evidence("说明材料")]
    case.handed = case.home.apply(
        matter, by=case.by, answers=answers, pledges=pledges, uploads=brought, draft_id=application
    )
    case.world.deliver()
    read = case.world.run(case.province("四川").node.files.read, stored.id, application=case.case_id)[1]
    assert numbers.encode() in read
    if broken:
        change(case, "四川", "DELETE FROM example_record WHERE number = ''")
    _end(case, number % 4, numbers)


def _upload(case: ExampleOnItsWay, at: Node, application: str, numbers: str) -> StoredFile:
    async def scanned() -> AsyncIterator[bytes]:
        yield b"%PDF-1.7\n1 0 obj<<>>endobj\n%" + numbers.encode() + b"\n%%EOF\n"

    key = at.accounts.key(case.person.number)
    material = Material(key="scan", name="说明材料", sources=(Upload(),))
    return case.world.run(
        lambda: at.uploads.store(scanned(), application=application, material=material, name="说明.pdf", by=key)
    )


def _bring(case: ExampleOnItsWay, people: Sequence[DemoPerson]) -> None:
    """A scan that lies behind the network gap is wanted in 四川 and comes as letters, in more pieces than one."""
    numbers = " ".join(f"{person.number} {person.mobile} {person.name}" for person in people)
    case.by, case.partner, application = people[0].name, "", mint_id(case.world.clock.now())
    gap, reader = case.province("重庆"), case.province("四川").node
    stored = _upload(case, gap.node, application, numbers * (2 * PIECE_BYTES // len(numbers)))
    handed = gap.apply(
        "example.permit",
        by=case.by,
        answers={"place": DIVISIONS["四川"], "remark": numbers[:SHORT]},
        pledges=("certificate", "statement"),
        uploads=[stored.evidence("说明材料")],
        draft_id=application,
    )
    case.world.deliver()
    with pytest.raises(OnItsWay):
        case.world.run(reader.files.read, stored.id, application=handed.case.id)
    case.world.deliver()
    assert numbers.encode() in case.world.run(reader.files.read, stored.id, application=handed.case.id)[1]


def _marry(world: World) -> None:
    """Two couples make an appointment and come: the registrar declines the one and marries the other."""
    woman, man, bride, groom = canaries()[800:804]
    registrar = world.province("500000").officer("500103-marriage")
    declined = _come(world, woman, man)
    registrar.decline(declined, f"与{man.number}、{woman.number}的登记不符")
    married = _come(world, bride, groom)
    registrar.accept(married)
    registrar.clear(married, "register")
    registrar.report(married, "register", typed=registration_typed())
    registrar.grant(married)
    world.deliver()


def _come(world: World, woman: DemoPerson, man: DemoPerson) -> str:
    other = Party(role=Role.CO_APPLICANT, kind=PartyKind.PERSON, name=woman.name, number=woman.number)
    registry = world.province("500000")
    case_id = registry.apply("mr.marry", by=man.name, answers=typed_for(other)).case.id
    world.deliver()
    registry.confirm(case_id, by=woman.name)
    registry.officer("500103-marriage").receive(case_id, list(CHECKS))
    return case_id


def _end(case: ExampleOnItsWay, way: int, numbers: str) -> None:
    officer = case.desk("四川")
    if way == 0:
        officer.decline(case.case_id, f"与{numbers}的登记不符")
    elif way == 1:
        officer.ask_correction(case.case_id, "remark", f"请核对{numbers}")
    elif way == 2:
        officer.act(case.case_id, Ask(question=mint_id(case.world.clock.now()), text=f"请核对{numbers}"))
        case.home.withdraw(case.case_id, by=case.by)
    else:
        officer.accept(case.case_id)
    case.world.deliver()
    if way == 3:
        officer.act(case.case_id, Ask(question=mint_id(case.world.clock.now()), text=f"请核对{numbers}"))
        case.world.deliver()


def _ask(case: ExampleOnItsWay, numbers: list[str]) -> None:
    """A signed question about the applicant, which is answered, or about somebody else, which is refused."""
    about = numbers[0] if case.partner else numbers[1]
    subject = {"need": "record", "matter": "example.permit", "number": about, "about": "applicant"}
    inquiry = Inquiry(
        receiver=NODES["四川"],
        register="example.register",
        subject=msgspec.json.encode({**subject, "criteria": {"others": numbers}}),
        purpose="核验示例登记",
        basis="当事人同意",
        application=case.case_id,
        sign_in_level="L3",
        consent="consent",
    )
    with suppress(Unanswered):
        case.world.run(case.home.node.exchange.queries.ask, inquiry)


def test_a_thousand_numbers_lie_in_marked_columns_only_and_a_leak_anywhere_is_found(lived: Lived) -> None:
    assert len({person.number for person in canaries()}) == HOW_MANY
    assert len(lived.wire.passed) > 100
    assert list(lived.folder.rglob("*")), "letters went by files too"
    for name in ("广东", "四川"):
        scans = list(lived.case.province(name).node.settings.data.glob("??/*"))
        assert len(scans) == CASES + (name == "四川"), "scans lie at both, and one that letters brought"
    assert "register_failed" in lived.log
    drafts = lived.world.run(lived.case.home.node.database.fetch, "SELECT body FROM tongban_draft")
    assert len(set().union(*(lived.search.within(bytes(row["body"])) for row in drafts))) == HOW_MANY
    assert lived.leaks() == []
    node, number = lived.world.province("440000").node, canaries()[0].number
    execute = lived.world.run
    row = "(SELECT min(id) FROM tongban_case)"
    execute(node.database.execute, f"UPDATE tongban_case SET matter_name = $1 WHERE id = {row}", f"张{number}")
    lived.wire.passed.append(b"GET /cases?number=" + number.encode())
    lived.log += f'\n{{"event": "handed_in", "by": "{number}"}}'
    (lived.folder / f"{number}.jpg").write_bytes(b"")
    piece = msgspec.json.encode({"content": f"%PDF-1.7 {number}".encode()})
    lived.wire.passed.append(piece)
    assert f"wire: {len(piece)} bytes" in lived.leaks()
    node.exchange.inbox.turned_away[number, "malformed"] += 1
    for word in (canaries()[1].name, canaries()[2].mobile):
        lived.log += f'\n{{"event": "handed_in", "by": "{word}"}}'
        assert f'log: {{"event": "handed_in", "by": "{word}"}}' in lived.leaks()
    found = "\n".join(lived.leaks())
    for where in ("440000: tongban_case.matter_name", "wire: ", "log: ", "file: ", "metrics"):
        assert where in found


def test_the_registers_of_every_plugin_have_marked_whatever_names_a_person(world: World) -> None:
    search = Search(world.people)
    for node in world.nodes:
        assert world.run(search.in_database, node.database, node.piccolo_apps) == {}
        sql = "SELECT number FROM household_population"
        assert any(search.within(row["number"]) for row in world.run(node.database.fetch, sql))


def test_the_text_of_letters_is_erased_once_they_are_settled_long_enough(lived: Lived) -> None:
    world = lived.world
    clear = "SELECT count(*) AS n FROM tongban_outbox WHERE length(body) > 0"
    # Of a piece of a file the sealed bytes go too.
    kept = "SELECT count(*) AS n FROM tongban_outbox WHERE length(envelope) > 0 AND kind <> 'file.piece'"
    nodes = [node for node in world.nodes if world.run(node.database.fetch_one, kept)["n"]]
    assert all(world.run(node.database.fetch_one, clear)["n"] for node in nodes)
    world.clock.advance(timedelta(days=8))
    for node in nodes:
        before = world.run(node.database.fetch_one, kept)["n"]
        while world.run(node.erasing.erase):
            pass
        assert world.run(node.database.fetch_one, clear)["n"] == 0
        assert world.run(node.database.fetch_one, kept)["n"] == before


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_number_in_base64_is_found_wherever_a_piece_and_a_line_begin(encode: Callable[[bytes], bytes]) -> None:
    people = canaries()[:1]
    search, number = Search(people), people[0].number
    for before in range(3):
        piece = encode(b"\xfb\xef\xff" + b"%" * before + f"{number} {people[0].name}".encode() + b"\xff")
        for cut in range(4):
            assert search.within(b'{"content":"' + b"a" * cut + piece + b'"}') == {number}
            assert search.named_in(b"a" * cut + piece) == {people[0].name}
