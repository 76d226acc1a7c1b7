"""Reads cases for people: a case page, my cases, an office's queue, the supervisor's overview. Each read is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from tongban.cases.acts import Actor
from tongban.cases.context import Context
from tongban.cases.dossier import Dossier
from tongban.cases.due import Running, clocks
from tongban.cases.heads import Fact
from tongban.cases.intents import Intents, Pending
from tongban.cases.ledger import Hop, ledger
from tongban.cases.number import CaseNumberError, parse_case_number
from tongban.cases.state import Case
from tongban.cases.store import CaseStore, decode_case
from tongban.cases.tasks import Task, tasks
from tongban.errors import NotFound
from tongban.exchange.outbox import Progress
from tongban.identity.people import PartyKind, Role

PAGE = 20
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as one viewer may see it: `roles` are the viewer's party roles, `places` the place roles of the office.

    `alike` are the numbers of open cases of the same person and matter, told to offices only.
    """

    case: Case
    dossier: Dossier
    roles: frozenset[str]
    places: frozenset[str]
    tasks: tuple[Task, ...]
    clocks: tuple[Running, ...]
    hops: tuple[Hop, ...]
    alike: tuple[str, ...] = ()

    def holder(self, task: Task) -> str:
        """Who has to act, by name."""
        place = self.case.places().get(task.role)
        return place.name if place else Role(task.role).label

    def is_mine(self, task: Task) -> bool:
        """Whether the viewer has to act; an agent acts for the applicant."""
        acting = self.roles | ({Role.APPLICANT} if Role.AGENT in self.roles else set())
        return task.role in acting


class QueueItem(msgspec.Struct, frozen=True):
    """One line of an office's queue."""

    case_id: str
    number: str
    matter_name: str
    applicant: str
    state: str
    kind: str
    title: str
    due_on: str
    submitted_at: int
    step: str

    @property
    def cursor(self) -> str:
        """Where the next page goes on: a case may have several tasks at one office on one day."""
        return f"{self.due_on}~{self.case_id}~{self.kind}~{self.step}"


class CaseItem(msgspec.Struct, frozen=True):
    """One line of a person's cases."""

    case_id: str
    number: str
    matter_name: str
    state: str
    role: str
    submitted_at: int
    due_on: str | None


