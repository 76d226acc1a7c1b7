"""What must hold once everything has come to rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tongban.exchange.letters import Queued
from tongban.exchange.refusals import CONTRADICTIONS
from tongban.exchange.stores.memory_tables import Kept, Sent, Tables
from tongban.testing.simulation.letters import CASES, REFUSED, UNWANTED, LettersWork

MENDED: Final = "peer_lost_letters"
"""What a peer lost, or forgot because others knew the key that it came under, has been sent again."""


def broken(works: Mapping[str, LettersWork]) -> Iterator[str]:
    """Sentences on everything that does not hold."""
    for node, work in works.items():
        yield from _lost(node, work)
        yield from _different(node, work, works)
        yield from _contradicted(node, work, works)
        for row in work.disk.tables.outbox.values():
            if not _is_at_odds(row, work):
                yield from _of_letter(node, row, works)
        yield from _misordered(node, work, works)


def _lost(node: str, work: LettersWork) -> Iterator[str]:
    for letter in work.acknowledged:
        if letter not in work.disk.tables.outbox:
            yield f"{node} lost letter {letter}, which it had told its people is on its way"


def _contradicted(node: str, work: LettersWork, works: Mapping[str, LettersWork]) -> Iterator[str]:
    for what in work.contradictions:
        if not works[what.partition(":")[0]].was_set_back:
            yield f"{node} believes in a contradiction of {what}"


def _different(node: str, work: LettersWork, works: Mapping[str, LettersWork]) -> Iterator[str]:
    for code, peer, details in work.differences:
        is_known = code == MENDED or (code == "totals_differ" and _is_any_untold(work_tables(works, peer), node, work))
        if not is_known and not work.was_set_back and not works[peer].was_set_back:
            yield f"{node} noted of {peer}: {code} ({details})"


def _is_any_untold(there: Tables, node: str, work: LettersWork) -> bool:
    letters = [row for row in there.outbox.values() if row.outgoing.letter.receiver == node]
    return any(_is_untold(row, work) for row in letters)


def _is_untold(row: Sent, receiver: LettersWork) -> bool:
    """Whether a refused letter counts in no head, for its custody was never confirmed, and so may be lost unnoticed.

    The refusal stands, and that the totals differ tells the operators.
    """
    return receiver.has_lost and row.state == "rejected" and row.custody_at is None


def _is_at_odds(row: Sent, work: LettersWork) -> bool:
    """Whether a letter has ended as one does that a node sends which does not know any more what it had sent."""
    told = work.disk.tables.effects.get(f"{REFUSED}{row.outgoing.letter.id}")
    return work.was_set_back and (row.state, told) == ("rejected", 1) and row.problem in CONTRADICTIONS


def _of_any_sealing(tables: Tables, letter: Queued, kind: str) -> Kept | None:
    kept = (kept for proof, kept in tables.receipts.items() if proof[1:] == (kind, letter.receiver))
    return next((each for each in kept if each.receipt.letter == letter.id), None)


def _proofs(
    here: Tables, there: Tables, row: Sent, kind: str, receiver: LettersWork
) -> tuple[Kept | None, Kept | None]:
    """The last receipt of a letter as it is kept by whom it was given, and by whom it is from.

    One that was refused may be sent once more, under another sealing, for a gap that was told of before: the first
    word is kept.
    """
    letter = row.outgoing.letter
    received = here.receipts.get((row.outgoing.digest or "", kind, letter.receiver))
    if received is None and (receiver.has_lost or kind == "rejected"):
        received = _of_any_sealing(here, letter, kind)
    digest = received.receipt.digest if received else row.outgoing.digest or ""
    given = there.receipts.get((digest, kind, letter.receiver))
    return received, given or (_of_any_sealing(there, letter, kind) if receiver.has_lost else None)


def _of_letter(node: str, row: Sent, works: Mapping[str, LettersWork]) -> Iterator[str]:
    letter = row.outgoing.letter
    name = f"letter {letter.seq} of {letter.case} from {node} to {letter.receiver}"
    expected = "rejected" if letter.kind == UNWANTED else "applied"
    if row.state != expected:
        yield f"{name} is {row.state} ({row.problem}), not {expected}"
    here, there = work_tables(works, node), work_tables(works, letter.receiver)
    told = expected == "rejected"
    if told and here.effects.get(f"{REFUSED}{letter.id}") != 1:
        yield f"{name}: {here.effects.get(f'{REFUSED}{letter.id}')} times its refusal was acted on"
    if _is_untold(row, works[letter.receiver]):
        return
    has_lost = works[letter.receiver].has_lost  # then it may know the letter by another of its sealings
    received, given = _proofs(here, there, row, expected, works[letter.receiver])
    if received is None or given is None or not (has_lost or received.receipt == given.receipt):
        yield f"{name}: the receipt here is not the one that was given"
    kept = next((each.incoming for each in there.inbox.values() if each.incoming.id == letter.id), None)
    if kept is None or kept.origin != row.outgoing.origin:
        yield f"{name}: it is not there"
    elif kept.digest == row.outgoing.digest and kept.token != row.outgoing.token:
        yield f"{name}: the bytes there are not those that were sent"


def _misordered(node: str, work: LettersWork, works: Mapping[str, LettersWork]) -> Iterator[str]:
    for sender in works:
        if works[sender].was_set_back:
            yield from _doubled(node, work, sender)
            continue
        sent = [row.outgoing.letter for row in work_tables(works, sender).outbox.values()]
        mine = [letter for letter in sent if letter.receiver == node and letter.kind != UNWANTED]
        for case in sorted({letter.case for letter in sent}):
            expected = tuple((each.seq, each.id) for each in sorted(mine, key=lambda e: e.seq) if each.case == case)
            if work.effects(sender, case) != expected:
                yield f"stream {case} from {sender} to {node}: effects {work.effects(sender, case)}, sent {expected}"


def _doubled(node: str, work: LettersWork, sender: str) -> Iterator[str]:
    """Whatever a sender that was set back says anew: each place of a stream has one effect at most, in order."""
    for case in CASES:
        effects = work.effects(sender, case)
        places, letters = [seq for seq, _ in effects], {letter for _, letter in effects}
        if places != sorted(set(places)) or len(letters) != len(effects):
            yield f"stream {case} from {sender} to {node}, which was set back: effects {effects}"


def work_tables(works: Mapping[str, LettersWork], node: str) -> Tables:
    """What a node has committed."""
    return works[node].disk.tables
