"""Telling new letters from repeated ones and from those that contradict what is known. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tongban.exchange.arrivals import ArrivedLetter
from tongban.exchange.refusals import Refused
from tongban.exchange.store import Known


@dataclass(slots=True)
class Custody:
    """What one batch comes to before it is written."""

    fresh: list[ArrivedLetter] = field(default_factory=list)
    refused: list[tuple[ArrivedLetter, Refused]] = field(default_factory=list)
    repeated: list[tuple[ArrivedLetter, Known]] = field(default_factory=list)
    put_off: list[tuple[ArrivedLetter, Refused]] = field(default_factory=list)
    confirmed_anew: list[ArrivedLetter] = field(default_factory=list)
    """Those sealed anew whose receipts are not kept yet."""

    @property
    def sealed_anew(self) -> list[ArrivedLetter]:
        """The repeated ones that came as other bytes: each is given receipts of its own."""
        return [letter for letter, one in self.repeated if letter.digest != one.digest]


def classify(letters: Sequence[ArrivedLetter], known: Sequence[Known]) -> Custody:
    """Tells new letters from repeated ones and from those that contradict what is known.

    One sealed anew is a repeated one, whichever of the two came first.
    """
    ids = {(one.sender, one.id): one for one in known}
    places = {(one.sender, one.case, one.seq): one for one in known}
    batch = Custody()
    for letter in letters:
        name = named(letter)
        same_id = ids.setdefault((name.sender, name.id), name)
        same_place = places.setdefault((name.sender, name.case, name.seq), name)
        if same_id.origin != name.origin:
            batch.refused.append((letter, Refused("id_conflict")))
        elif same_place.origin != name.origin or same_place.id != name.id:
            batch.refused.append((letter, Refused("seq_conflict")))
        elif same_id is not name:
            batch.repeated += [(letter, same_id)] if same_id in known else []  # beside its twin: once is enough
        else:
            batch.fresh.append(letter)
    return batch


def named(letter: ArrivedLetter) -> Known:
    """What a letter is told from others by."""
    content = letter.envelope
    return Known(
        digest=letter.digest,
        origin=content.renews or letter.digest,
        id=content.id,
        sender=content.sender,
        case=content.case,
        seq=content.seq,
    )
