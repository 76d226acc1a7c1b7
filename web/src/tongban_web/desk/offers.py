"""Which acts a case offers to somebody now: the options of the case, each in words and with its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from tongban.cases.acts import Actor, Moment
from tongban.cases.intents import IntentState, Pending
from tongban.cases.options import Option, about_of, options, tag_of
from tongban.cases.reading import CaseView
from tongban.cases.state import Case
from tongban_web.desk.custody import CUSTODY
from tongban_web.desk.establishing import ESTABLISHING
from tongban_web.desk.intake import INTAKE
from tongban_web.desk.kinds import Bench, Kind, Offer
from tongban_web.desk.result import RESULT
from tongban_web.desk.review import REVIEW
from tongban_web.desk.steps import STEPS
from tongban_web.standing import ABLE_TO_STAND

EVERY: Final = (*INTAKE, *ESTABLISHING, *STEPS, *REVIEW, *RESULT, *CUSTODY)
KINDS: Final[dict[str, Kind]] = {kind.name: kind for kind in EVERY}
BY_ACT: Final = {
    act: [kind for kind in KINDS.values() if kind.act == act] for act in {kind.act for kind in KINDS.values()}
}
LONGEST_NAMED: Final = 20
"""Characters of a question that the button to answer it repeats."""
PARTY_ACTS: Final = frozenset({"correct", "withdraw", "confirm", "answer", "end_agency"})


def available(view: CaseView, actor: Actor, at: Moment, waiting: Sequence[Pending]) -> tuple[Option, ...]:
    """The options of an officer, and at the receiving window those taken for the party who stands there.

    What was asked of the owner already and is not answered yet is not offered again.
    """
    found = list(options(view.case, actor, at))
    if "clerk" in actor.roles and "receiving" in view.places:
        own = {(each.act, each.about) for each in found}
        found += [each for each in _for_parties(view.case, actor, at) if (each.act, each.about) not in own]
    asked = {(tag_of(each.act), about_of(each.act)) for each in waiting if each.state is IntentState.PENDING}
    return tuple(option for option in found if option.act == "ask" or (option.act, option.about) not in asked)


def _for_parties(case: Case, actor: Actor, at: Moment) -> list[Option]:
    """What the clerk may do for one or another party, each once; who stands there is asked when it is done."""
    found: dict[tuple[str, str], Option] = {}
    for role in ABLE_TO_STAND:
        taken_for = options(case, msgspec.structs.replace(actor, behalf=role.value), at) if role in case.roles else ()
        for option in taken_for:
            if option.act in PARTY_ACTS:
                found.setdefault((option.act, option.about), option)
    return list(found.values())


def offers(bench: Bench, found: Iterable[Option]) -> tuple[Offer, ...]:
    """Each option as the kinds that lead to it, primary ones first."""
    every = [offer for option in found for each in _spread(bench, option) for offer in _of(bench, each)]
    return tuple(_with_keys(sorted(every, key=lambda offer: _ORDER[offer.kind.look])))


def _with_keys(found: Iterable[Offer]) -> Iterator[Offer]:
    """Of offers with the same access key the first has it: a key names one thing on a page."""
    taken = {""}
    for offer in found:
        yield offer if offer.kind.key in taken else msgspec.structs.replace(offer, key=offer.kind.key)
        taken.add(offer.kind.key)


def offer_named(bench: Bench, found: Iterable[Option], name: str) -> Offer | None:
    """The offer with a page of that name about the bench's thing; looks only at the options that may lead to it."""
    kind = KINDS.get(name)
    leading = [option for option in found if kind and option.act == kind.act]
    return next(
        (each for each in offers(bench, leading) if (each.kind.name, each.option.about) == (name, bench.about)), None
    )


def _spread(bench: Bench, option: Option) -> Iterator[Option]:
    """An option about papers once for each need that one of them answers, any other as it is."""
    if option.act != "establish":
        yield option
        return
    yield from (msgspec.structs.replace(option, about=each.need.key) for each in bench.readable)


def _of(bench: Bench, option: Option) -> Iterator[Offer]:
    about = bench if bench.about == option.about else replace(bench, about=option.about)
    for kind in BY_ACT.get(option.act, ()):
        if kind.offered(about):
            yield Offer(kind, option, kind.worded(_named(bench, option), returned=_returned(bench.view, option)))


def _named(bench: Bench, option: Option) -> str:
    if not option.about:
        return ""
    if option.act == "establish":
        return bench.matter.need(option.about).title if bench.matter else option.about
    view = bench.view
    if option.act in {"report_step", "clear"}:
        return view.case.step(option.about).plan.title
    if option.act == "answer":
        texts = {message.question: message.text for _, message in reversed(view.dossier.messages())}
        text = texts.get(option.about, "")
        return f"“{text if len(text) <= LONGEST_NAMED else text[:LONGEST_NAMED] + '……'}”"
    return original_names(view).get(option.about, option.about)


def _returned(view: CaseView, option: Option) -> str:
    return view.case.step(option.about).plan.returned if option.act == "report_step" else ""


def original_names(view: CaseView) -> dict[str, str]:
    """The name of each original by its key, as it was taken in."""
    found: dict[str, str] = {}
    for head in view.dossier.heads:
        custody = view.dossier.content(head.seq, "custody")
        if custody.get("name"):
            found[custody["original"]] = custody["name"]
    return found


_ORDER = {"primary": 0, "plain": 1, "grave": 2}
