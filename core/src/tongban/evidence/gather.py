"""Gathering what a matter needs to know from the registers at the places of an application."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec
import structlog

from tongban.audit import Audit
from tongban.cases.facts import PlaceRef
from tongban.clock import Clock, milliseconds
from tongban.evidence.established import papers_for, still_holds
from tongban.evidence.items import NOT_TYPED_YET, Evidence, Outcome, SourceKind, digest_of
from tongban.evidence.needed import is_typed, place_of, question_of, subject_of
from tongban.evidence.query_log import Entry, QueryLog, Side
from tongban.evidence.questions import Grounds, RegisterAnswer, RegisterQuestion, RemoteRegisters
from tongban.evidence.records import RecordError, declared
from tongban.evidence.registers import Unavailable
from tongban.evidence.responder import BUDGET_SECONDS, NO_CONSENT, Responder
from tongban.faults import trace
from tongban.identity.people import Party, Role
from tongban.matters.application import Application
from tongban.matters.matter import Matter
from tongban.matters.needs import Needs
from tongban.storage import Database, Insertion, outside_transaction

OFF_EXCHANGE: Final = "登记机关尚未接入通办平台，不能查询，须凭纸质材料到办理机关窗口核对"
READ_BY_HAND: Final = "登记机关尚未接入通办平台，不能查询，由办理机关工作人员按申请人提交的纸质材料核对"
NEVER_ANSWERED: Final = frozenset({OFF_EXCHANGE, READ_BY_HAND})
"""Why a register off the exchange does not answer, and will not: without and with a paper in which to read the same."""
NOBODY: Final[Mapping[Role, str]] = {}

_log = structlog.get_logger(__name__)


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """On whose behalf registers are asked: the id, which the audit turns into a pseudonym, and the role ("officer").

    `office` is the name of an officer's office.
    """

    id: str
    role: str
    office: str = ""


class _Request(msgspec.Struct, frozen=True):
    matter: Matter
    application: Application[Any]
    places: Mapping[str, PlaceRef]
    grounds: Grounds
    max_age: timedelta
    withheld: Mapping[Role, str]


class Gathered(msgspec.Struct, frozen=True):
    """The evidence by its need's key, and what still has to be written down about having asked for it."""

    evidence: Mapping[str, Evidence]
    record: tuple[Insertion, ...]


class _Asked(msgspec.Struct, frozen=True):
    evidence: Evidence
    entry: Entry | None = None


class _Open(msgspec.Struct, frozen=True):
    """A question still to be asked."""

    need: Needs[Any]
    place: PlaceRef
    question: RegisterQuestion


