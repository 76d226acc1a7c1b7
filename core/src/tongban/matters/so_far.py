"""What rules object to an application of which only a part could be read: nothing that mending the rest may undo. Pure.

A rule says the same of every form that agrees in what it has asked for. Whatever it asks for is therefore either what
it will be once all is mended or raises `Unread`: answers, parties, the law of the place, what registers have said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from tongban.evidence.items import Evidence
from tongban.identity.people import Party
from tongban.matters.application import Application
from tongban.matters.forms import Parsed
from tongban.matters.half_read import Unread, half_read
from tongban.matters.matter import Matter
from tongban.matters.needs import Needs
from tongban.matters.parameters import NO_PARAMETERS
from tongban.matters.rules import Objection, Rule

PartiesOf = Callable[[Any], tuple[Party, ...]]
"""Who the parties are by the answers; with None, those whom no answer names."""


def objections_so_far(
    matter: Matter, parsed: Parsed, *, asked: Application[Any], parties: PartiesOf
) -> tuple[Objection, ...]:
    """What the rules object already, each once, but for the fields that have to be mended anyway.

    `asked` is the application as registers were asked about it. A rule that raises, whatever it is, has not judged.
    """
    application = so_far(matter, parsed, asked=asked, parties=parties)
    to_mend = {each.field for each in parsed.objections}
    found = dict.fromkeys(each for rule in matter.rules for each in _found(rule, application))
    return tuple(each for each in found if each.field not in to_mend)


def so_far(matter: Matter, parsed: Parsed, *, asked: Application[Any], parties: PartiesOf) -> Application[Any]:
    """The application as it is judged while only a part of the form could be read."""
    answers = half_read(matter.form, parsed)
    decided = _agree(matter.route, asked.answers, answers)
    law = asked.parameters if decided else NO_PARAMETERS
    half = replace(asked, answers=answers, parties=parties_so_far(parties, answers), parameters=law)
    unknown = {need.key for need in matter.needs if not (decided and _is_settled(need, asked, half))}
    return replace(half, evidence=_Told(asked.evidence, unknown))


def parties_so_far(parties: PartiesOf, answers: Any) -> tuple[Party, ...]:
    """The parties, where those answers that could be read name them all."""
    try:
        return parties(answers)
    except Exception:  # noqa: BLE001 - whatever it lacks, it does not say who they are
        return cast("tuple[Party, ...]", _Some(parties(None)))


def _found(rule: Rule, application: Application[Any]) -> Iterator[Objection]:
    """What a rule finds before it asks for what is not known."""
    with suppress(Exception):  # half a form is nothing that a rule has to bear
        for breach in rule.check(application):
            yield rule.objection(breach)


def _agree(told: Callable[[Any], Any], *of: Any) -> bool:
    """Whether the same comes of all, and anything at all."""
    try:
        first, *others = (told(each) for each in of)
        return all(each == first for each in others)
    except Exception:  # noqa: BLE001 - an answer that is not there, in whatever way a plugin comes upon it
        return False


def _is_settled(need: Needs[Any], asked: Application[Any], half: Application[Any]) -> bool:
    """Whether the register was asked just what it will be asked of the mended form, or is not to be asked then."""

    def question(known: Application[Any]) -> object:
        subject = need.subject(known.answers, known.parties)
        return subject and (subject, need.narrowed(known.answers, known.parties, known.parameters))

    return _agree(question, half, asked) and (need.key in asked.evidence) is bool(question(half))


class _Told(Mapping[str, Evidence]):
    """The evidence, of which nobody knows yet what it will be for some keys."""

    def __init__(self, evidence: Mapping[str, Evidence], unknown: Collection[str]) -> None:
        self._evidence, self._unknown = evidence, unknown

    def __getitem__(self, key: str) -> Evidence:
        if key in self._unknown:
            raise Unread(key)
        return self._evidence[key]

    def __iter__(self) -> Iterator[str]:
        raise Unread

    def __len__(self) -> int:
        raise Unread


class _Some:
    """The parties whom no answer names: who comes after them is not known."""

    def __init__(self, known: tuple[Party, ...]) -> None:
        self._known = known

    def __iter__(self) -> Iterator[Party]:
        yield from self._known
        raise Unread
