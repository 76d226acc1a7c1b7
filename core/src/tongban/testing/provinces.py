"""Provinces for specs: nodes in one process, joined by a loopback, each with its own database."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from tongban.assembly.evidence import PutBefore, nothing_before
from tongban.assembly.exchange import ChooseTransport
from tongban.clock import Clock
from tongban.demonstration import DemoProvince, data_file, demo_provinces
from tongban.exchange import keys
from tongban.exchange.fakes import LoopbackTransport
from tongban.identity.seed import sow
from tongban.node import Node, open_node
from tongban.plugins import Plugins
from tongban.seed_rows import WRITTEN_FOR
from tongban.settings import Settings
from tongban.testing.authorities import province_of, staffed
from tongban.testing.specs.at_a_node import as_the_node
from tongban.trust_files import make_roots, make_trust_list, member_of, root_files

ISSUED = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 3650
ROUNDS = 50

Served = dict[str, tuple[str, ...]]


def write_settings(
    folder: Path, province: DemoProvince, *, database: str, plugins: Sequence[str], trust_list: Path
) -> Settings:
    """Settings of a province under a folder, with a fresh key and secret."""
    home = folder / province.node
    home.mkdir(parents=True)
    keys.save(keys.generate_pair(province.node), home / "node.key")
    (home / "audit.secret").write_bytes(os.urandom(32))
    (home / "audit.secret").chmod(0o600)
    return Settings(
        node=province.node,
        name=province.name,
        url=f"http://127.0.0.1/{province.node}",
        database=database,
        plugins=tuple(plugins),
        key=home / "node.key",
        trust_list=trust_list,
        trust_roots=root_files(folder),
        audit_secret=home / "audit.secret",
        demo=True,
        identity_providers=("development",),
        data=home / "data",
        offices=data_file("offices_330000.yaml"),
        seed=data_file(f"seed_{province.node}.yaml"),
    )


def found_provinces(
    folder: Path,
    *,
    plugins: Mapping[str, tuple[str, ...]],
    loaded: Mapping[tuple[str, ...], Plugins],
    new_database: Callable[[Sequence[str]], str],
    listed: Mapping[str, Served],
    agreements: tuple[Path, ...] = (),
    like: Settings | None = None,
    changes: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> dict[str, Settings]:
    """Settings for every province of the demonstration, and the trust list that joins them.

    `loaded` are the plugins by their names; `new_database` makes one that has the tables of core and of some plugins'
    Piccolo apps; `listed` is what the list says of a province where that is not what its plugins serve; `like` is a
    node whose values hold in all of them, and `changes` are settings of a province that differ.
    """
    served = {node: loaded[names] for node, names in plugins.items()}
    signers = make_roots(folder)[:2]
    settings = {
        province.node: write_settings(
            folder,
            province,
            database=new_database(served[province.node].piccolo_apps),
            plugins=plugins[province.node],
            trust_list=folder / "trust.json",
        )
        for province in demo_provinces()
        if province.node in plugins
    }
    if like is not None:
        settings = {code: as_the_node(each, like) for code, each in settings.items()}
    if agreements:
        settings = {code: msgspec.structs.replace(each, agreements=agreements) for code, each in settings.items()}
    settings = {code: msgspec.structs.replace(each, **changes.get(code, {})) for code, each in settings.items()}
    offices = {node: staffed(province_of(node), each.matters).offices for node, each in served.items()}
    members = [
        member_of(
            each,
            own=keys.load(each.key, served[node].suites()),
            matters=listed.get(node, served[node].editions()),
            offices=offices[node],
        )
        for node, each in settings.items()
    ]
    (folder / "trust.json").write_bytes(make_trust_list(members, roots=signers, now=ISSUED, days=DAYS))
    return settings


async def open_province(
    settings: Settings,
    *,
    clock: Clock,
    plugins: Plugins | None,
    loopback: LoopbackTransport,
    transport: ChooseTransport | None = None,
    before_register: PutBefore = nothing_before,
) -> Node:
    """A node with its seeds and demo records on a migrated database, ready for acts; no background work runs.

    It is joined to the loopback, unless another transport is chosen.
    """
    node = open_node(
        settings,
        clock=clock,
        plugins=plugins,
        transport=transport or (lambda _: loopback),
        before_register=before_register,
    )
    await node.database.start()
    province = staffed(province_of(settings.node), node.plugins.matters)
    async with node.database.transaction("demo.seed"):
        await sow(province.seed, accounts=node.accounts, mandates=node.mandates)
        for sql, arguments in node.plugins.demo_records(settings.node, on=WRITTEN_FOR):
            await node.database.execute(sql, *arguments)
    loopback.takes[settings.node] = node.exchange.inbox.take
    loopback.responds[settings.node] = node.exchange.queries.answer
    return node


async def nothing_else(node: Node) -> int:
    """A loopback calls: nothing waits to be taken."""
    return 0


async def deliver(nodes: Sequence[Node], *, take: Callable[[Node], Awaitable[int]] = nothing_else) -> int:
    """Let the exchange run until nothing is under way; how many items were moved.

    `take` lets a node take what its transports hold for it.
    """
    total = 0
    for _ in range(ROUNDS):
        moved = 0
        for node in nodes:
            moved += await node.exchange.courier.deliver_due()
            moved += await take(node)
            moved += await node.exchange.inbox.applier.apply_due()
            moved += await node.file_traffic.go_on()
        if not moved:
            return total
        total += moved
    message = "the exchange did not come to rest"
    raise AssertionError(message)
