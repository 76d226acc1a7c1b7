"""The answering side of a question to a register: who may ask what about whom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog

from tongban.audit import Audit
from tongban.clock import Clock, milliseconds
from tongban.evidence.declined import DeclinedQuestions
from tongban.evidence.items import Outcome, digest_of
from tongban.evidence.ports import Grants, KnownParties
from tongban.evidence.query_log import Asked, Entry, QueryLog, Side
from tongban.evidence.questions import TOLD_AT_MOST, RegisterAnswer, RegisterQuestion
from tongban.evidence.records import RecordError, declared
from tongban.evidence.registers import Register, Registers, Unavailable
from tongban.evidence.together import Found, find_together
from tongban.faults import trace
from tongban.identity.people import Role
from tongban.matters.matter import Matter
from tongban.matters.needs import Needs
from tongban.storage import Database, outside_transaction

BUDGET_SECONDS: Final = 3.0
QUOTA: Final = 10_000
MOST_PARTIES: Final = 4
MOST_NODES: Final = 2
DAY_MILLISECONDS: Final = 86_400_000
APPLICATION_ID_LENGTH: Final = 36
OVER_QUOTA: Final = "alarm_over_quota"
NO_CONSENT: Final = "未取得授权，不得调用个人信息"

_log = structlog.get_logger(__name__)


class _Refusal(Exception):
    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


class Responder:
    """Answers questions of this node and of others, if they may be asked.

    A question is answered only for a matter that declares the need, from a node that was granted it, with consent or
    legal basis, at the matter's sign-in level, about a party. Of a case that is known here its parties are known too.
    Before that, whom the other node asks about is its signed declaration of who they are: no application has more than
    `MOST_PARTIES`, only the places that receive and decide it ask (`MOST_NODES`), and a node asks no more than `quota`
    such questions a day.
    """

    def __init__(
        self,
        *,
        node: str,
        registers: Registers,
        find_matter: Callable[[str], Matter | None],
        grants: Grants,
        parties: KnownParties,
        database: Database,
        log: QueryLog,
        audit: Audit,
        clock: Clock,
        quota: int = QUOTA,
    ) -> None:
        self._node = node
        self._registers = registers
        self._find_matter = find_matter
        self._grants = grants
        self._parties = parties
        self._database = database
        self._log = log
        self._audit = audit
        self._clock = clock
        self._quota = quota
        self._declined = DeclinedQuestions(clock, most=quota)

    async def answer(self, question: RegisterQuestion, *, asking: str) -> RegisterAnswer:
        """Answer another node, after it was recorded and audited that and why it asked.

        Of a node that is declined without end only so much is recorded as is its quota.
        """
        answer = await self.consult(question, asking=asking)
        left = self._declined.note(asking) if answer.code else self._declined.most
        if left < 0:
            return answer
        async with self._database.transaction("evidence.answer"):
            await self._log.write([Entry(side=Side.ANSWERED, peer=asking, question=question, answer=answer)])
            await self._audit.record(
                actor=f"node:{asking}",
                role="node",
                act=_act(answer) if left else OVER_QUOTA,
                purpose=self._audited_purpose(question),
                case_id=question.application[:APPLICATION_ID_LENGTH],
            )
        return answer

    async def consult(self, question: RegisterQuestion, *, asking: str) -> RegisterAnswer:
        """The answer alone; the caller records it."""
        outside_transaction("look up a register")
        judged = await self._judged(question, asking)
        return judged if isinstance(judged, RegisterAnswer) else await self._look_up(*judged, question)

    async def consult_own(self, questions: Sequence[RegisterQuestion]) -> list[RegisterAnswer]:
        """The same for what this node asks itself about one application, with as few statements as can be."""
        outside_transaction("look up a register")
        judged = [await self._judged(question, self._node) for question in questions]
        asked = {
            place: (register, question)
            for place, question in enumerate(questions)
            if not isinstance(judged[place], RegisterAnswer)
            and (register := self._registers.asked_in_sql(question.register))
        }
        found = await find_together(self._database, asked, budget=BUDGET_SECONDS)
        telling = [self._own(*each, found.get(place)) for place, each in enumerate(zip(questions, judged, strict=True))]
        return await asyncio.gather(*telling) if len(found) < len(questions) else [await each for each in telling]

    async def _own(
        self, question: RegisterQuestion, judged: tuple[Needs[Any], Register] | RegisterAnswer, found: Found | None
    ) -> RegisterAnswer:
        return judged if isinstance(judged, RegisterAnswer) else await self._look_up(*judged, question, found)

    async def _judged(self, question: RegisterQuestion, asking: str) -> tuple[Needs[Any], Register] | RegisterAnswer:
        try:
            return await self._admitted(question, asking)
        except _Refusal as refusal:
            return self._unanswered(refusal.reason, code=refusal.code)

    async def _admitted(self, question: RegisterQuestion, asking: str) -> tuple[Needs[Any], Register]:
        matter = self._matter(question, asking)
        need = _need(matter, question)
        register = self._registers.find(question.register)
        if register is None:
            raise _Refusal("unknown_register", "该地没有此登记库，无法通过数据共享核验")
        _check_grounds(matter, question)
        if asking != self._node:
            await self._check_subject(question, asking)
        elif question.about is not Role.APPLICANT:
            # Who applies is who signed in; whom else our own application names was typed, and may be typed anew.
            _check_extent(await self._log.asked(question, asking=asking, since=0, quota=0))
        return need, register

    def _matter(self, question: RegisterQuestion, asking: str) -> Matter:
        matter = self._find_matter(question.matter)
        if matter is None:
            raise _Refusal("not_served", "该地未开通此事项，不能答复查询")
        if asking != self._node and not self._grants.allows(asking, question.matter, "questions"):
            raise _Refusal("no_grant", "查询方未获准办理此事项，不能查询其信息")
        return matter

    async def _check_subject(self, question: RegisterQuestion, asking: str) -> None:
        if not question.subject or not 0 < len(question.application) <= APPLICATION_ID_LENGTH:
            raise _Refusal("not_a_party", "查询未写明申请编号或当事人，不予答复")
        known = await self._parties.parties_of(question.application, asking=asking)
        if known is None:
            await self._check_declared(question, asking)
        elif question.subject not in known:
            raise _Refusal("not_a_party", "只能查询本办件当事人的信息")

    async def _check_declared(self, question: RegisterQuestion, asking: str) -> None:
        since = milliseconds(self._clock.now()) - DAY_MILLISECONDS
        asked = await self._log.asked(question, asking=asking, since=since, quota=self._quota)
        if asked.over_quota:
            raise _Refusal("over_quota", "两省平台之间今日的查询次数已达上限")
        _check_extent(asked)

    async def _look_up(
        self, need: Needs[Any], register: Register, question: RegisterQuestion, found: Found | None = None
    ) -> RegisterAnswer:
        try:
            if found is not None:
                record = found.record()
            else:
                async with self._clock.limit(BUDGET_SECONDS):
                    record = await register.look_up(subject=question.subject, criteria=question.criteria)
            value = None if record is None else declared(need, record, subject=question.subject)
        except Unavailable as fault:
            return self._unanswered(fault.reason)
        except TimeoutError:
            return self._unanswered("登记库未在规定时间内答复")
        except RecordError as fault:
            _log.error("register_record_unfit", register=register.name, fault=str(fault))
            return self._unanswered("登记库答复的内容不完整或者有误，已通知运维人员")
        except Exception as fault:  # noqa: BLE001 - whatever a plugin's register does, handing in goes on
            _log.error("register_failed", register=register.name, trace=trace(fault))
            return self._unanswered("登记库查询出错，已通知运维人员")
        return RegisterAnswer(
            outcome=Outcome.NONE if record is None else Outcome.FOUND,
            at=milliseconds(self._clock.now()),
            title=register.title,
            issuer=register.issuer,
            value=value,
            digest=digest_of(value),
        )

    def _unanswered(self, reason: str, code: str = "") -> RegisterAnswer:
        at, told = milliseconds(self._clock.now()), reason.replace("\0", "")[:TOLD_AT_MOST]
        return RegisterAnswer(outcome=Outcome.UNANSWERED, at=at, reason=told, code=code)

    def _audited_purpose(self, question: RegisterQuestion) -> str:
        matter = self._find_matter(question.matter)
        register = self._registers.find(question.register)
        named = (matter.name if matter else "未开通的事项", register.name if register else "未知登记库")
        return "：".join(named)[:200]


def _check_extent(asked: Asked) -> None:
    if asked.elsewhere >= MOST_NODES or asked.others >= MOST_PARTIES:
        raise _Refusal("not_a_party", "同一申请编号下查询的人数或查询的地方超出一件申请所需，不予答复")


def _act(answer: RegisterAnswer) -> str:
    if answer.code == "over_quota":
        return OVER_QUOTA
    return "answer_register" if answer.outcome is not Outcome.UNANSWERED else "decline_register"


def _need(matter: Matter, question: RegisterQuestion) -> Needs[Any]:
    for need in matter.needs:
        if (need.key, need.register) == (question.need, question.register) and question.about in need.roles:
            return need
    raise _Refusal("business_rule", f"“{matter.name}”不需要此项信息，不予查询")


def _check_grounds(matter: Matter, question: RegisterQuestion) -> None:
    grounds = question.grounds
    if not grounds.purpose or not (grounds.consent or grounds.legal_basis):
        raise _Refusal("business_rule", NO_CONSENT)
    if grounds.assurance < matter.assurance:
        raise _Refusal(
            "business_rule",
            f"“{matter.name}”需以{matter.assurance.name}等级登录后才能查询，现为{grounds.assurance.name}，请提高登录等级或到窗口核验身份",
        )
