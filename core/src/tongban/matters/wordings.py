"""The words of a plugin's rules as data: one file that a jurist reads and a translator translates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from operator import ne
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tongban.errors import Misconfigured
from tongban.identity.names import same_name
from tongban.identity.people import Party
from tongban.matters.basis import Basis
from tongban.matters.days import spoken_month
from tongban.matters.fields import Money
from tongban.matters.forms import Form, fields_of
from tongban.matters.money import percent, spoken, yuan
from tongban.matters.needs import in_one_city
from tongban.matters.rules import Breach, Breaches, Check, Objection, Rule, Severity, of_each
from tongban.yaml_files import read_entries

if TYPE_CHECKING:
    from tongban.matters.application import Application
    from tongban.matters.needs import Needs

Record = TypeVar("Record", bound=msgspec.Struct)
Told = TypeVar("Told")
Known = Callable[["Application[Any]"], Told]
Limit = Known[Any] | str


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rule says; `basis` is a law or document and its article, separated by a space."""

    message: str
    basis: str = ""
    field: str = ""
    remedy: str = ""
    severity: Severity = Severity.BLOCKING

    @property
    def grounds(self) -> Basis | None:
        """The basis in law."""
        law, _, article = self.basis.partition(" ")
        return Basis(law, article) if law else None