class Gatherer:
    """Asks the registers of this node and of others, all at once, each within its budget of seconds."""

    def __init__(
        self,
        *,
        node: str,
        responder: Responder,
        remote: RemoteRegisters,
        database: Database,
        log: QueryLog,
        audit: Audit,
        clock: Clock,
        place_name: Callable[[str], str],
    ) -> None:
        self._node = node
        self._place_name = place_name
        self._responder = responder
        self._remote = remote
        self._database = database
        self._log = log
        self._audit = audit
        self._clock = clock

    async def gather(
        self,
        matter: Matter,
        application: Application[Any],
        places: Mapping[str, PlaceRef],
        *,
        grounds: Grounds,
        asker: Asker,
        keys: Collection[str] | None = None,
        withheld: Mapping[Role, str] = NOBODY,
        max_age: timedelta = timedelta.max,
    ) -> Gathered:
        """The evidence for every need (or those in `keys`) of the matter; the record is for the caller to `write`.

        `places` has a place for each place role of the route. Evidence that the application already holds is kept if
        it answers the same question and is younger than `max_age`; pass `timedelta(0)` at a decision. Nothing is asked
        before it is typed what to look for. Whatever a register does, its need is then unanswered with a reason; so is
        one about a party of a role in `withheld`, with the reason given there. What an officer has established from a
        paper stands where the register still gives no answer.
        """
        outside_transaction("ask registers")
        request = _Request(matter, application, places, grounds, max_age, withheld)
        wanted = ((need, subject_of(application, need)) for need in matter.needs if keys is None or need.key in keys)
        sought = [self._sought(request, need, subject) for need, subject in wanted if subject]
        asked = await self._asked(sought, asker)
        record = self._record(matter, application, asker, [each.entry for each in asked if each.entry])
        return Gathered({each.evidence.key: _or_established(request, each.evidence) for each in asked}, record)

    async def write(self, record: Sequence[Insertion]) -> None:
        """Write down, in a commit of its own, that registers were asked."""
        await self._database.write("evidence.ask", record)

    def note_of_reading(
        self, question: RegisterQuestion, item: Evidence, *, matter: Matter, application: Application[Any], asker: Asker
    ) -> tuple[Insertion, ...]:
        """What is to be written down, as of a register that was asked, when an officer has read it from a paper."""
        answer = RegisterAnswer(outcome=item.outcome, at=item.at, digest=item.digest)
        entry = _entry(asker, side=Side.PAPER, peer=self._node, question=question, answer=answer)
        return self._record(matter, application, asker, [entry], act="read_paper")

    def _sought(self, request: _Request, need: Needs[Any], subject: Party) -> _Asked | _Open:
        place = place_of(request.matter, request.application, request.places, need)
        untyped = place is not None and not (subject.number and is_typed(request.matter, request.application, need))
        problem = (
            NOT_TYPED_YET if untyped else request.withheld.get(subject.role, "") or _cannot_ask(request, need, place)
        )
        if place is None or problem:
            return _Asked(self._evidence(need, place, self._unanswered(problem)))
        question = question_of(request.matter, request.application, need, subject, grounds=request.grounds)
        held = request.application.evidence.get(need.key)
        if held and self._fresh(held, question.digest(place.node), request.max_age):
            return _Asked(held)
        return _Open(need, place, question)

    async def _asked(self, sought: Sequence[_Asked | _Open], asker: Asker) -> list[_Asked]:
        """Every open question answered, those to this node as one and those to others beside it."""
        still = [each for each in sought if isinstance(each, _Open)]
        own = [each for each in still if each.place.node == self._node]
        others = [each for each in still if each.place.node != self._node]
        asking = [asyncio.ensure_future(self._ask_afar(each)) for each in others]
        try:
            told = await self._responder.consult_own([each.question for each in own])
            answered = [*told, *[await each for each in asking]]
        finally:
            for each in asking:
                each.cancel()
            if asking:
                await asyncio.gather(*asking, return_exceptions=True)
        answers = {each.need.key: answer for each, answer in zip([*own, *others], answered, strict=True)}
        return [
            each if isinstance(each, _Asked) else self._told(each, answers[each.need.key], asker) for each in sought
        ]

    def _told(self, asked: _Open, answer: RegisterAnswer, asker: Asker) -> _Asked:
        need, place, question = asked.need, asked.place, asked.question
        side = Side.LOCAL if place.node == self._node else Side.ASKED
        evidence = self._evidence(need, place, answer, question)
        return _Asked(evidence, _entry(asker, side=side, peer=place.node, question=question, answer=answer))

    async def _ask_afar(self, asked: _Open) -> RegisterAnswer:
        return self._fitting(asked, await self._ask_remote(asked.place.node, asked.question))

    async def _ask_remote(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        try:
            async with self._clock.limit(BUDGET_SECONDS):
                return await self._remote.ask(node, question)
        except Unavailable as fault:
            return self._unanswered(fault.reason)
        except TimeoutError:
            return self._unanswered("对方登记库未在规定时间内答复")
        except Exception as fault:  # noqa: BLE001 - whatever happens on the way, handing in goes on
            _log.error("remote_register_failed", node=node, register=question.register, trace=trace(fault))
            return self._unanswered("查询对方登记库时出错，已通知运维人员")

    def _fitting(self, asked: _Open, answer: RegisterAnswer) -> RegisterAnswer:
        """The answer cut down to what the need declares; no instant of another node lies ahead of our own clock."""
        try:
            value = _value(asked, answer)
        except RecordError as fault:
            _log.error("remote_record_unfit", fault=str(fault))
            return self._unanswered("对方登记库答复的内容与本地要求不符，已通知运维人员")
        at = min(answer.at, milliseconds(self._clock.now()))
        digest = "" if answer.outcome is Outcome.UNANSWERED else digest_of(value)
        return msgspec.structs.replace(answer, value=value, digest=digest, at=at)

    def _record(
        self,
        matter: Matter,
        application: Application[Any],
        asker: Asker,
        entries: list[Entry],
        *,
        act: str = "ask_registers",
    ) -> tuple[Insertion, ...]:
        if not entries:
            return ()
        registers = "、".join(sorted({entry.question.register for entry in entries}))
        row = self._audit.row(
            actor=asker.id,
            role=asker.role,
            act=act,
            purpose=f"{matter.name}：{registers}"[:200],
            case_id=application.id,
        )
        return (self._log.insertion(entries), row)

    def _fresh(self, held: Evidence, question: str, max_age: timedelta) -> bool:
        if held.outcome is Outcome.UNANSWERED or held.question != question:
            return False
        age = milliseconds(self._clock.now()) - held.at
        return max_age == timedelta.max or age < max_age / timedelta(milliseconds=1)

    def _unanswered(self, reason: str) -> RegisterAnswer:
        return RegisterAnswer(outcome=Outcome.UNANSWERED, at=milliseconds(self._clock.now()), reason=reason)

    def _evidence(
        self,
        need: Needs[Any],
        place: PlaceRef | None,
        answer: RegisterAnswer,
        question: RegisterQuestion | None = None,
    ) -> Evidence:
        where = f" · {self._place_name(place.province) or place.name}" if place else ""
        return Evidence(
            key=need.key,
            title=need.title,
            kind=SourceKind.REGISTER,
            outcome=answer.outcome,
            source=f"{answer.title or need.title}{where}",
            at=answer.at,
            value=answer.value,
            digest=answer.digest,
            asked_of=place.node if place else "",
            reason=answer.reason,
            question=question.digest(place.node) if question and place else "",
            about=question.about.value if question else "",
        )


def _entry(asker: Asker, *, side: Side, peer: str, question: RegisterQuestion, answer: RegisterAnswer) -> Entry:
    officer = asker.id if asker.role == "officer" else ""
    return Entry(side=side, peer=peer, question=question, answer=answer, officer=officer, office=asker.office)


def _value(asked: _Open, answer: RegisterAnswer) -> dict[str, Any] | None:
    if answer.outcome is not Outcome.FOUND:
        return None
    held = answer.value if isinstance(answer.value, dict) else {}
    return declared(asked.need, held, subject=asked.question.subject)


def _or_established(request: _Request, item: Evidence) -> Evidence:
    """What a register says, or while it says nothing what was read from a paper that still holds."""
    held = request.application.evidence.get(item.key)
    if item.outcome is not Outcome.UNANSWERED or held is None:
        return item
    holds = still_holds(
        held,
        matter=request.matter,
        application=request.application,
        places=request.places,
        grounds=request.grounds,
    )
    return held if holds else item


def _cannot_ask(request: _Request, need: Needs[Any], place: PlaceRef | None) -> str:
    if place is None:
        return "办理地尚未确定，选定后即查询"
    if not place.node:
        return READ_BY_HAND if papers_for(request.matter, need, request.application.answers) else OFF_EXCHANGE
    if not (request.grounds.consent or request.grounds.legal_basis):
        return NO_CONSENT
    return ""
