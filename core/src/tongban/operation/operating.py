"""What the operator of a node does about the exchange; each act is written into the audit log in its own commit."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from tongban.audit import Audit
from tongban.cases.service import CaseService
from tongban.errors import NotFound, Refused
from tongban.exchange.exchange import Exchange
from tongban.exchange.incidents import Incidents
from tongban.identity.people import Officer
from tongban.matters.rules import Objection
from tongban.operation.alike import Alike, AlikeLetters
from tongban.operation.connections import Connections, Step
from tongban.operation.dead_letters import DeadLetter, DeadLetters
from tongban.operation.peers import Standings
from tongban.process_logs import IDENTITY_NUMBER
from tongban.storage.database import Database

REASON = 150
TOLD_ANEW = "已再次发送全部台账"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """The operator's desk."""

    database: Database
    audit: Audit
    standings: Standings
    letters: DeadLetters
    alike: AlikeLetters
    incidents: Incidents
    connections: Connections
    cases: CaseService
    exchange: Exchange

    async def test(self, peer: str, by: Officer) -> list[Step]:
        """Test the connection to a node."""
        await self._noted(by, "test_connection", peer)
        return await self.connections.test(peer)

    async def send_again(self, letter_id: str, by: Officer) -> None:
        """Try a letter at once; refused facts go out as the whole ledger, in a letter of their own."""
        letter = await self._letter(letter_id)
        if not letter.can_be_sent_again:
            raise NotFound("这封信不能再次发送：请经办人在办件页面重新办理")
        async with self.database.transaction("operation.send_again"):
            if letter.trouble == "refused":
                await self.cases.tell_anew(letter.case_id, letter.peer)
                await self.letters.set_aside(letter, TOLD_ANEW)
            else:
                await self.letters.hasten(letter)
            await self._noted(by, "send_letter_again", letter.code or letter.trouble, case_id=letter.case_id)
        self.exchange.peers.hasten(letter.peer)
        self.exchange.courier.wake()

    async def send_all_again(self, alike: Alike, by: Officer) -> None:
        """The same for all letters that one node refused, or that wait for it or here, with one code.

        Of refused ones so many cases at most, each in a commit of its own: one that cannot be told stays on the desk.
        """
        if alike.trouble == "refused":
            for case_id in await self.alike.refused_cases(alike):
                await self._tell_anew(alike, case_id, by)
        else:
            async with self.database.transaction("operation.send_all_again"):
                letters = await self.alike.hasten(alike)
                await self._noted(by, "send_letters_again", f"{alike.peer} {alike.code or alike.trouble}：{letters}封")
        self.exchange.peers.hasten(alike.peer)
        self.exchange.courier.wake()

    async def _tell_anew(self, alike: Alike, case_id: str, by: Officer) -> None:
        try:
            async with self.database.transaction("operation.send_again"):
                await self.cases.tell_anew(case_id, alike.peer)
                await self.alike.set_aside(alike, case_id, TOLD_ANEW)
                await self._noted(by, "send_letter_again", alike.code, case_id=case_id)
        except (Refused, NotFound) as problem:
            _log.warning("ledger_not_sent_again", case=case_id, peer=alike.peer, problem=str(problem))

    async def set_aside(self, letter_id: str, reason: str, by: Officer) -> None:
        """Take a letter off the desk, with a reason."""
        said = _checked(reason)
        letter = await self._letter(letter_id)
        async with self.database.transaction("operation.set_aside"):
            await self.letters.set_aside(letter, said)
            await self._noted(by, "set_letter_aside", f"{letter.code} {said}".strip(), case_id=letter.case_id)

    async def close_incident(self, incident: int, note: str, by: Officer) -> None:
        """Close an incident with a note of what was found."""
        said = _checked(note)
        async with self.database.transaction("operation.close_incident"):
            if not await self.incidents.close_by_hand(incident, said):
                raise NotFound("该事件已经关闭，请返回事件列表查看")
            await self._noted(by, "close_incident", f"{incident} {said}")

    async def _letter(self, letter_id: str) -> DeadLetter:
        letter = await self.letters.find(letter_id)
        if letter is None:
            raise NotFound("这封信已经处理，或已自行送达，请返回死信台查看")
        return letter

    async def _noted(self, by: Officer, act: str, purpose: str, *, case_id: str | None = None) -> None:
        known = case_id if case_id and len(case_id) <= 36 else None
        await self.audit.record(actor=by.id, role="operator", act=act, purpose=purpose[:200], case_id=known)


def _checked(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise Refused([Objection(rule="OPERATION", field="reason", message="请写明理由", remedy="一句话说明即可")])
    if len(said) > REASON:
        raise Refused([_too_long(len(said))])
    if IDENTITY_NUMBER.search(said):
        message = "理由中不得写证件号码"
        raise Refused([Objection(rule="OPERATION", field="reason", message=message, remedy="请改写办件编号")])
    return said


def _too_long(length: int) -> Objection:
    message = f"理由有{length}字，最多{REASON}字"
    return Objection(rule="OPERATION", field="reason", message=message, remedy="请删减后再提交")
