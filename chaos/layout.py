"""The nodes of a run on disk: keys, one trust list, settings; each is reached by the others through its proxy only."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tongban.exchange import keys
from tongban.settings import load_settings
from tongban.trust_files import make_roots, make_trust_list, read_member, root_files
from tongban_web.demo.ports import free_ports

HOST: Final = "127.0.0.1"
NODES: Final = ("440000", "500000", "510000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one node lies and listens, with one port for each of its processes; others know only that of its proxy."""

    node: str
    ports: tuple[int, ...]
    proxy_port: int
    database: str
    folder: Path

    @property
    def urls(self) -> tuple[str, ...]:
        """Where the driver reaches each process of the node, past the proxy."""
        return tuple(map(url_of, self.ports))

    @property
    def url(self) -> str:
        """Where it reaches the first."""
        return self.urls[0]

    @property
    def settings_file(self) -> Path:
        """Its settings."""
        return self.folder / "tongban.toml"

    @property
    def log_file(self) -> Path:
        """What its process prints."""
        return self.folder / "node.log"


def url_of(port: int) -> str:
    """The address of a process that listens there."""
    return f"http://{HOST}:{port}"


def lay_out(
    folder: Path, databases: Mapping[str, str], *, proxied: bool = True, processes: int = 1
) -> tuple[Place, ...]:
    """A fresh node for each database, with everything it needs but tables; others reach it past no proxy if so told."""
    names = {node: [f"{node} {number}" for number in range(processes)] for node in databases}
    own = [name for several in names.values() for name in several]
    ports = free_ports([*(f"proxy of {node}" for node in databases), *own])
    if not proxied:
        ports |= {f"proxy of {node}": ports[names[node][0]] for node in databases}
    places = [
        Place(
            node=node,
            ports=tuple(ports[name] for name in names[node]),
            proxy_port=ports[f"proxy of {node}"],
            database=database,
            folder=folder / node,
        )
        for node, database in databases.items()
    ]
    signers = make_roots(folder)[:2]
    for place in places:
        _settle(place)
    members = [read_member(load_settings(place.settings_file, {})) for place in places]
    (folder / "trust.json").write_bytes(make_trust_list(members, roots=signers, now=datetime.now(UTC)))
    return tuple(places)


def _settle(place: Place) -> None:
    place.folder.mkdir(parents=True)
    keys.save(keys.generate_pair(place.node), place.folder / "node.key")
    secret = place.folder / "audit.secret"
    secret.touch(0o600)
    secret.write_bytes(secrets.token_bytes(32))
    values: dict[str, object] = {
        "node": place.node,
        "name": place.node,
        "url": f"http://{HOST}:{place.proxy_port}",
        "host": HOST,
        "port": place.ports[0],
        "demo": True,
        "database": place.database,
        "plugins": [],
        "identity_providers": ["development"],
        "key": "node.key",
        "audit_secret": "audit.secret",
        "trust_list": "../trust.json",
        "trust_roots": [f"../{file.name}" for file in root_files(place.folder.parent)],
    }
    place.settings_file.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