class Reader:
    """Answers only for what the viewer may see; what is not theirs is not found."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = CaseStore(context.database)
        self._intents = Intents(context)

    async def for_party(self, case_id: str, keys: Sequence[str], reader: Actor) -> CaseView:
        """A case as its party sees it; `keys` are the reader's own key and those of organisations acted for."""
        found = await self._store.own_file(case_id, keys)
        if found is None:
            raise _not_found()
        roles, case, facts = found
        return await self._view(case, facts, reader, roles=roles, places=frozenset())

    async def roles_of(self, case_id: str, keys: Sequence[str]) -> frozenset[str]:
        """The roles in which a party may act in a case, not counted as reading; raises `NotFound` as `for_party`."""
        found = await self._store.party_roles(case_id, keys)
        if not found:
            raise _not_found()
        return found

    async def for_office(self, case_id: str, office: str, reader: Actor) -> CaseView:
        """A case as an office of this node sees it."""
        case, facts = await self._file(case_id)
        places = case.roles_of_office(office, node=self._context.node)
        if not places:
            raise NotFound("没有找到这个办件，或它不由本机关办理")
        view = await self._view(case, facts, reader, roles=frozenset(), places=places)
        return replace(view, alike=await self._alike(view))

    async def for_supervisor(self, case_id: str, reader: Actor) -> CaseView:
        """A case as the node's supervisor sees it."""
        case, facts = await self._file(case_id)
        return await self._view(case, facts, reader, roles=frozenset(), places=case.roles_of_node(self._context.node))

    async def find(self, text: str, office: str, reader: Actor) -> str:
        """The id of the office's case with a case number, or with the code of its receipt.

        Raises `NotFound`, which says of a mistyped number what is wrong with it.
        """
        by_code = is_receipt_code(text)
        sql, wanted = (_BY_CODE, _compact(text)) if by_code else (_BY_NUMBER, _number(text))
        found = await self._context.database.fetch(sql, wanted)
        cases = [decode_case(row["snapshot"]) for row in found]
        mine = [case for case in cases if case.roles_of_office(office, node=self._context.node)]
        await self._context.audited_reading(reader, "find_case", purpose=office)
        if not mine:
            raise NotFound("没有找到这个办件，请核对办件编号或收件凭证上的查询码")
        return mine[0].id

    async def _alike(self, view: CaseView) -> tuple[str, ...]:
        applicants = [party for party in view.dossier.parties() if party.role is Role.APPLICANT]
        if not applicants or applicants[0].kind is not PartyKind.PERSON:
            return ()
        key, case = self._context.key_of(applicants[0].number), view.case
        return tuple(await self._store.open_alike(key, case.matter, beside=case.id))

    async def _file(self, case_id: str) -> tuple[Case, list[Fact]]:
        found = await self._store.file(case_id)
        if found is None:
            raise _not_found()
        return found

    async def _view(
        self, case: Case, facts: Sequence[Fact], reader: Actor, *, roles: frozenset[str], places: frozenset[str]
    ) -> CaseView:
        await self._context.audited_reading(reader, "read_case", purpose=case.matter, case_id=case.id)
        dossier = Dossier(facts)
        calendar, today = self._context.calendar, self._context.clock.today()
        running = clocks(case, calendar, today)
        return CaseView(
            case=case,
            dossier=dossier,
            roles=roles,
            places=places,
            tasks=tasks(case, running),
            clocks=running,
            hops=tuple(ledger(case, dossier, calendar)),
        )

    async def pending(self, case: Case) -> list[Pending]:
        """What people here asked of the owner and has not become a fact.

        The competent node has asked nobody: it owns the case from the moment it knows of it.
        """
        if case.competent.node == self._context.node:
            return []
        return [each for each in await self._intents.of(case.id) if each.actor.kind != "timer"]

    async def progress(self, case_id: str) -> list[Progress]:
        """How far each letter of the case has come."""
        return await self._context.outbox.progress(case_id)

    async def mine(self, key: str, before: tuple[int, str] | None = None) -> list[CaseItem]:
        """A party's cases, newest first; `before` is (submitted_at, id) of the last line of the page above."""
        at, case_id = before or (2**62, "")
        found = await self._context.database.fetch(_MINE, key, at, case_id)
        return [CaseItem(*row) for row in map(tuple, found)]

    async def queue(self, office: str, reader: Actor, after: str = "") -> list[QueueItem]:
        """What an office has to do, the most urgent first; `after` is the cursor of the last line above."""
        place = [*after.split("~"), "", "", ""][:4]
        found = await self._context.database.fetch(_QUEUE, office, *place)
        await self._context.audited_reading(reader, "read_queue", purpose=office)
        return [QueueItem(*row) for row in map(tuple, found)]


def is_receipt_code(text: str) -> bool:
    """Whether what was typed has the length of a receipt's code, not of a case number."""
    return len(_compact(text)) == CODE_LENGTH


def _compact(text: str) -> str:
    return "".join(text.split()).replace("-", "").lower()


def _number(text: str) -> str:
    try:
        return str(parse_case_number(text))
    except CaseNumberError as fault:
        raise NotFound(str(fault)) from fault


def _not_found() -> NotFound:
    return NotFound("没有找到这个办件，请核对办件编号")


_BY_NUMBER = "SELECT snapshot FROM tongban_case WHERE number = $1"
_BY_CODE = "SELECT snapshot FROM tongban_case WHERE SUBSTR(id, 29) = $1 ORDER BY submitted_at DESC LIMIT 5"
_MINE = f"""SELECT c.id, c.number, c.matter_name, c.state, p.role, p.submitted_at, c.due_on
FROM tongban_party p JOIN tongban_case c ON c.id = p.case_id
WHERE p.key = $1 AND (p.submitted_at < $2 OR (p.submitted_at = $2 AND p.case_id < $3))
ORDER BY p.submitted_at DESC, p.case_id DESC LIMIT {PAGE}"""
_QUEUE = f"""SELECT t.case_id, c.number, c.matter_name, c.applicant, c.state, t.kind, t.title, t.due_on, t.submitted_at,
t.step FROM tongban_task t JOIN tongban_case c ON c.id = t.case_id
WHERE t.office = $1 AND (t.due_on, t.case_id, t.kind, t.step) > ($2, $3, $4, $5)
ORDER BY t.due_on, t.case_id, t.kind, t.step LIMIT {PAGE}"""
