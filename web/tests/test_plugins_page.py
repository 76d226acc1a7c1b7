"""The page of plugins says of one that is not admitted why, and what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path
from string import Formatter

import pytest
from spoilt_plugins import write_record

from tongban.exchange import keys
from tongban.passports.needed import NEEDED
from tongban.passports.passport import passport_of, signed
from tongban.passports.reasons import ENGLISH, Reason
from tongban.testing.world import ALL, World
from tongban.trust_files import save_public
from tongban_web.templating import build_environment
from tongban_web.testing.visitor import Visitor

KINDS = ("sqlite", "postgresql")
SIGNED = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A plugin without a matter, as its wheel leaves it."""
    site = tmp_path / "site"
    files = {
        "tongban_quiet/__init__.py": "",
        "tongban_quiet/plugin.py": "from __future__ import annotations\n",
        "tongban_quiet-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tongban-quiet\nVersion: 1.0\n",
        "tongban_quiet-1.0.dist-info/entry_points.txt": "[tongban]\nquiet = tongban_quiet.plugin\n",
    }
    for path, text in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, "utf-8")
    write_record(site)
    monkeypatch.syspath_prepend(str(site))
    yield site / "tongban_quiet"
    for loaded in [name for name in sys.modules if name.partition(".")[0] == "tongban_quiet"]:
        del sys.modules[loaded]


@pytest.fixture
def requiring(world: World, wheel: Path, tmp_path: Path) -> World:
    """四川 requires passports and has one, of the plugin without a matter, by a signer it goes by."""
    own, public = keys.generate_pair("testers"), tmp_path / "testers.key.public"
    save_public(own, public)
    checks = dict.fromkeys(NEEDED, "passed")
    passport = passport_of(
        "quiet",
        distribution("tongban-quiet"),
        matters=(),
        checks=checks,
        specifications={},
        databases=KINDS,
        now=SIGNED,
    )
    (tmp_path / "quiet.passport").write_bytes(signed(passport, own.signing[-1]))
    for code in ALL:
        world.enable(code, *(("quiet", "household") if code == "510000" else ()))
    world.settings["510000"] = {"require_passports": True, "passports": tmp_path, "passport_signers": (public,)}
    return world


def told_of(world: World, plugin: str) -> str:
    """What the page says of a plugin."""
    supervisor = Visitor.at(world, "510000")
    supervisor.sign_in_staff("510000-supervisor")
    page = supervisor.get("/supervision/plugins")
    (section,) = page.document.xpath(f"//section[h2[starts-with(normalize-space(), '{plugin} ')]]")
    return " ".join(section.text_content().split())


def test_a_plugin_with_a_passport_is_enabled_and_one_without_says_how_to_get_it(requiring: World):
    assert "未启用" not in told_of(requiring, "quiet")
    refused = told_of(requiring, "household")
    assert "未启用。请把原因转告运维人员：没有合格证。请把合格证放到 " in refused
    assert "household.passport；出具的命令是 tongban verify household --sign 私钥文件。" in refused


def test_a_plugin_that_was_changed_after_it_was_signed_names_the_file(requiring: World, wheel: Path):
    (wheel / "more.py").write_text("", "utf-8")
    with (wheel / "plugin.py").open("a") as code:
        code.write("# changed\n")
    told = f"安装以后，文件 {wheel / 'plugin.py'} 被改动过、多出了文件 {wheel / 'more.py'}。请重新安装它的 wheel 包。"
    assert f"未启用。请把原因转告运维人员：{told}" in told_of(requiring, "quiet")


@pytest.mark.parametrize("code", ENGLISH)
def test_every_reason_is_told_in_chinese_with_all_that_it_names(code: str):
    page = build_environment(None, ()).get_template("staff/why_left_out.html").module
    named = [name for _, name, _, _ in Formatter().parse(ENGLISH[code]) if name and name != "parts"]
    reason = Reason.of(code, Reason("damaged"), **{name: f"<{name}>" for name in named})
    told = str(page.why_left_out(reason)).strip()
    assert told
    assert all(f"&lt;{name}&gt;" in told for name in named)
