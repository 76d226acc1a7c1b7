"""Reads cases for people: a case page, my cases, an office's queue, the supervisor's overview. Each read is audited."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tongban.cases.acts import Actor
from tongban.cases.announcing import INTENT
from tongban.cases.context import Context
from tongban.cases.dossier import Dossier
from tongban.cases.due import Running, clocks
from tongban.cases.heads import Entry
from tongban.cases.intent_store import Intents
from tongban.cases.intents import Pending
from tongban.cases.ledger import Hop, ledger
from tongban.cases.number import CaseNumberError, parse_case_number
from tongban.cases.oversight import PURPOSES
from tongban.cases.own_cases import CaseItem, OwnCases
from tongban.cases.papers import Paper
from tongban.cases.postal import POSTAL, PostalAddress
from tongban.cases.state import Case
from tongban.cases.store import CaseStore, decode_case
from tongban.cases.tasks import Task, tasks
from tongban.cases.unopened import is_of_decision, is_unopened, told_to_parties
from tongban.cases.verifying import case_of_paper, is_code_of, plain_number
from tongban.cases.wording import NO_SUCH_CASE, offered
from tongban.errors import NotFound
from tongban.exchange.outbox import Progress
from tongban.identity.people import Role

ANYBODY = Actor(kind="public")
PAGE = 20
CODE_LENGTH = 8


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """A case as one viewer may see it: `roles` are the viewer's party roles, `places` the place roles of the office.

    `alike` are the numbers of open cases of the same person and matter, told at an office's desk only.
    """

    case: Case
    dossier: Dossier
    roles: frozenset[str]
    places: frozenset[str]
    tasks: tuple[Task, ...]
    clocks: tuple[Running, ...]
    hops: tuple[Hop, ...]
    alike: tuple[str, ...] = ()

    @property
    def postal(self) -> PostalAddress | None:
        """Where the result goes by post; for the applicant's side, and the places that decide or post it."""
        seal = self.dossier.heads[0].parts.get(POSTAL)
        told = seal is not None and (Role.APPLICANT in acting_for(self.roles) or self.places & set(seal.audience))
        return self.dossier.postal() if told else None

    @property
    def is_unopened(self) -> bool:
        """Whether the decision awaits a party who opens it; an office reads what was issued."""
        return bool(self.roles) and is_unopened(self.case)

    def is_sealed(self, paper: Paper) -> bool:
        """Whether the viewer does not read the paper before it is opened."""
        return self.is_unopened and is_of_decision(paper)

    def holder(self, task: Task) -> str:
        """Who has to act, by name."""
        place = self.case.places().get(task.role)
        return place.name if place else Role(task.role).label

    def is_mine(self, task: Task) -> bool:
        """Whether the viewer has to act."""
        return task.role in acting_for(self.roles)


def acting_for(roles: frozenset[str]) -> frozenset[str]:
    """The roles that a viewer has and stands in for: agent and guardian act for the applicant."""
    return roles | ({Role.APPLICANT.value} if roles & {Role.AGENT, Role.GUARDIAN} else frozenset())


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
    due_unit: str

    @property
    def cursor(self) -> str:
        """Where the next page goes on: a case may have several tasks at one office on one day."""
        return f"{self.due_on}~{self.case_id}~{self.kind}~{self.step}"


