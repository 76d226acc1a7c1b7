"""The folder of a demonstration: keys, trust list, settings, offices and staff of each province."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from tongban.demonstration import DemoProvince, data_file, demo_provinces, neighbour_offices
from tongban.exchange import keys
from tongban.exchange.trust_signing import read_unverified
from tongban.plugin_sources import folder_of, installed, load
from tongban.settings import Settings, load_settings
from tongban.trust_files import make_roots, make_trust_list, read_member, root_files

HOST = "127.0.0.1"
DATABASE = "node.db"
OWN_FILE = f"sqlite:///{DATABASE}"
TRUST_DAYS = 3650
"""A demonstration's list is made anew at each start; ten years suit whoever looks at an old folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """One province of a demonstration: where its files are and on which port it listens."""

    node: str
    name: str
    port: int
    folder: Path

    @property
    def url(self) -> str:
        """Where its site is reached."""
        return f"http://{HOST}:{self.port}"

    @property
    def settings_file(self) -> Path:
        """Its settings."""
        return self.folder / "tongban.toml"

    @property
    def database_file(self) -> Path:
        """Its SQLite file."""
        return self.folder / DATABASE

    @property
    def log_file(self) -> Path:
        """What its process prints."""
        return self.folder / "node.log"


def lay_out(
    folder: Path, ports: Mapping[str, int], *, now: datetime, databases: Mapping[str, str] = MappingProxyType({})
) -> tuple[Province, ...]:
    """The provinces with every file they need but the database; keys and secrets that are there already stay.

    `databases` are the URLs of those that are to keep theirs elsewhere than in a file of their folder, by node.
    """
    laid_out = [
        _lay_out(demo, folder / demo.node, port=ports[demo.node], database=databases.get(demo.node, OWN_FILE))
        for demo in demo_provinces()
    ]
    signers = make_roots(folder)[:2]
    members = [read_member(read_settings(province)) for province in laid_out]
    trust_list = folder / "trust.json"
    version = read_unverified(trust_list.read_bytes()).version + 1 if trust_list.is_file() else 1
    trust_list.write_bytes(make_trust_list(members, roots=signers, now=now, version=version, days=TRUST_DAYS))
    return tuple(laid_out)


def read_settings(province: Province) -> Settings:
    """A province's settings, whatever the environment says of other nodes."""
    return load_settings(province.settings_file, {})


def forget(folder: Path) -> None:
    """Remove a demonstration with all its data."""
    shutil.rmtree(folder, ignore_errors=True)


def _lay_out(demo: DemoProvince, folder: Path, *, port: int, database: str) -> Province:
    province = Province(node=demo.node, name=demo.name, port=port, folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    _make_secrets(province)
    shutil.copyfile(data_file(f"seed_{demo.node}.yaml"), folder / "seed.yaml")
    (folder / "offices.yaml").write_bytes(msgspec.yaml.encode([*demo.offices, *neighbour_offices()]))
    province.settings_file.write_text(_settings(province, database, sorted(installed())) + _overlays(), "utf-8")
    return province


def _make_secrets(province: Province) -> None:
    key, secret = province.folder / "node.key", province.folder / "audit.secret"
    if not key.is_file():
        keys.save(keys.generate_pair(province.node), key)
    if not secret.is_file():
        secret.touch(0o600)
        secret.write_bytes(secrets.token_bytes(32))


def _settings(province: Province, database: str, plugins: Sequence[str]) -> str:
    values: dict[str, object] = {
        "node": province.node,
        "name": province.name,
        "url": province.url,
        "host": HOST,
        "port": province.port,
        "demo": True,
        "database": database,
        "plugins": plugins,
        "identity_providers": ["development"],
        "seed": "seed.yaml",
        "offices": "offices.yaml",
        "key": "node.key",
        "audit_secret": "audit.secret",
        "trust_list": "../trust.json",
        "trust_roots": [f"../{file.name}" for file in root_files(province.folder.parent)],
    }
    # A JSON string, number, truth value or list of strings is written the same way in TOML.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join(["# Made by the demonstration at each start.", *lines, ""])


@cache
def _overlays() -> str:
    """The values that places set for themselves, as each plugin brings them: `demo/values/<division>.yaml`."""
    found = (
        (name, file)
        for name, point in sorted(installed().items())
        for file in sorted((folder_of(load(point)) / "demo" / "values").glob("*.yaml"))
    )
    return "".join(
        f'\n[[overlays]]\nprovince = "{file.stem}"\nplugin = "{name}"\nfile = {json.dumps(str(file))}\n'
        for name, file in found
    )
