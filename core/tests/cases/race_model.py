"""An exhaustive model of races: every order in which acts, letters and repeated letters can meet, over the pure code.

Streams are delivered in their order and repeated letters come to nothing: that is the exchange's promise, which the
simulation proves. What a place makes of a letter is decided by the very functions that production calls
(`cases.arriving`, `cases.decide`, `cases.announcing`); only what is kept where is the model's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from tongban.cases import acts as a
from tongban.cases import arriving
from tongban.cases import facts as f
from tongban.cases.announcing import INTENT, Facts, announcements, told
from tongban.cases.arrivals import first_words
from tongban.cases.arriving import Said
from tongban.cases.decide import decide
from tongban.cases.handing_in import is_under_way
from tongban.cases.heads import Draft, Fact, decode_head
from tongban.cases.intents import Intent, IntentState, Pending
from tongban.cases.sealing import NODE, Sealing, append
from tongban.cases.state import Case, State
from tongban.errors import Refused
from tongban.exchange.letters import Letter
from tongban.exchange.refusals import Rejected
from tongban.testing.case_file import APPLICANT, CaseFile, calendar

ID = "0192f0c0-0000-7000-8000-0000a3dc3c26"
REPEATS = 4
UnderWay = tuple[Letter, bool]
"""A letter, and whether it has arrived once already."""
Refuses = Callable[[Case], bool]


def _serves(case: Case) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Move:
    """Something that somebody at a node wants to do once, at any moment; `day` is the legal date of that moment."""

    node: str
    act: a.AnyAct
    by: a.Actor
    day: str = "2026-11-23"


@dataclass(frozen=True, slots=True)
class Place:
    """What one node has: the case as it knows it, its facts, and how each of its intents stands."""

    case: Case | None = None
    facts: tuple[Fact, ...] = ()
    intents: tuple[Pending, ...] = ()

    def settle(self, intent: str, state: IntentState) -> Place:
        """The intent is done or refused; once settled it stays so."""
        return replace(
            self, intents=tuple(_settled(each, state) if each.id == intent else each for each in self.intents)
        )


def _settled(intent: Pending, state: IntentState) -> Pending:
    return msgspec.structs.replace(intent, state=state) if intent.state is IntentState.PENDING else intent


@dataclass(frozen=True, slots=True)
class Moment:
    """The whole world at one moment: places, letters under way by stream, moves not made yet, repeats still allowed."""

    places: dict[str, Place]
    streams: dict[tuple[str, str], tuple[UnderWay, ...]]
    moves: tuple[Move, ...]
    repeats: int = REPEATS
    told: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    """The acts of the receiving place in the order in which they were handed in there."""

    @property
    def key(self) -> object:
        """What tells moments apart; salts and hashes do not."""
        places = [
            (
                node,
                place.case and (place.case.seq, place.case.state, place.case.owner),
                _events(place.facts),
                [(each.id, _called(each.act), each.state) for each in place.intents],
            )
            for node, place in sorted(self.places.items())
        ]
        letters = [
            (stream, tuple((_says(letter), came) for letter, came in under))
            for stream, under in sorted(self.streams.items())
        ]
        return repr((places, letters, [repr(move) for move in self.moves], self.repeats, sorted(self.told), self.made))


@dataclass(slots=True)
class Explored:
    """Every moment that was reached, and those in which nothing can happen any more."""

    moments: int = 0
    ends: list[Moment] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def explore(file: CaseFile, moves: Sequence[Move], *, refuses: Refuses = _serves) -> Explored:
    """All interleavings of the moves from where a case stands at every place that was told of it."""
    settled = Place(file.case, file.facts)
    places = {node: settled if node in told(file.case) else Place() for node in _nodes(file.case)}
    return _search(Moment(places, {}, tuple(moves)), refuses)


def explore_offer(file: CaseFile, moves: Sequence[Move], *, refuses: Refuses = _serves) -> Explored:
    """The same while the offer of a case is still under way."""
    case = file.case
    letter = announcements(None, case, fresh=file.facts, ledger=file.facts, node=case.receiving.node)
    places = {case.receiving.node: Place(case, file.facts), case.competent.node: Place()}
    streams = {(case.receiving.node, each.receiver): ((each, False),) for each in letter}
    return _search(Moment(places, streams, tuple(moves)), refuses)


def _search(first: Moment, refuses: Refuses) -> Explored:
    explored, seen, waiting = Explored(), {first.key}, deque([first])
    while waiting:
        moment = waiting.popleft()
        explored.moments += 1
        explored.broken += _two_owners(moment)
        following = list(_next(moment, refuses))
        if not following:
            explored.ends.append(moment)
        for each in following:
            if each.key not in seen:
                seen.add(each.key)
                waiting.append(each)
    return explored


def _two_owners(moment: Moment) -> list[str]:
    known = [(node, place.case) for node, place in moment.places.items() if place.case]
    owners = [node for node, case in known if case.owner == node and not case.offered]
    return [f"two owners at once: {owners}"] if len(owners) > 1 else []


def _next(moment: Moment, refuses: Refuses) -> Iterator[Moment]:
    for move in moment.moves:
        if not _is_idle(moment.places[move.node], move):
            rest = tuple(each for each in moment.moves if each is not move)
            yield _moved(replace(moment, moves=rest), move)
    for stream, under_way in moment.streams.items():
        if under_way:
            yield from _delivered(moment, stream, under_way[0], refuses)


def _is_idle(place: Place, move: Move) -> bool:
    """A timer says that no correction came only where none is under way."""
    if not isinstance(move.act, a.Lapse) or place.case is None:
        return False
    return place.case.state is State.CORRECTION and is_under_way(list(place.intents))


def _delivered(moment: Moment, stream: tuple[str, str], first: UnderWay, refuses: Refuses) -> Iterator[Moment]:
    """The first letter of a stream arrives; it may come once more, and whoever has it already does nothing with it."""
    letter, has_arrived = first
    arrived = moment if has_arrived else _arrived(moment, stream, letter, refuses)
    behind = arrived.streams[stream][1:]
    yield replace(arrived, streams={**arrived.streams, stream: behind})
    if moment.repeats:
        again = ((letter, True), *behind)
        yield replace(arrived, repeats=moment.repeats - 1, streams={**arrived.streams, stream: again})


def _moved(moment: Moment, move: Move) -> Moment:
    place = moment.places[move.node]
    if place.case is None:
        return moment
    if isinstance(move.act, a.Lapse) and place.case.state is not State.CORRECTION:
        return moment
    at = a.Moment(at=0, on=move.day)
    if move.node == place.case.receiving.node:
        moment = replace(moment, made=(*moment.made, type(move.act).__name__))
    if place.case.owner == move.node and not place.case.offered:
        try:
            drafts = decide(place.case, move.act, by=move.by, at=at)
        except Refused as refused:
            return replace(moment, told=(*moment.told, str(refused)))
        return _appended(moment, move.node, drafts, actor=move.by, day=move.day)
    return _intended(moment, move.node, move.act, move.by, at)


def _intended(moment: Moment, node: str, act: a.AnyAct, by: a.Actor, at: a.Moment) -> Moment:
    place = moment.places[node]
    assert place.case is not None
    intent = Intent(id=f"{node}-{len(place.intents)}", act=act, actor=by, made=at)
    to = place.case.competent.node if place.case.offered else place.case.owner
    letter = Letter(receiver=to, case=ID, kind=INTENT, body=msgspec.json.encode(intent), epoch=place.case.epoch)
    waiting = Pending(id=intent.id, act=act, actor=by, at=0, state=IntentState.PENDING)
    asked = replace(place, intents=(*place.intents, waiting))
    return _sent(replace(moment, places={**moment.places, node: asked}), node, [letter])


def _arrived(moment: Moment, stream: tuple[str, str], letter: Letter, refuses: Refuses) -> Moment:
    sender, node = stream
    match letter.kind:
        case "case.offer":
            return _offered(moment, sender, node, letter, refuses)
        case "case.facts":
            return _informed(moment, sender, node, letter)
        case _:
            return _asked(moment, sender, node, letter)


def _offered(moment: Moment, sender: str, node: str, letter: Letter, refuses: Refuses) -> Moment:
    facts = msgspec.json.decode(letter.body, type=Facts).facts
    known = moment.places[node]
    case = arriving.offered(known.case, facts, _said(letter, sender), node=node)
    if refuses(case):
        return _returned(moment, sender)
    taken = Place(case, (*known.facts, *facts), known.intents)
    arrived = replace(moment, places={**moment.places, node: taken})
    return _appended(arrived, node, [Draft(event=f.Opened())], actor=NODE)


def _returned(moment: Moment, node: str) -> Moment:
    """The signed refusal of an offer reaches the receiving node in the commit in which it is recorded."""
    place = moment.places[node]
    assert place.case is not None
    back = decide(place.case, a.TakeBack(code="not_served", message="未开通"), by=NODE, at=_now())
    return _appended(moment, node, back, actor=NODE)


def _informed(moment: Moment, sender: str, node: str, letter: Letter) -> Moment:
    known = moment.places[node]
    facts = msgspec.json.decode(letter.body, type=Facts).facts
    learned = arriving.learned(known.case, facts, _said(letter, sender), node=node)
    if learned is None:
        return moment
    after = Place(learned.case, (*known.facts, *learned.fresh), known.intents)
    for cause in learned.causes:
        after = after.settle(cause, IntentState.DONE)
    moment = replace(moment, places={**moment.places, node: after})
    for word in first_words(learned.case, learned.heads, calendar(), node=node, on=_now().on):
        moment = _intended(moment, node, word.act, word.by, _now())
    return moment


def _asked(moment: Moment, sender: str, node: str, letter: Letter) -> Moment:
    intent = msgspec.json.decode(letter.body, type=Intent)
    now = _late() if isinstance(intent.act, a.Lapse) else _now()
    try:
        case = arriving.asked(moment.places[node].case, intent, _said(letter, sender), node=node)
        drafts = arriving.answered(case, intent, calendar=calendar(), now=now)
    except Rejected as refused:
        return _declined(moment, sender, intent, refused.message)
    return _appended(moment, node, drafts, actor=intent.actor, cause=intent.id)


def _said(letter: Letter, sender: str) -> Said:
    return Said(case=letter.case, sender=sender, epoch=letter.epoch)


def _declined(moment: Moment, asker: str, intent: Intent, reason: str) -> Moment:
    settled = moment.places[asker].settle(intent.id, IntentState.REFUSED)
    return replace(moment, places={**moment.places, asker: settled}, told=(*moment.told, reason))


def _appended(
    moment: Moment, node: str, drafts: Sequence[Draft], *, actor: a.Actor, cause: str = "", day: str = "2026-11-23"
) -> Moment:
    place = moment.places[node]
    at = a.Moment(at=0, on=day)
    sealing = Sealing(moment=at, actor=actor, calendar=calendar(), addressee=APPLICANT.name, cause=cause)
    made = append(place.case, drafts, case_id=ID, sealing=sealing)
    ledger = (*place.facts, *made.facts)
    letters = announcements(place.case, made.case, fresh=made.facts, ledger=ledger, node=node)
    after = Place(made.case, ledger, place.intents)
    return _sent(replace(moment, places={**moment.places, node: after}), node, letters)


def _sent(moment: Moment, node: str, letters: Sequence[Letter]) -> Moment:
    streams = dict(moment.streams)
    for letter in letters:
        stream = (node, letter.receiver)
        streams[stream] = (*streams.get(stream, ()), (letter, False))
    places = {letter.receiver: Place() for letter in letters} | moment.places
    return replace(moment, streams=streams, places=places)


def _now() -> a.Moment:
    return a.Moment(at=0, on="2026-11-23")


def _late() -> a.Moment:
    """After every day that moves are dated: the owner's own clock keeps nobody from speaking."""
    return a.Moment(at=0, on="2026-12-31")


def _says(letter: Letter) -> object:
    """What tells two letters of a stream apart: the act of a request, the facts of any other."""
    if letter.kind == INTENT:
        return letter.kind, _called(msgspec.json.decode(letter.body, type=Intent).act)
    return letter.kind, _events(msgspec.json.decode(letter.body, type=Facts).facts)


def _called(act: a.AnyAct) -> tuple[str, object]:
    return type(act).__name__, getattr(act, "outcome", None)


def _nodes(case: Case) -> set[str]:
    return {place.node for place in case.places().values() if place.node}


def _events(facts: Sequence[Fact]) -> list[tuple[str, object]]:
    events = [decode_head(fact.head).event for fact in facts]
    return [(event.__struct_config__.tag, getattr(event, "outcome", None)) for event in events]
