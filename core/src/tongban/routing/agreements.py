"""Regional agreements as data: between members, terms may be shorter and materials fewer, never the reverse (RG-01)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.errors import Misconfigured
from tongban.matters.matter import Matter
from tongban.matters.parameters import Layer, Parameter, Value, resolve

COUNTED: Final = frozenset({"工作日", "小时", "月"})

Province = Annotated[str, Meta(pattern=r"\A[0-9]{2}0000\Z")]


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an agreement says of one matter: shortened terms by parameter name, and keys of the materials dropped."""

    parameters: dict[str, Annotated[int, Meta(ge=0)]] = {}
    without: tuple[str, ...] = ()


class Agreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One agreement between provinces, in force from `since` to `until` (both inclusive; None: open).

    `demo` marks an invented one that only demonstrations may use.
    """

    id: str
    name: str
    members: Annotated[tuple[Province, ...], Meta(min_length=1)]
    title: str = "区域通办协议"
    number: str = ""
    since: date | None = None
    until: date | None = None
    items: dict[str, Item] = {}
    demo: bool = False

    @property
    def citation(self) -> str:
        """How officials cite it, like 成渝地区《川渝通办事项协议》（演示〔2026〕1号）."""
        return f"{self.name}《{self.title}》" + (f"（{self.number}）" if self.number else "")

    def in_force(self, on: date) -> bool:
        """Whether the agreement is in force on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def joins(self, provinces: frozenset[str], receiving: str = "") -> bool:
        """Whether all the provinces (6-digit codes) that decide or cooperate are members, and more than one is met.

        Where the application is handed in bars nobody from what members have agreed; a member it may be is met there.
        """
        members = set(self.members)
        return provinces <= members and len(provinces | ({receiving} & members)) > 1


@dataclass(frozen=True, slots=True)
class Applicable:
    """What agreements change for one case: layers to resolve last, the materials dropped, and a sentence for each."""

    layers: tuple[Layer, ...] = ()
    without: frozenset[str] = frozenset()
    reasons: tuple[str, ...] = ()


class Agreements:
    """The agreements a node knows, immutable; raises `Misconfigured` where two share an id."""

    def __init__(self, agreements: Iterable[Agreement]) -> None:
        self._agreements = tuple(agreements)
        ids = [agreement.id for agreement in self._agreements]
        doubled = sorted({each for each in ids if ids.count(each) > 1})
        if doubled:
            raise Misconfigured(f"agreements: two have the id {doubled[0]!r}; give one another id")

    def __iter__(self) -> Iterator[Agreement]:
        return iter(self._agreements)

    def regions(self, province: str) -> tuple[Agreement, ...]:
        """The agreements that a province (6-digit code) is a member of."""
        return tuple(each for each in self._agreements if province in each.members)

    def admit(self, matter: Matter, provinces: frozenset[str], on: date) -> bool:
        """Whether a matter is offered between these provinces: one of its `regions` has all of them as members."""
        regions = [each for each in self._agreements if each.id in matter.regions and each.in_force(on)]
        return not matter.regions or any(provinces <= set(region.members) for region in regions)

    def named(self, matter: Matter) -> str:
        """The regions within which alone a matter is offered, as people call them."""
        return "、".join(each.name for each in self._agreements if each.id in matter.regions)

    def between(
        self, provinces: frozenset[str], matter_id: str, on: date, *, receiving: str = ""
    ) -> tuple[Agreement, ...]:
        """The agreements in force on a day that say something of a matter between these provinces (6-digit codes)."""
        known = (each for each in self._agreements if matter_id in each.items)
        return tuple(each for each in known if each.joins(provinces, receiving) and each.in_force(on))

    def applicable(
        self, matter: Matter, *, provinces: frozenset[str], on: date, layers: Sequence[Layer], receiving: str = ""
    ) -> Applicable:
        """What the agreements change for a case that these provinces (6-digit codes) decide and work on.

        `receiving` is the province where it is handed in.
        `layers` are the nation's and the province's: a term that the province has made shorter still stays so, and of
        several agreements the shortest term serves.
        """
        agreements = self.between(provinces, matter.id, on, receiving=receiving)
        if not agreements:
            return Applicable()
        terms = _Terms(layers, on)
        changed: list[Layer] = []
        reasons: list[str] = []
        without: set[str] = set()
        for agreement in agreements:
            layer = terms.shortened_by(agreement, matter.id)
            if layer.parameters:
                changed.append(layer)
                reasons += [parameter.values[0].reference for parameter in layer.parameters.values()]
            dropped = [material for material in matter.materials if material.key in agreement.items[matter.id].without]
            without |= {material.key for material in dropped}
            reasons += [f"{agreement.citation}：免交“{material.name}”" for material in dropped]
        return Applicable(tuple(changed), frozenset(without), tuple(reasons))


class _Terms:
    """The terms in force, as they become shorter from agreement to agreement."""

    def __init__(self, layers: Sequence[Layer], on: date) -> None:
        self._titles = {name: each.title for layer in layers for name, each in layer.parameters.items()}
        values = resolve(layers, on).values
        self._units = {name: resolved.unit for name, resolved in values.items()}
        self._days = {name: resolved.value for name, resolved in values.items()}

    def shortened_by(self, agreement: Agreement, matter_id: str) -> Layer:
        since = agreement.since or date.min
        parameters: dict[str, Parameter] = {}
        for name, value in agreement.items[matter_id].parameters.items():
            if name in self._days and value < int(self._days[name]):
                sentence = f"{agreement.citation}：{self._sentence(name, value)}"
                parameters[name] = Parameter(self._titles[name], self._units[name], (Value(since, value, sentence),))
                self._days[name] = value
        return Layer(agreement.citation, parameters)

    def _sentence(self, name: str, value: int) -> str:
        unit = self._units[name]
        measure = f"个{unit}" if unit in COUNTED else unit
        return f"{self._titles[name]}由{self._days[name]}{measure}缩短为{value}{measure}"


def shortenable(matter: Matter) -> Mapping[str, str]:
    """The parameters that bind offices, each with what it is; an applicant's deadlines are not among them."""
    named = {matter.promised_term: "promised_term", matter.statutory_term: "statutory_term"}
    named |= {step.within: f"step {step.name}" for step in matter.procedure.steps}
    named.pop("", None)
    return named