class Reader:
    """Answers only for what the viewer may see; what is not theirs is not found."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = CaseStore(context.database)
        self._own = OwnCases(context, self._store)
        self._intents = Intents(context)

    async def for_party(self, case_id: str, keys: Sequence[str], reader: Actor) -> CaseView:
        """A case as its party sees it; `keys` are the reader's own key and those of organisations acted for.

        An organisation's case is there for whoever holds its mandate for the matter today; what registers say of
        another living person is withheld, and until it is opened what an electronic decision says or will say.
        """
        found = await self._store.own_file(case_id, keys)
        held, case, facts = found or ((), None, [])
        roles = await self._own.roles(held, reader)
        if case is not None:
            roles = self._own.of_today(roles, case, facts)
        if case is None or not roles:
            raise _without_mandate() if held else _not_found()
        dossier = Dossier(told_to_parties(facts, case), seen_as=acting_for(roles))
        return await self._view(case, dossier, reader, roles=roles, places=frozenset())

    async def roles_of(self, case_id: str, keys: Sequence[str], reader: Actor) -> frozenset[str]:
        """The roles in which a party may act in a case, not counted as reading; raises `NotFound` as `for_party`."""
        held = await self._store.held(case_id, keys)
        roles = await self._own.roles(held, reader)
        if Role.GUARDIAN in roles:
            begun = await self._store.begun(case_id)
            roles = self._own.of_today(roles, *begun) if begun else frozenset()
        if not roles:
            raise _without_mandate() if held else _not_found()
        return roles

    async def for_office(self, case_id: str, office: str, reader: Actor) -> CaseView:
        """A case as an office of this node sees it: what the office's own place roles may see of it."""
        return await self._for_office(*await self._file(case_id), office, reader)

    async def at_desk(self, case_id: str, office: str, reader: Actor) -> CaseView:
        """The same for whoever decides, who is told of open cases that are alike."""
        case, facts, alike = await self._whole(case_id)
        return msgspec.structs.replace(await self._for_office(case, facts, office, reader), alike=alike)

    async def _for_office(self, case: Case, facts: Sequence[Entry], office: str, reader: Actor) -> CaseView:
        places = case.roles_of_office(office, node=self._context.node)
        if not places:
            raise _not_found()
        if places != case.roles_of_node(self._context.node):
            facts = [fact.for_roles(places) for fact in facts]
        return await self._view(case, Dossier(facts), reader, roles=frozenset(), places=places)

    async def for_supervisor(self, case_id: str, reader: Actor) -> CaseView:
        """A case as the node's supervisor follows it: its heads and ledger, without personal data."""
        case, facts = await self._file(case_id)
        heads = Dossier([Entry(fact.head) for fact in facts])
        places = case.roles_of_node(self._context.node)
        return await self._view(case, heads, reader, roles=frozenset(), places=places)

    async def for_oversight(self, case_id: str, reader: Actor, purpose: str) -> CaseView:
        """The same with its contents, for one of the purposes of supervision, which is audited."""
        if purpose not in PURPOSES:
            raise NotFound(f"没有这种查阅事由，可选：{offered(PURPOSES)}")
        case, facts, _ = await self._whole(case_id)
        await self._context.audited_reading(reader, "read_contents", purpose=f"supervision:{purpose}", case_id=case_id)
        places = case.roles_of_node(self._context.node)
        return await self._view(case, Dossier(facts), reader, roles=frozenset(), places=places)

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

    async def genuine(self, number: str, code: str) -> Paper | None:
        """The paper of that number on which that code is printed, if it was issued here; raises `CaseNumberError`."""
        found = await self._context.database.fetch_one(_BY_NUMBER, str(case_of_paper(number)))
        if found is None:
            return None
        case = decode_case(found["snapshot"])
        await self._context.audited_reading(ANYBODY, "verify_paper", purpose=case.matter, case_id=case.id)
        papers = (paper for _, paper in Dossier(await self._store.facts(case.id)).papers())
        same = (paper for paper in papers if paper.number == plain_number(number))
        return next((paper for paper in same if is_code_of(paper, code)), None)

    async def _file(self, case_id: str) -> tuple[Case, list[Entry]]:
        found = await self._store.file(case_id)
        if found is None:
            raise _not_found()
        return found

    async def _whole(self, case_id: str) -> tuple[Case, list[Entry], tuple[str, ...]]:
        """With the law, which whatever is judged or worked out rests on, and the numbers of cases that are alike."""
        found = await self._store.office_file(case_id)
        if found is None:
            raise _not_found()
        return found

    async def _view(
        self, case: Case, dossier: Dossier, reader: Actor, *, roles: frozenset[str], places: frozenset[str]
    ) -> CaseView:
        await self._context.audited_reading(reader, "read_case", purpose=case.matter, case_id=case.id)
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

    async def latest_letters(self, case_id: str) -> tuple[Progress, ...]:
        """How far the latest letter of the case to each node has come, by when the first one to it was written.

        What was only asked of a node is none: a request that was refused has reached it.
        """
        told = await self._context.outbox.progress(case_id)
        return tuple({each.receiver: each for each in told if each.kind != INTENT}.values())

    async def mine(self, key: str, reader: Actor, before: tuple[int, str] | None = None) -> list[CaseItem]:
        """A party's cases, newest first; `before` is (submitted_at, id) of the last line of the page above.

        Those of an organisation are there as far as the reader's mandates of today go.
        """
        found = await self._own.page(key, reader, before)
        await self._context.audited_reading(reader, "list_cases", purpose="own")
        return found

    async def queue(self, office: str, reader: Actor, after: str = "") -> list[QueueItem]:
        """What an office has to do, the most urgent first; `after` is the cursor of the last line above."""
        place = [*after.split("~"), "", "", ""][:4]
        found = await self._context.database.fetch(_QUEUE, office, *place)
        await self._context.audited_reading(reader, "read_queue", purpose=office)
        return [QueueItem(*row) for row in map(tuple, found)]


def _without_mandate() -> NotFound:
    return NotFound("没有找到这个办件：无授权，单位给您的授权不包括这个事项或已失效，请单位在“授权管理”中授权后再试")


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
    return NotFound(NO_SUCH_CASE)


_BY_NUMBER = "SELECT snapshot FROM tongban_case WHERE number = $1"
_BY_CODE = "SELECT snapshot FROM tongban_case WHERE SUBSTR(id, 29) = $1 ORDER BY submitted_at DESC LIMIT 5"
_QUEUE = f"""SELECT t.case_id, c.number, c.matter_name, c.applicant, c.state, t.kind, t.title, t.due_on, t.submitted_at,
t.step, t.due_unit FROM tongban_task t JOIN tongban_case c ON c.id = t.case_id
WHERE t.office = $1 AND (t.due_on, t.case_id, t.kind, t.step) > ($2, $3, $4, $5)
ORDER BY t.due_on, t.case_id, t.kind, t.step LIMIT {PAGE}"""
