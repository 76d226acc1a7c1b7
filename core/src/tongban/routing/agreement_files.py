"""Reading agreements, and refusing at load the one that asks more of applicants than the nation does (RG-01)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final, Protocol

import msgspec
import yaml

from tongban.errors import Misconfigured
from tongban.matters.matter import Matter
from tongban.matters.parameters import Layer, Parameter
from tongban.plugin_sources import did_you_mean
from tongban.routing.agreements import Agreement, Agreements, Item, shortenable
from tongban.yaml_files import read_yaml

RG_01: Final = "RG-01 区域规则不得增加申请人义务"


class Catalogue(Protocol):
    """The matters a node serves and the nation's parameters of each; `Plugins` is one."""

    @property
    def matters(self) -> tuple[Matter, ...]:
        """Every matter in its current edition."""
        ...

    def layer(self, matter_id: str) -> Layer:
        """The nation's parameters for a matter."""
        ...


def load_agreements(paths: Sequence[Path], catalogue: Catalogue, *, also: Iterable[Agreement] = ()) -> Agreements:
    """The built-in regions, those of the operator's files and `also`, held against the national rules.

    Raises `Misconfigured` naming file, agreement and matter. What an agreement says of a matter that this node does
    not serve is left unread.
    """
    sources: list[tuple[str, Agreement]] = [("built-in agreements", each) for each in (*built_in_agreements(), *also)]
    sources += [(str(path), agreement) for path in paths for agreement in read_agreements(path)]
    known = {matter.id: matter for matter in catalogue.matters}
    for source, agreement in sources:
        for matter_id in agreement.items.keys() & known.keys():
            where = f"{source}: agreement {agreement.id!r}, {matter_id}"
            _hold(where, agreement, known[matter_id], catalogue.layer(matter_id))
    for matter in known.values():
        _hold_regions(matter, {agreement.id for _, agreement in sources})
    return Agreements(agreement for _, agreement in sources)


def _hold_regions(matter: Matter, known: Collection[str]) -> None:
    for region in sorted(matter.regions - set(known)):
        hint = did_you_mean(region, known) or f"; known are {', '.join(sorted(known))}"
        raise Misconfigured(f"matter {matter.id}: regions names {region!r}, which is the id of no agreement{hint}")


def built_in_agreements() -> list[Agreement]:
    """The regions that are known in public, without the invented ones."""
    return [agreement for agreement in _shipped() if not agreement.demo]


def demonstration_agreements() -> list[Agreement]:
    """The invented agreements that show in a demonstration what an agreement does."""
    return [agreement for agreement in _shipped() if agreement.demo]


def _shipped() -> list[Agreement]:
    return _decoded("built-in agreements", files("tongban.routing").joinpath("data/agreements.yaml").read_text("utf-8"))


def read_agreements(path: Path) -> list[Agreement]:
    """The agreements of a YAML file, a list of entries; raises `Misconfigured`."""
    try:
        return _decoded(str(path), path.read_text("utf-8"))
    except OSError as error:
        raise Misconfigured(
            f"agreements file {path} cannot be read: {error}; correct agreements in the settings"
        ) from error


def _decoded(source: str, text: str) -> list[Agreement]:
    try:
        return msgspec.convert(read_yaml(text) or [], list[Agreement])
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        remedy = f"an item holds shortened `parameters` and dropped materials, `without`, and nothing else ({RG_01})"
        raise Misconfigured(f"{source} cannot be read: {error}; {remedy}") from error


def _hold(where: str, agreement: Agreement, matter: Matter, national: Layer) -> None:
    item = agreement.items[matter.id]
    for name, value in item.parameters.items():
        _hold_name(f"{where}: {name}", name, shortenable(matter).keys() & national.parameters.keys())
        _hold_value(f"{where}: {name}", value, _shortest(national.parameters[name], agreement))
    _hold_materials(where, item, matter)


def _hold_name(where: str, name: str, terms: Collection[str]) -> None:
    if name not in terms:
        hint = did_you_mean(name, terms) or f"; the terms are {', '.join(sorted(terms))}"
        raise Misconfigured(f"{where} is no term of an office that an agreement could shorten ({RG_01}){hint}")


def _hold_value(where: str, value: int, limit: int | None) -> None:
    if limit is not None and value > limit:
        raise Misconfigured(f"{where} = {value} is longer than the nation's {limit}: {RG_01}; write {limit} or less")


def _shortest(parameter: Parameter, agreement: Agreement) -> int | None:
    """The shortest national value in force at any time of the agreement."""
    start, end = agreement.since or date.min, agreement.until or date.max
    at_start = parameter.on(start)
    later = [value for value in parameter.values if start < value.since <= end]
    values = [int(value.value) for value in ([at_start] if at_start else []) + later]
    return min(values, default=None)


def _hold_materials(where: str, item: Item, matter: Matter) -> None:
    known = [material.key for material in matter.materials]
    for key in item.without:
        if key not in known:
            hint = did_you_mean(key, known) or f"; its materials are {', '.join(known) or 'none'}"
            raise Misconfigured(f"{where}: without {key!r}, which the matter does not ask for{hint}")
