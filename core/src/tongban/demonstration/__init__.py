"""Three fictitious provinces with offices, staff and mandates: what the demo, the specs and the journeys live in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from tongban.identity.seed import Seed, load_seed
from tongban.routing.offices import Office, load_offices

NAMES = {"440000": "广东省", "500000": "重庆市", "510000": "四川省"}
NEIGHBOUR = "330000"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProvince:
    """One province of the demonstration; `node` is its 6-digit code."""

    node: str
    name: str
    offices: tuple[Office, ...]
    seed: Seed


@cache
def demo_provinces() -> tuple[DemoProvince, ...]:
    """广东, 重庆 and 四川, read once."""
    return tuple(
        DemoProvince(node=node, name=name, offices=_offices(node), seed=_seed(node)) for node, name in NAMES.items()
    )


def neighbour_offices() -> tuple[Office, ...]:
    """Offices of a province that no node serves, so that papers go there by post."""
    return _offices(NEIGHBOUR)


def data_file(name: str) -> Path:
    """The path of a data file of the demonstration."""
    with as_file(files("tongban.demonstration") / "data" / name) as path:
        return path


def _offices(node: str) -> tuple[Office, ...]:
    return tuple(load_offices(data_file(f"offices_{node}.yaml")))


def _seed(node: str) -> Seed:
    return load_seed(data_file(f"seed_{node}.yaml"))
