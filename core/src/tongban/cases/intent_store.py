"""The intents of this place: sent to the owner of a case, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tongban.cases.acts import Actor, AnyAct
from tongban.cases.announcing import INTENT
from tongban.cases.context import Context
from tongban.cases.heads import encode
from tongban.cases.intents import Intent, IntentState, Pending
from tongban.cases.state import Case
from tongban.cases.wording import short_enough
from tongban.exchange.ids import mint_id
from tongban.exchange.letters import Letter


@dataclass(frozen=True, slots=True)
class Intents:
    """Sends intents to the owner and remembers what became of them."""

    context: Context

    async def send(self, case: Case, act: AnyAct, actor: Actor) -> Pending:
        """Queue the intent for the owner, in the caller's transaction; raises `Refused` where it is too long."""
        moment = self.context.moment()
        intent = Intent(id=mint_id(self.context.clock.now()), act=act, actor=actor, made=moment)
        await self.context.database.execute(
            _INSERT, intent.id, case.id, encode(act), encode(actor), moment.at, IntentState.PENDING.value
        )
        to = case.competent.node if case.offered else case.owner
        letter = Letter(receiver=to, case=case.id, kind=INTENT, body=encode(intent), epoch=case.epoch)
        with short_enough():
            await self.context.outbox.put(letter)
        return Pending(id=intent.id, act=act, actor=actor, at=moment.at, state=IntentState.PENDING)

    async def sent(self, intent: str, *, case: str) -> bool:
        """Whether this node sent that intent about the case."""
        return await self.context.database.fetch_one(_SENT, intent, case) is not None

    async def done(self, intent: str, *, case: str) -> None:
        """The owner has made a fact of an intent; once settled it stays so."""
        await self.context.database.execute(_SETTLE, IntentState.DONE.value, None, None, intent, case)

    async def refused(self, intent: str, *, case: str, code: str, message: str) -> None:
        """The owner has refused an intent, for a reason that the exchange has a code for."""
        await self.context.database.execute(_SETTLE, IntentState.REFUSED.value, message, code, intent, case)

    async def of(self, case_id: str) -> list[Pending]:
        """The intents of a case that are pending or were refused, oldest first."""
        found = await self.context.database.fetch_shared(_OPEN, case_id)
        return [
            Pending(
                id=row["id"],
                act=_decode_act(row["act"]),
                actor=_decode_actor(row["actor"]),
                at=row["at"],
                state=IntentState(row["state"]),
                message=row["message"],
                code=row["code"] or "",
            )
            for row in found
        ]


_decode_act = msgspec.json.Decoder(AnyAct).decode
_decode_actor = msgspec.json.Decoder(Actor).decode

_INSERT = "INSERT INTO tongban_intent (id, case_id, act, actor, at, state) VALUES ($1, $2, $3, $4, $5, $6)"
_SETTLE = """UPDATE tongban_intent SET state = $1, message = $2, code = $3
WHERE id = $4 AND case_id = $5 AND state = 'pending'"""
_SENT = "SELECT 1 FROM tongban_intent WHERE id = $1 AND case_id = $2"
_OPEN = """SELECT id, act, actor, at, state, message, code FROM tongban_intent
WHERE case_id = $1 AND state <> 'done' AND length(act) > 0 ORDER BY at, id"""
