from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tongban.cli import main
from tongban.identity.people import Officer
from tongban.identity.viewers import Holder, Viewer
from tongban.node import open_node
from tongban.settings import load_settings
from tongban.settings_page import EXAMPLE
from tongban.testing import example
from tongban.testing.example.matters import EXAMPLE as EXAMPLE_MATTER

Command = Callable[..., Result]
Install = Callable[..., Path]

CLERK = Officer(id="cd-1", name="周成都", office="5101-gjj", roles=frozenset({"clerk", "officer"}))
OFFICES = "- {code: 5101-gjj, name: 成都中心, division: '510100', authorities: [housing_fund_centre]}\n"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Path:
    text = EXAMPLE.replace('plugins = ["housing_fund", "household", "marriage"]', "plugins = []")
    path = tmp_path / "tongban.toml"
    path.write_text(text.replace("sqlite:///node.db", database_url) + 'offices = "offices.yaml"\n', "utf-8")
    (tmp_path / "offices.yaml").write_text(OFFICES, "utf-8")
    return path


@pytest.fixture
def tongban(settings: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(settings.parent)
    return lambda *words: CliRunner().invoke(main, list(words), catch_exceptions=False)


@pytest.fixture
def ready(tongban: Command) -> Command:
    """A node as the page of settings makes it."""
    for words in (
        "keys new 510000 node.key",
        "keys secret audit.secret",
        "trust new-root root-a root-a.key",
        "trust new-root root-b root-b.key",
        "trust new-root root-c root-c.key",
        "trust make --root root-a.key --root root-b.key --to trust.json tongban.toml",
        "migrate",
    ):
        result = tongban(*words.split())
        assert result.exit_code == 0, result.output
    return tongban


def test_a_node_made_as_the_page_says_passes_the_check(ready: Command):
    result = ready("check")
    assert result.exit_code == 0, result.output
    assert "no  " not in result.output
    assert "offices: 1 known" in result.output
    assert "entry in the trust list: 四川省" in result.output


def test_check_says_every_problem_at_once(tongban: Command):
    result = tongban("check")
    assert result.exit_code == 1
    for told in ("no  keys: ", "no  trust list: ", "no  audit secret: ", "no  database: ", "tongban migrate"):
        assert told in result.output


def test_check_tells_a_key_that_the_trust_list_does_not_know(ready: Command):
    Path("node.key").unlink()
    ready("keys", "new", "510000", "node.key")
    result = ready("check")
    assert result.exit_code == 1
    assert "is not listed as active for node 510000" in result.output


def next_list(tongban: Command, *change: str) -> None:
    """Publishes a list that two roots signed, which changes the one in use."""
    tongban("trust", "draft", "--after", "trust.json", *change, "--to", "draft.json")
    for root in ("root-a.key", "root-b.key"):
        tongban("trust", "sign", "draft.json", "--root", root, "--since", "trust.json")
    assert tongban("trust", "publish", "draft.json").exit_code == 0


def test_a_suspended_node_can_start_and_is_told_that_letters_wait(ready: Command):
    next_list(ready, "--suspend", "510000")
    result = ready("check")
    assert result.exit_code == 0, result.output
    assert "--  entry in the trust list: node 510000 is suspended in the trust list: letters wait" in result.output
    assert "The node can start, without what is missing" in result.output


def test_a_list_that_does_not_name_the_node_is_told_when_it_is_taken(ready: Command):
    ready("trust", "draft", "--after", "trust.json", "--remove", "510000", "--to", "draft.json")
    refused = ready("trust", "publish", "draft.json")
    assert "bears 0 valid root signatures of the 2 needed; have enough keepers sign a draft" in refused.output
    for root in ("root-a.key", "root-b.key"):
        ready("trust", "sign", "draft.json", "--root", root, "--since", "trust.json")
    assert "it does not name node 510000: fetch again once" in ready("trust", "publish", "draft.json").output


def test_changing_keys_tells_which_fingerprints_are_new(ready: Command):
    before = re.findall(r"[\w-]{43}", ready("join", "--to", "request.jws").output)
    told = ready("trust", "rotate-key", "--to", "request.jws").output
    marked = {line.split()[2]: line.endswith("  new") for line in told.splitlines() if line.startswith("  ")}
    assert [marked.pop(fingerprint) for fingerprint in before] == [False, False]
    assert list(marked.values()) == [True, True]


def test_migrate_twice_has_nothing_to_do(ready: Command):
    assert ready("migrate").output == "Nothing to do: the database is up to date.\n"


def test_migrate_encrypts_files_that_an_older_version_stored_in_clear(ready: Command):
    content = b"%PDF-1.4 ... %%EOF"
    digest = hashlib.sha256(content).hexdigest()
    path = Path("data") / digest[:2] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert "encrypted 1 files in" in ready("migrate").output
    assert b"%PDF" not in path.read_bytes()
    assert ready("migrate").output == "Nothing to do: the database is up to date.\n"


def test_an_untouched_audit_log_is_intact(ready: Command):
    result = ready("audit", "verify")
    assert result.exit_code == 0
    checkpoint = result.output.split("checkpoint: ")[1].split()[0]
    assert ready("audit", "verify", "--since", checkpoint).exit_code == 0
    assert "is no checkpoint" in ready("audit", "verify", "--since", "yesterday").output


def test_a_key_is_never_overwritten_and_private(ready: Command):
    before = Path("node.key").read_bytes()
    result = ready("keys", "new", "510000", "node.key")
    assert result.exit_code == 1
    assert "exists already" in result.output
    assert Path("node.key").read_bytes() == before
    assert Path("node.key").stat().st_mode & 0o077 == 0
    assert '"d":' in Path("node.key").read_text("utf-8")
    assert '"d":' not in Path("node.key.public").read_text("utf-8")


def test_plugins_lists_name_version_matters_and_hooks(tongban: Command, settings: Path, install_plugin: Install):
    install_plugin("quiet", "", version="4.2")
    settings.write_text(settings.read_text("utf-8").replace("plugins = []", 'plugins = ["quiet"]'), "utf-8")
    output = tongban("plugins").output
    assert "quiet  4.2\n  matters: none\n  hooks: none\n" in output
    assert "register_transports" in output


def test_a_plugin_that_lacks_its_required_passport_is_listed_with_the_reason_and_the_node_starts_without_it(
    ready: Command, install_plugin: Install
):
    install_plugin("quiet", "", version="4.2")
    ready("keys", "new", "testers", "testers.key")
    settings = Path("tongban.toml")
    required = 'plugins = ["quiet"]\nrequire_passports = true\npassport_signers = ["testers.key.public"]'
    settings.write_text(settings.read_text("utf-8").replace("plugins = []", required), "utf-8")
    assert "quiet  4.2\n  refused: it has no passport: put it at " in ready("plugins").output
    result = ready("check")
    assert result.exit_code == 0, result.output
    assert "--  plugin quiet: it is left out: it has no passport" in result.output
    assert "The node can start, without what is missing: tongban run" in result.output
    assert [row.name for row in open_node(load_settings(settings)).plugins.refused] == ["quiet"]


def test_check_tells_which_edition_that_is_offered_here_the_trust_list_does_not_name(
    ready: Command, settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    example.offer(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert "editions in the trust list" not in ready("check").output
    settings.write_text(settings.read_text("utf-8").replace("plugins = []", f'plugins = ["{example.NAME}"]'), "utf-8")
    result = ready("check")
    assert result.exit_code == 0, result.output
    assert "--  editions in the trust list: the trust list does not name" in result.output
    assert f"{EXAMPLE_MATTER.id} {EXAMPLE_MATTER.edition}" in result.output
    assert "tongban join --to request.jws" in result.output


def test_check_names_what_cannot_be_read_of_a_table_of_divisions(ready: Command, settings: Path):
    settings.write_text(f'divisions = ["townships.csv"]\n{settings.read_text("utf-8")}', "utf-8")
    assert "townships.csv cannot be read" in ready("check").output
    table = Path("townships.csv")
    table.write_text("code,name\n510104020,示例街道\n51010402,样例街道\n", "utf-8")
    result = ready("check")
    assert (result.exit_code, "townships.csv:3: " in result.output) == (1, True)
    table.write_text("code,name\n510104020,示例街道\n", "utf-8")
    result = ready("check")
    assert result.exit_code == 0, result.output
    assert "codes, 1 files besides the built-in ones" in result.output


async def enrolled(settings: Path) -> None:
    node = open_node(load_settings(settings))
    await node.start()
    try:
        await node.accounts.enrol(CLERK)
        owner, expires = Viewer(key=CLERK.id, holder=Holder(officer=CLERK)), node.clock.now() + timedelta(days=1)
        await node.tokens.issue(owner, title="脚本", scopes=frozenset(), expires=expires)
    finally:
        await node.stop()


def test_an_officer_whose_service_ends_can_sign_in_no_more_until_reinstated(ready: Command, settings: Path):
    asyncio.run(enrolled(settings))
    listed = f"{CLERK.id}  {CLERK.office}  {CLERK.name}  clerk, officer"
    assert ready("officers", "list").output.splitlines() == [listed]
    assert ready("officers", "dismiss", CLERK.id).output == f"{CLERK.id}: dismissed; 0 sessions and 1 tokens ended\n"
    assert ready("officers", "list").output.splitlines() == [f"{listed}  dismissed"]
    assert ready("officers", "reinstate", CLERK.id).output == f"{CLERK.id}: in service\n"
    assert ready("officers", "list").output.splitlines() == [listed]
    assert ready("audit", "verify").exit_code == 0
    unknown = ready("officers", "dismiss", "nobody")
    assert (unknown.exit_code, "nobody" in unknown.output) == (1, True)


def test_an_operators_mistake_is_told_without_a_traceback(tongban: Command, settings: Path):
    settings.write_text("prot = 1\n", "utf-8")
    result = tongban("plugins")
    assert result.exit_code == 1
    assert result.output == "Error: tongban.toml: prot is no setting; did you mean 'port'?\n"


def test_an_expired_or_foreign_trust_list_is_told_by_check(ready: Command):
    ready("keys", "new", "other", "other.key")
    ready("trust", "make", "--root", "other.key", "--to", "trust.json", "tongban.toml")
    assert "0 valid root signatures of the 2 needed" in ready("check").output


def test_the_values_of_two_provinces_are_compared(tongban: Command, settings: Path, install_plugin: Install):
    result = tongban("parameters", "diff", "510000", "440000", "--on", "2026-11-23")
    assert (result.exit_code, result.output) == (0, "No difference: both provinces follow the nation's values.\n")
    assert "is no province; write its 6-digit code" in tongban("parameters", "diff", "51", "440000").output
    assert "'990000' is no province" in tongban("parameters", "diff", "440000", "990000").output
