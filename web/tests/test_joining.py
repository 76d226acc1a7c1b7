"""A fourth province joins three running ones by the written steps, over real HTTP."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
import uvicorn
from anyio.from_thread import BlockingPortal
from click.testing import CliRunner

from tongban.checks import CORE_APP
from tongban.cli import main
from tongban.exchange.suites import thumbprint
from tongban.node import Node, open_node
from tongban.settings import load_settings
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.migrating import bring_up
from tongban_web.app import create_app
from tongban_web.demo.ports import free_ports

STEPS = Path(__file__).parents[2] / "docs" / "operators" / "joining.md"
RUNNING = ("440000", "500000", "510000")
NEW, NEXT = "330000", "320000"
Run = Callable[..., str]
FINGERPRINT = re.compile(r"[A-Za-z0-9_-]{43}")


def written(place: str) -> list[list[str]]:
    """The commands that the page gives at one place."""
    blocks = re.findall(rf"<!-- at: {place} -->\n```\n(.*?)```", STEPS.read_text("utf-8"), re.DOTALL)
    assert blocks, place
    return [line.removeprefix("tongban ").split() for block in blocks for line in block.splitlines()]


@dataclass
class Provinces:
    """The folders of nodes and keepers, and the nodes that run."""

    folder: Path
    portal: BlockingPortal
    new_database: Any
    ports: dict[str, int] = field(default_factory=dict)
    running: dict[str, tuple[Node, uvicorn.Server, Future[None]]] = field(default_factory=dict)

    def run(self, where: str, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> str:
        (self.folder / where).mkdir(exist_ok=True)
        monkeypatch.chdir(self.folder / where)
        if arguments[0] == "cp":
            return str(shutil.copy(*arguments[1:]))
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert result.exit_code == 0, f"tongban {' '.join(arguments)}\n{result.output}"
        return result.output

    def tell(self, node: str, *arguments: str) -> str:
        """What a command at a node says, whether it is refused or not."""
        settings = str(self.folder / node / "tongban.toml")
        words = [str(self.folder / node / word) if word.endswith(".json") else word for word in arguments]
        return CliRunner().invoke(main, ["--settings", settings, *words], catch_exceptions=False).output

    def prepare(self, node: str) -> None:
        home = self.folder / node
        home.mkdir()
        self.ports |= free_ports([node])
        roots = ", ".join(f'"../keepers/root-{name}.key.public"' for name in "abc")
        (home / "tongban.toml").write_text(
            f'node = "{node}"\nname = "{node}"\nurl = "http://127.0.0.1:{self.ports[node]}"\n'
            f'database = "{self.new_database()}"\nplugins = []\nidentity_providers = ["development"]\ndemo = true\n'
            f'key = "node.key"\naudit_secret = "audit.secret"\ntrust_list = "trust.json"\n'
            f"trust_roots = [{roots}]\n",
            "utf-8",
        )

    def start(self, node: str) -> None:
        made = open_node(load_settings(self.folder / node / "tongban.toml", {}))
        config = uvicorn.Config(create_app(made), port=self.ports[node], log_level="error", lifespan="on")
        server = uvicorn.Server(config)
        served = self.portal.start_task_soon(server.serve)
        self.portal.call(_until_started, server)
        self.running[node] = (made, server, served)

    def stop(self) -> None:
        for _, server, served in self.running.values():
            server.should_exit = True
            served.result(timeout=60)
        self.running.clear()

    def url(self, node: str) -> str:
        return f"http://127.0.0.1:{self.ports[node]}"

    def version(self, node: str) -> int:
        return self.running[node][0].trust.current.document.version


async def _until_started(server: uvicorn.Server) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.01)


@pytest.fixture
def provinces(
    database_portal: BlockingPortal, migrated_database_url: NewMigratedDatabase, tmp_path: Path
) -> Iterator[Provinces]:
    made = Provinces(tmp_path, database_portal, lambda: migrated_database_url(bring_up, (CORE_APP,)))
    yield made
    made.stop()


def test_a_fourth_province_joins_three_running_ones(provinces: Provinces, monkeypatch: pytest.MonkeyPatch) -> None:
    run: Run = partial(provinces.run, monkeypatch=monkeypatch)
    _found(provinces, run)
    _join(provinces, run, NEW)
    assert [provinces.version(node) for node in RUNNING] == [2, 2, 2], "the others fetched it over HTTP"
    provinces.start(NEW)
    (checking,) = written("new node, started")
    assert "all 88 checks of node 510000 are as they should be" in run(NEW, *checking)
    assert "checks of node 330000 are as they should be" in run("500000", "trust", "check", NEW, "--quiet")


def test_the_same_steps_serve_the_next_province_too(provinces: Provinces, monkeypatch: pytest.MonkeyPatch) -> None:
    run: Run = partial(provinces.run, monkeypatch=monkeypatch)
    _found(provinces, run)
    _join(provinces, run, NEW)
    told = _join(provinces, run, NEXT)
    assert [provinces.version(node) for node in RUNNING] == [3, 3, 3]
    assert f"新增节点 {NEXT}" in told, "whoever signs is told what is new"
    assert f"节点 {NEW}" not in told
    assert f"授权 {NEXT} → 510000" in told


def _join(provinces: Provinces, run: Run, node: str) -> str:
    """A node is listed by the written steps, up to its start; what the second keeper was told."""
    signing, encryption = _with_keys(provinces, node, run)
    (asking, *then) = written("new node")
    told = run(node, *asking)
    assert signing in told
    assert encryption in told
    known = {"FINGERPRINT": signing, "FINGERPRINT-ENC": encryption, "URL": provinces.url("440000"), NEW: node}
    signed = _sign(provinces, run, node, known)
    for command in then:
        told = run(node, *(known.get(word, word) for word in command))
    assert "The node can start" in told
    return signed


def test_roots_follow_one_another_without_a_change_at_any_node(
    provinces: Provinces, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: Run = partial(provinces.run, monkeypatch=monkeypatch)
    _found(provinces, run)
    ((*making,),) = written("keeper d")
    keepers = provinces.folder / "keepers"
    told = {"D": run("keepers", *making)}
    told |= {name.upper(): (keepers / f"root-{name}.key.public").read_text() for name in "ab"}
    known = {f"FINGERPRINT-{name}": _fingerprint(each) for name, each in told.items()}
    for place in ("keeper a, changing roots", "keeper b, changing roots", "keeper a, new roots", "keeper d, new roots"):
        for command in written(place):
            run("keepers", *(known.get(word, word) for word in command))
    _publish(provinces, run, "a listed node, new roots")
    assert [provinces.version(node) for node in RUNNING] == [2, 2, 2], "signed by a new root, fetched over HTTP"
    refused = _next_list(provinces, run, "bc")
    assert "bears 1 valid root signatures of the 2 needed" in refused, "the root that was replaced counts no more"
    assert "have enough keepers sign a draft of the list in use" in refused
    _next_list(provinces, run, "bd")
    assert [provinces.version(node) for node in RUNNING] == [3, 3, 3]
    provinces.stop()
    provinces.start("510000")
    assert provinces.version("510000") == 3, "settings that name the old roots serve on"


def _fingerprint(text: str) -> str:
    if text.startswith("{"):
        (key,) = msgspec.json.decode(text)["keys"]
        return thumbprint(key["jwk"])
    return FINGERPRINT.findall(text)[0]


def _next_list(provinces: Provinces, run: Run, signers: str) -> str:
    """The next version after the one in use, signed by some roots and published; what publishing said."""
    keepers = provinces.folder / "keepers"
    shutil.copy(provinces.folder / "440000" / "trust.json", keepers)
    run("keepers", "trust", "draft", "--after", "trust.json", "--to", "draft.json")
    for root in signers:
        run("keepers", "trust", "sign", "draft.json", "--root", f"root-{root}.key", "--since", "trust.json")
    return _publish(provinces, run, "a listed node, new roots")


def _publish(provinces: Provinces, run: Run, place: str) -> str:
    shutil.copy(provinces.folder / "keepers" / "draft.json", provinces.folder / "440000")
    ((*command,),) = written(place)
    told = provinces.tell("440000", *command)
    for node in RUNNING:
        provinces.portal.call(provinces.running[node][0].trust_keeper.refresh)
    return told


def _found(provinces: Provinces, run: Run) -> None:
    """Three provinces with a first list, running."""
    for command in written("keepers"):
        run("keepers", *command)
    heard, requests = [], []
    for node in RUNNING:
        for fingerprint in _with_keys(provinces, node, run):
            heard += ["--compared", fingerprint]
        run(node, "join", "--to", f"../keepers/{node}.jws")
        requests += ["--add", f"{node}.jws"]
    run("keepers", "trust", "draft", *requests, *heard, "--to", "trust.json")
    for root in "ab":
        run("keepers", "trust", "sign", "trust.json", "--root", f"root-{root}.key", *heard)
    for node in RUNNING:
        shutil.copy(provinces.folder / "keepers" / "trust.json", provinces.folder / node)
        provinces.start(node)


def _sign(provinces: Provinces, run: Run, asking: str, known: dict[str, str]) -> str:
    """What the two keepers and one listed node do; then every running node looks once. What the keeper b was told."""
    keepers = provinces.folder / "keepers"
    shutil.copy(provinces.folder / asking / "request.jws", keepers)
    for command in (*written("keeper a"), *written("keeper b")):
        told = run("keepers", *(known.get(word, word) for word in command))
    shutil.copy(keepers / "draft.json", provinces.folder / "440000")
    for command in written("a listed node"):
        run("440000", *command)
    for node in RUNNING:
        provinces.portal.call(provinces.running[node][0].trust_keeper.refresh)
    for command in written("keepers, afterwards"):
        run("keepers", *command)
    return told


def _with_keys(provinces: Provinces, node: str, run: Run) -> list[str]:
    provinces.prepare(node)
    run(node, "keys", "secret", "audit.secret")
    told = run(node, "keys", "new", node, "node.key")
    return FINGERPRINT.findall(told)