@dataclass(frozen=True, slots=True)
class WordedRules:
    """The decorator of rules whose words stand in a file, and the objections in those words that no rule makes."""

    path: Path
    wordings: Mapping[str, Wording]

    def __call__(self, id: str, *, field: str = "") -> Callable[[Check], Rule]:  # noqa: A002 - as in `tongban.rule`
        """A decorator like `@rule("HF-TR-01")`; `field` is where the rule points if not where its words say."""
        words = self._words(id)
        return lambda check: Rule(
            id=id,
            message=words.message,
            check=check,
            basis=words.grounds,
            field=field or words.field,
            remedy=words.remedy,
            severity=words.severity,
        )

    def on_file(self, id: str, *needs: Needs[Any], field: str = "") -> Rule:  # noqa: A002 - as above
        """The rule that each of the needs, where its register is to be asked, has a record.

        Of several needs, each that lacks one is named at the field that has the need's key.
        """

        @self(id, field=field)
        def on_file(application: Application[Any]) -> Breaches:
            answers, parties = application.answers, application.parties
            asked = [need for need in needs if need.subject(answers, parties)]
            several = len(needs) > 1
            return of_each(
                asked,
                lambda need: Breach.when(application.record(need) is None, field=need.key if several else ""),
            )

        return on_file

    def when(  # as above
        self,
        id: str,  # noqa: A002
        need: Needs[Record] | Mapping[str, Needs[Record]],
        broken: Callable[[Record], bool],
        *,
        field: str = "",
        **values: str,
    ) -> Rule:
        """The rule that objects to what is `broken` in the record of a need, and not to there being none.

        Several needs stand each under the field at which it is named. Each of the `values` in its words is the
        attribute of the record named: `day="settled_on"`.
        """
        needs = need if isinstance(need, Mapping) else {"": need}

        @self(id, field=field)
        def when(application: Application[Any]) -> Breaches:
            def of(field: str) -> Breaches:
                record = application.found(needs[field])
                filled = {name: getattr(record, each) for name, each in values.items()}
                return Breach.when(broken(record), field=field, **filled)

            return of_each(needs, of)

        return when

    def of_applicant(self, id: str, *needs: Needs[Any], **named: str) -> Rule:  # noqa: A002 - as above
        """The rule that the record of each need is the applicant's own, by the attributes that say whose it is.

        Each is named by that of a party: `number="holder_number"`. Of several needs, each whose record is somebody
        else's is named at the field that has the need's key; one without a record is nobody's.
        """

        @self(id)
        def of_applicant(application: Application[Any]) -> Breaches:
            def unlike(need: Needs[Any]) -> Breaches:
                record, party = application.found(need), application.applicant
                is_own = all(_is_of(party, own, getattr(record, theirs)) for own, theirs in named.items())
                return Breach.when(not is_own, field=need.key if len(needs) > 1 else "")

            return of_each(needs, unlike)

        return of_applicant

    def named(self, id: str, answer: str, registered: Known[str]) -> Rule:  # noqa: A002 - as above
        """The rule that an answer is the name that is `registered`, however either is written (`same_name`).

        Its words have the label of the answer as {what} and that name as {registered}. An empty answer breaks nothing;
        a register that has no name knows nobody by the one that was answered.
        """

        @self(id, field=answer)
        def named(application: Application[Any]) -> Breaches:
            form: Form = application.answers
            told, name = getattr(form, answer), registered(application)
            if told and not same_name(told, name):
                labels = {bound.name: bound.field.label for bound in fields_of(type(form))}
                yield Breach(field=answer, what=labels[answer], registered=name)

        return named

    def apart(self, id: str, first: str, second: str) -> Rule:  # noqa: A002 - as above
        """The rule that two answers name different cities; needs may be asked only then (`Needs.apart`)."""
        return self(id)(lambda application: Breach.when(in_one_city(application.answers, first, second)))

    def against(self, id: str, broken: Known[bool], *, field: str = "", **values: Known[object]) -> Rule:  # noqa: A002 - as above
        """The rule that objects to what is `broken` in an application; `values` work out those in its words."""

        @self(id, field=field)
        def against(application: Application[Any]) -> Breaches:
            if broken(application):
                yield Breach(field="", **{name: work_out(application) for name, work_out in values.items()})

        return against

    def agreed(
        self,
        id: str,  # noqa: A002 - as above
        cents: Known[int],
        due: Known[int],
        wrong: Callable[[Any, Any], bool] = ne,
    ) -> Rule:
        """The rule that an amount reported or asked for, `cents`, is what is `due`, or is not `wrong` beside it.

        Both are in 分; its words have what is due as {a} and the other as {b}, in yuan.
        """

        @self(id)
        def agreed(application: Application[Any]) -> Breaches:
            owed, moved = yuan(due(application)), yuan(cents(application))
            return Breach.when(wrong(moved, owed), a=owed, b=moved)

        return agreed

    def against_each(  # as above
        self,
        id: str,  # noqa: A002
        needs: Iterable[Needs[Record]],
        broken: Callable[[Application[Any], Record], bool],
        **values: Callable[[Record], object],
    ) -> Rule:
        """The rule that objects to what is `broken`, by the application, in the record of any of several needs.

        It does not object to there being none, and one that has not answered hides nothing of the others. `values`
        work out of the record those in its words.
        """

        @self(id)
        def against_each(application: Application[Any]) -> Breaches:
            def of(need: Needs[Record]) -> Breaches:
                record = application.found(need)
                if broken(application, record):
                    yield Breach(field="", **{name: work_out(record) for name, work_out in values.items()})

            return of_each(needs, of)

        return against_each

    def in_time(
        self,
        id: str,  # noqa: A002 - as above
        within: str,
        since: Known[date | None],
        **values: Known[object],
    ) -> Rule:
        """The rule that something is done in the time that the parameter `within` states (`Application.too_late`).

        It runs since a day, and not at all where there is none; its words have how long it is as {n}.
        """

        def over(application: Application[Any]) -> bool:
            day = since(application)
            return day is not None and application.too_late(within, since=day)

        return self.against(id, over, field="", n=lambda known: known.parameters.integer(within), **values)

    def within(  # as above
        self,
        id: str,  # noqa: A002
        *answers: str,
        first: Limit | None = None,
        last: Limit | None = None,
        reported: tuple[str, type[Form]] | None = None,
    ) -> Rule:
        """The rule that none of the answers, days, months, ratios or amounts, is before the first or after the last.

        A limit is worked out of the application, or is the parameter of that name, in 元 for an amount; the words name
        them as {first} and {last}. What was left open breaks nothing, and neither does anything where a limit is None.
        Where it is what was `reported` in a step, by a form, that is meant and not what the applicant answers.
        """
        limits = {name: limit for name, limit in (("first", first), ("last", last)) if limit}

        @self(id, field=answers[0])
        def within(application: Application[Any]) -> Breaches:
            form: Form = application.entered(*reported) if reported else application.answers
            told = {name: getattr(form, name) for name in answers}
            given = {name: value for name, value in told.items() if value not in (None, "")}
            found = {name: _worked_out(limit, application) for name, limit in limits.items()} if given else {}
            amounts = {bound.name for bound in fields_of(type(form)) if isinstance(bound.field, Money)}
            for name, value in given.items() if None not in found.values() else ():
                measured, speak = (yuan(value), spoken) if name in amounts else (value, _spoken)
                if not found.get("first", measured) <= measured <= found.get("last", measured):
                    yield Breach(field=name, **{which: speak(limit) for which, limit in found.items()})

        return within

    def objection(self, id: str, **values: object) -> Objection:  # noqa: A002 - as above
        """What a `Claim` that fails says, in the words of the file."""
        return self(id)(lambda _: ()).objection(Breach(field="", **values))

    def _words(self, id: str) -> Wording:  # noqa: A002 - as above
        try:
            return self.wordings[id]
        except KeyError:
            near = get_close_matches(id, self.wordings, n=1)
            hint = f"did you mean {near[0]}?" if near else "add them"
            raise Misconfigured(f"{self.path} has no words for rule {id}; {hint}") from None


def _is_of(party: Party, attribute: str, registered: Any) -> bool:
    """Whether a register has what that attribute of a party says."""
    own: str = getattr(party, attribute)
    return same_name(own, registered) if attribute == "name" else own == registered


def _worked_out(limit: Limit, application: Application[Any]) -> Any:
    return application.parameters.decimal(limit) if isinstance(limit, str) else limit(application)


def _spoken(limit: Any) -> Any:
    """A month or a ratio as a person reads it; a day is spoken by the breach."""
    if isinstance(limit, str):
        return spoken_month(limit)
    return percent(limit) if isinstance(limit, Decimal) else limit


def worded_rules(path: Path) -> WordedRules:
    """The decorator `@rule("HF-TR-01")` of a plugin whose rules have their words in the file at `path`.

    Raises `Misconfigured` for a file that cannot be read, and for a rule without words there.
    """
    return WordedRules(path, _read(path))


def _read(path: Path) -> Mapping[str, Wording]:
    return read_entries(path, Wording, mend="each rule has its words, as HF-TR-01: {message: …, remedy: …}")
