from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tongban.errors import Misconfigured
from tongban.settings import load_settings
from tongban.settings_page import EXAMPLE, OVERLAY, settings_page

Write = Callable[[str], Path]

PAGE = Path(__file__).parents[2] / "docs" / "operators" / "settings.md"


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "tongban.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_the_page_of_settings_is_true():
    assert PAGE.read_text("utf-8") == settings_page(), "run: tongban settings > docs/operators/settings.md"


def test_the_example_of_the_page_can_be_read(write: Write, tmp_path: Path):
    settings = load_settings(write(EXAMPLE + OVERLAY), {})
    assert (settings.node, settings.port, settings.draft_days) == ("510000", 8051, 30)
    assert settings.overlays[0].file == tmp_path / "sichuan.yaml"


def test_paths_are_relative_to_the_file(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir("/")
    settings = load_settings(write(EXAMPLE), {})
    assert settings.key == tmp_path / "node.key"
    assert settings.data == tmp_path / "data"
    assert settings.trust_roots == tuple(tmp_path / f"root-{name}.key.public" for name in "abc")
    assert settings.database == f"sqlite:///{tmp_path}/node.db"


def test_the_environment_comes_before_the_file(write: Write):
    environment = {"TONGBAN_PORT": "9000", "TONGBAN_URL": "http://127.0.0.1:9000", "TONGBAN_DATABASE": "postgresql://x"}
    settings = load_settings(write(EXAMPLE), environment)
    assert (settings.port, settings.url, settings.database) == (9000, "http://127.0.0.1:9000", "postgresql://x")


WRONG = [
    ('node = "510000"', 'node = "51"', r"tongban\.toml: node = '51' cannot be used.*6-digit division code"),
    ('name = "四川省"', "", r"name is missing; add name = …, what people call the node"),
    ("port = 8051", 'port = "8051"', r"port = '8051' cannot be used"),
    ("port = 8051", "prot = 8051", r"prot is no setting; did you mean 'port'\?"),
    ("port = 8051", "port = 80511", r"port = 80511 cannot be used"),
    ("demo = true", "demo = 1", r"demo = 1 cannot be used"),
    ("127.0.0.1:8051", "四川 node", r"url = .* is no address"),
    ('key = "node.key"', "key = 7", r"key = 7 cannot be used.*Expected a path"),
    ("demo = true", "demo = true\ntrust_threshold = 4", r"trust_threshold = 4 with 3 trust_roots can never be reached"),
    ("port = 8051", "port = = 1", r"tongban\.toml cannot be read.*line 4"),
    ("port = 8051", 'passports_may_skip = ["page"]', r"passports_may_skip names 'page'.*did you mean 'pages'\?"),
    ("port = 8051", 'locale = "chinese"', r"locale = 'chinese' cannot be used"),
]


@pytest.mark.parametrize(("right", "wrong", "told"), WRONG)
def test_a_wrong_setting_names_file_key_found_and_remedy(write: Write, right: str, wrong: str, told: str):
    assert right in EXAMPLE
    with pytest.raises(Misconfigured, match=told):
        load_settings(write(EXAMPLE.replace(right, wrong)), {})


def test_a_wrong_variable_is_named(write: Write):
    with pytest.raises(Misconfigured, match="TONGBAN_PORT: port = 'x' cannot be used"):
        load_settings(write(EXAMPLE), {"TONGBAN_PORT": "x"})


def test_a_public_address_must_be_encrypted_outside_demonstrations(write: Write):
    text = EXAMPLE.replace("demo = true", "demo = false").replace("http://127.0.0.1:8051", "http://tongban.example")
    with pytest.raises(Misconfigured, match="is not encrypted; write https://"):
        load_settings(write(text), {})


def test_one_root_alone_changes_the_list_of_a_demonstration_only(write: Write):
    one = EXAMPLE.replace("demo = true", "demo = true\ntrust_threshold = 1")
    assert load_settings(write(one), {}).trust_threshold == 1
    told = r"tongban\.toml: trust_threshold = 1 lets one root .*; name 2 trust_roots or more .* or set demo = true"
    for roots in ('["a.public"]', '["a.public", "b.public"]'):
        text = re.sub("trust_roots = .*", f"trust_roots = {roots}", one).replace("demo = true", "demo = false")
        with pytest.raises(Misconfigured, match=told):
            load_settings(write(text), {})


def test_an_overlay_of_a_plugin_that_is_not_loaded_is_refused(write: Write):
    with pytest.raises(Misconfigured, match=r"'housing_found' is not among plugins; did you mean 'housing_fund'\?"):
        load_settings(write(EXAMPLE + OVERLAY.replace("housing_fund", "housing_found")), {})


def test_an_unknown_key_of_an_overlay_is_refused(write: Write):
    with pytest.raises(Misconfigured, match=r"overlays\.fiel is no setting; did you mean 'file'\?"):
        load_settings(write(EXAMPLE + OVERLAY.replace("file =", "fiel =")), {})


def test_a_missing_file_says_how_to_name_one(tmp_path: Path):
    with pytest.raises(Misconfigured, match=r"does not exist; write one .* --settings"):
        load_settings(tmp_path / "tongban.toml", {})
