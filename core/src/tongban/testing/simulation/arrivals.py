"""What can be seen, where a batch arrives, of the faults that have come over it: the bytes tell, not who meant to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from tongban.exchange import envelope, limits, receipts, signatures
from tongban.exchange.refusals import Refused
from tongban.exchange.trust_documents import TrustKey
from tongban.testing.simulation.faults import Fault, Happened
from tongban.testing.simulation.software import NEWER

if TYPE_CHECKING:
    from tongban.testing.simulation.province import Process

BY_CODE: Final = {
    "stale_epoch": Fault.OWNER_SET_BACK,
    "not_served": Fault.UNSERVED,
    "no_grant": Fault.UNGRANTED,
}
"""What only one kind of fault brings about, by the code of the refusal."""


class _Said(msgspec.Struct):
    """What shows in a letter or receipt by which version it was written, and why a receipt refuses."""

    v: int = 0
    added: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Items on their way from one node to another."""

    sender: str
    receiver: str
    items: Sequence[bytes]

    def arrived(self, arriving: Sequence[bytes], taking: Process) -> Happened:
        """What happened to a delivery, by what a process is about to take in."""
        happened, intact = of_items(self.items, arriving), [item for item in arriving if item in self.items]
        happened.update(fault for item in intact for fault in _under_its_key(item, self.sender, taking))
        happened.update(read(intact, taking))
        return happened


def of_items(sent: Sequence[bytes], arriving: Sequence[bytes]) -> Happened:
    """What happened to items on their way."""
    intact = [item for item in arriving if item in sent]
    return Happened(
        {
            Fault.ITEM_LOST: len(sent) - len(arriving),
            Fault.DAMAGED: len(arriving) - len(intact),
            Fault.REORDERED: _out_of_order(sent, intact),
        }
    )


def of_answers(given: Sequence[bytes], had: Sequence[bytes]) -> Happened:
    """What happened to answers on theirs."""
    return Happened({Fault.ANSWER_LOST: len(given) - len(had), Fault.ANSWERS_REORDERED: _out_of_order(given, had)})


def read(items: Sequence[bytes], reading: Process) -> Iterator[Fault]:
    """What a process finds in undamaged items."""
    for item in items:
        try:
            kind, said = signatures.read_header(item).typ, msgspec.json.decode(signatures.payload_of(item), type=_Said)
        except (Refused, msgspec.MsgspecError):
            continue  # a notice is no token
        if kind == envelope.TYP and said.v == NEWER != reading.software:
            yield Fault.NEWER_LETTER
        if kind == receipts.TYP and said.added and reading.software != NEWER:
            yield Fault.NEWER_RECEIPT
        if kind == receipts.TYP and said.code in BY_CODE:
            yield BY_CODE[said.code]


def _out_of_order(before: Sequence[bytes], after: Sequence[bytes]) -> int:
    rest = iter(before)
    return int(not all(item in rest for item in after))


def _under_its_key(item: bytes, sender: str, taking: Process) -> Iterator[Fault]:
    """What the receiver's trust list says at this moment of the key that an item is signed with."""
    try:
        kid = signatures.read_header(item, limit=limits.MAX_FRAME_BYTES).kid
    except Refused:
        return
    entry, now = taking.province.trust.current.node(sender), taking.province.clock.milliseconds()
    listed = next((key for key in entry.keys if key.kid == kid), None) if entry else None
    yield from _told_of(listed, now) if listed else (Fault.KEY_UNHEARD_OF,)


def _told_of(key: TrustKey, now: int) -> Iterator[Fault]:
    if key.nbf:
        yield Fault.KEY_REPLACED
    if key.status == "revoked":
        yield Fault.KEY_REVOKED
    if key.compromised_at is not None and key.compromised_at <= now:
        yield Fault.KEY_KNOWN_TO_OTHERS
    if key.exp is not None and key.exp <= now:
        yield Fault.KEY_OVER
