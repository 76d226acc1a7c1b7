"""What the exchange must have kept: the port behind which a database or a memory stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from tongban.exchange.issued import Signed
from tongban.exchange.letters import Queued, Renewed, Sealed

HELD_MILLISECONDS: Final = 3_000
"""How long a letter stays out of other processes' reach after the process that sends it has died."""

IMPLAUSIBLE_MILLISECONDS: Final = 2 * HELD_MILLISECONDS
"""A hold that ends later was made before the clock was set back; a clock that is only slewed ends no hold."""

Settled = Literal["applied", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A letter of the outbox; `token` and the digests are None until it is sealed.

    `origin` is the digest of its first sealing, by which the next letter of the stream names it; `refused` the code
    with which its receiver refused it for good, and that stays so, also where the receiver has lost it since.
    """

    letter: Queued
    token: bytes | None
    digest: str | None
    origin: str | None
    attempts: int
    refused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """A letter that is to be tried again at `next_at`, by the node's clock, and why it was not settled."""

    id: str
    attempts: int
    next_at: int
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What tells one letter that came in from another; one sealed anew has the `origin` that it had."""

    digest: str
    origin: str
    id: str
    sender: str
    case: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming(Known):
    """A letter that came in, written at `sent_at` by its sender's clock."""

    kind: str
    token: bytes
    sent_at: int
    arrived_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked(Known):
    """The first letter of a stream that waits for its effect; `before` is the origin of the letter before, if here."""

    token: bytes
    arrived_at: int
    attempts: int
    next_at: int | None
    before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerNote:
    """How a peer was reached last, kept for pages and for the next start."""

    node: str
    failures: int = 0
    next_at: int = 0
    seen_at: int | None = None
    problem: str | None = None
    not_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The bytes of a letter that came in, and whether it still waits for its effect."""

    sender: str
    token: bytes
    arrived_at: int
    is_parked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedOfDay:
    """What was refused for good of one peer on one day."""

    letters: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What of one peer is here without effect."""

    letters: int = 0
    bytes: int = 0


class OutgoingStore(Protocol):
    """Letters of this node. Every instant is Unix milliseconds by the node's clock, unless a hold is meant."""

    async def peers_due(self, peers: Collection[str], *, issuer: str, now: int) -> list[str]:
        """The peers for whom a letter or an untold receipt of `issuer` is due."""
        ...

    async def unsealed(self, receiver: str) -> list[tuple[Queued, str | None]]:
        """The oldest letters without bytes, at most a batch, and the origin of the letter before, if it has one."""
        ...

    async def keep_sealed(self, sealed: Sequence[Sealed]) -> None:
        """Keeps bytes in one commit; those kept first stay, and bytes behind another predecessor are dropped."""
        ...

    async def keep_renewed(self, renewed: Sequence[Renewed]) -> None:
        """Replaces the bytes of letters that still have those they were renewed from."""
        ...

    async def put_off_unsealed(self, receiver: str, *, next_at: int, problem: str) -> None:
        """None of a receiver's letters can be sealed now."""
        ...

    async def claim(self, receiver: str, *, now: int) -> list[Outgoing]:
        """The oldest sealed letters that are due and that nobody holds, at most a batch, in order; held from now on.

        A hold lapses by the store's own clock, the one that all processes of a node share.
        """
        ...

    async def in_cases_written_in(self, letters: Sequence[Known]) -> set[str]:
        """The digests of those letters of other nodes in whose case this node has a letter to their sender."""
        ...

    async def hold(self, ids: Collection[str]) -> None:
        """Holds letters for longer: their answer is still awaited."""
        ...

    async def release(self, ids: Collection[str]) -> None:
        """Lets any process send these letters."""
        ...

    async def outgoing(self, ids: Collection[str]) -> dict[str, Outgoing]:
        """Letters by id."""
        ...

    async def put_off(self, letters: Sequence[PutOff]) -> None:
        """Notes attempts and lets go of the letters; settled ones stay as they are.

        Of a letter that nobody has claimed since it counts no attempt and postpones nothing: the word of a peer on
        what is not under way may be an old one, posted again by anybody.
        """
        ...

    async def in_custody(self, letters: Sequence[tuple[PutOff, int]]) -> None:
        """The receiver has stored them, at the given instants of its clock; planned as `put_off` does."""
        ...

    async def mark_applied(self, letters: Sequence[tuple[str, int]]) -> None:
        """Their effects are committed, at the given instants of the receiver's clock."""
        ...

    async def mark_rejected(self, letter: str, *, at: int, code: str) -> bool:
        """The letter is refused for good; False if it was settled or refused before.

        Its receiver has it in custody, also where only the refusal came through, unless the code is one of `UNKEPT`.
        """
        ...


class IncomingStore(Protocol):
    """Letters of other nodes."""

    async def known(self, letters: Sequence[Known]) -> list[Known]:
        """What is stored under the ids or the places of these letters, of any sender."""
        ...

    async def stored(self, digests: Collection[str]) -> dict[str, Stored]:
        """Letters by digest."""
        ...

    async def take_in(self, letters: Sequence[Incoming]) -> bool:
        """Stores new letters, parked; False if another process has stored one meanwhile."""
        ...

    async def waiting(self, sender: str, *, up_to: int) -> Waiting:
        """The letters of a sender that wait for their effect; counted no further than so many."""
        ...

    async def failing(self, sender: str, *, up_to: int) -> Waiting:
        """Those of them that were tried in vain; counted no further than so many."""
        ...

    async def next_in_line(self, letters: Sequence[Known]) -> set[str]:
        """The digests of those that wait for no other: the first of their streams, or the one before is settled."""
        ...

    async def following_applied(self, letters: Sequence[Known]) -> set[str]:
        """The digests of those whose letter before, in their stream, was applied."""
        ...

    async def claim_streams(self, *, now: int, but: Sequence[str] = ()) -> list[tuple[str, str]]:
        """Streams (sender, case) with a parked letter that is due and that no other process is looking at.

        `but` are senders whose streams are not asked for.
        """
        ...

    async def first_parked(self, sender: str, case: str) -> Parked | None:
        """The first letter of a stream that waits for its effect."""
        ...

    async def settle_parked(self, digest: str, state: Settled, *, at: int, problem: str | None = None) -> bool:
        """The letter waits no more; False if another process has settled it."""
        ...

    async def put_off_parked(self, digest: str, *, attempts: int, next_at: int, problem: str) -> bool:
        """A letter whose effect failed waits for another attempt; False if it is settled."""
        ...

    async def forget_parked(self, digest: str) -> None:
        """A letter that still waits was not its sender's: its place is free."""
        ...

    async def forget_bytes(self, digest: str) -> None:
        """What a letter said is of no use any more; that it came, and what became of it, stays."""
        ...

    async def let_wait(self, sender: str, case: str) -> None:
        """The untried letters of a stream are not looked at before another one arrives."""
        ...


class ReceiptStore(Protocol):
    """Receipts issued and received, for ever."""

    async def keep_receipts(self, signed: Sequence[Signed], *, now: int, told: bool) -> None:
        """Keeps receipts; what is there already stays as it was. Those not `told` must still be pushed."""
        ...

    async def receipts_of(self, issuer: str, digests: Iterable[str]) -> dict[str, list[bytes]]:
        """The receipts that `issuer` gave for these digests, custody first, byte for byte as first given."""
        ...

    async def replace_receipts(self, signed: Sequence[Signed]) -> None:
        """Keeps other bytes for receipts that are kept."""
        ...

    async def untold(self, addressee: str, *, issuer: str) -> list[tuple[str, bytes]]:
        """Id and bytes of receipts to push, at most a batch."""
        ...

    async def mark_told(self, ids: Collection[str], *, at: int) -> None:
        """These need not be pushed any more."""
        ...


class NonceStore(Protocol):
    """What questions bear so that they are answered once, for as long as one may come again."""

    async def keep_nonce(self, sender: str, nonce: str, *, now: int, until: int) -> bool:
        """Keeps it until then and forgets what is past; False if it is known."""
        ...

    async def count_nonces(self, sender: str, *, after: int, up_to: int) -> int:
        """How many of a sender are kept until after an instant; counted no further than that."""
        ...


class RefusedStore(Protocol):
    """How much was refused of each peer, day by day."""

    async def add_refused(self, peer: str, day: str, *, letters: int, size: int) -> None:
        """So many letters and so many bytes more."""
        ...

    async def refused(self, peer: str, day: str) -> RefusedOfDay:
        """What it comes to."""
        ...


class TakenStore(Protocol):
    """How many bytes of each peer were taken, day by day."""

    async def add_taken(self, peer: str, day: str, *, size: int) -> None:
        """So many bytes more."""
        ...

    async def taken(self, peer: str, day: str) -> int:
        """What it comes to, in bytes."""
        ...


class Store(OutgoingStore, IncomingStore, ReceiptStore, NonceStore, RefusedStore, TakenStore, Protocol):
    """All that one node's exchange keeps."""

    async def look_again(self, *, now: int) -> None:
        """Makes every letter due that waits to be sent or to be given its effect."""
        ...

    def transaction(self, boundary: str) -> AbstractAsyncContextManager[object]:
        """A named commit: everything kept inside it, by anybody, or nothing."""
        ...

    async def peer_notes(self) -> list[PeerNote]:
        """What the last run knew of all peers."""
        ...

    async def keep_peer_note(self, note: PeerNote) -> None:
        """Replaces what is known of a peer, but for a longer wait that it asked for."""
        ...

    async def begin_probe(self, peer: str, *, every: int) -> bool:
        """Whether no process has begun to probe this peer for so many milliseconds, by the store's own clock."""
        ...
