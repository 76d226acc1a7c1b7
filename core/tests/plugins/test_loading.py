from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tongban.errors import Misconfigured, NotFound, PluginError
from tongban.plugins import load_plugins

Install = Callable[..., Path]


def test_only_the_plugins_named_are_loaded_in_that_order(
    install_plugin: Install, sound: str, parameters: dict[str, str]
):
    install_plugin("park", sound, **parameters)
    install_plugin("quiet", "")
    install_plugin("asleep", "raise RuntimeError('must not be imported')")
    plugins = load_plugins(["quiet", "park"])
    assert [row.name for row in plugins.describe()] == ["quiet", "park", "tongban"]
    assert plugins.matter("park.permit").name == "停车证"


def test_a_row_tells_name_version_matters_and_hooks(install_plugin: Install, sound: str, parameters: dict[str, str]):
    install_plugin("park", sound, version="2.3", **parameters)
    row = load_plugins(["park"]).describe()[0]
    assert (row.name, row.version, row.matters, row.hooks) == (
        "park", "2.3", ("park.permit（2026）",), ("register_matters",),
    )  # fmt: skip


def test_two_nodes_with_different_plugins_live_in_one_process(
    install_plugin: Install, sound: str, parameters: dict[str, str]
):
    install_plugin("park", sound, **parameters)
    install_plugin("quiet", "")
    served, bare = load_plugins(["park"]), load_plugins(["quiet"])
    assert [matter.id for matter in served.matters] == ["park.permit"]
    assert bare.matters == ()
    with pytest.raises(NotFound, match=r"没有开通事项“park\.permit”"):
        bare.matter("park.permit")


def test_a_mistyped_name_gets_a_suggestion(install_plugin: Install):
    install_plugin("park", "")
    with pytest.raises(Misconfigured, match=r"'prak' is named but not installed; did you mean 'park'\?"):
        load_plugins(["prak"])


def test_a_plugin_that_is_not_installed_says_how_to_install_it():
    with pytest.raises(Misconfigured, match="pip install tongban-fishing-rights"):
        load_plugins(["fishing_rights"])


def test_a_plugin_named_twice_is_refused(install_plugin: Install):
    install_plugin("park", "")
    with pytest.raises(Misconfigured, match="'park' named twice"):
        load_plugins(["park", "park"])


def test_a_plugin_that_cannot_be_imported_is_named_with_file_and_line(install_plugin: Install):
    install_plugin("broken", "from __future__ import annotations\n\nimport no_such_module\n")
    with pytest.raises(PluginError, match=r"plugin 'broken': .*tongban_broken/plugin\.py:3: ModuleNotFoundError"):
        load_plugins(["broken"])


def test_a_syntax_error_is_named_with_file_and_line(install_plugin: Install):
    install_plugin("broken", "\ndef half(:\n")
    with pytest.raises(PluginError, match=r"tongban_broken/plugin\.py:2: "):
        load_plugins(["broken"])


def test_a_mistyped_hook_stops_the_start(install_plugin: Install):
    source = "from tongban import hookimpl\n@hookimpl\ndef tongban_register_mattters():\n    return []\n"
    install_plugin("typo", source)
    with pytest.raises(PluginError, match=r"plugin\.py:2: .*did you mean 'tongban_register_matters'\?"):
        load_plugins(["typo"])


def test_a_hook_without_its_mark_stops_the_start(install_plugin: Install):
    package = install_plugin("park", "def tongban_piccolo_apps():\n    return []\n")
    with pytest.raises(PluginError, match=r"plugin\.py:1: tongban_piccolo_apps is not marked.*@hookimpl") as raised:
        load_plugins(["park"])
    assert str(package / "plugin.py") in str(raised.value)


def test_a_hook_with_an_unknown_argument_stops_the_start(install_plugin: Install):
    source = "from tongban import hookimpl\n@hookimpl\ndef tongban_register_matters(node):\n    return []\n"
    install_plugin("greedy", source)
    with pytest.raises(
        PluginError, match=r"plugin 'greedy': .*plugin\.py:2: .*node.*; write it as def tongban_register"
    ):
        load_plugins(["greedy"])


def test_a_hook_that_raises_is_named_with_file_and_line(install_plugin: Install):
    source = "from tongban import hookimpl\n@hookimpl\ndef tongban_register_matters():\n    return 1 / 0\n"
    install_plugin("dividing", source)
    with pytest.raises(PluginError, match=r"tongban_register_matters failed: .*plugin\.py:4: ZeroDivisionError"):
        load_plugins(["dividing"])


def test_guides_without_a_matter_say_that_none_was_returned(
    install_plugin: Install, sound: str, parameters: dict[str, str]
):
    guides = {"guides.yaml": "park.permit: {summary: 停车证}\n"}
    install_plugin("park", sound.replace("return [PERMIT]", "[PERMIT]"), **parameters, **guides)
    with pytest.raises(PluginError, match=r"guides\.yaml:1: .*let tongban_register_matters return it"):
        load_plugins(["park"])


def test_what_is_no_matter_is_refused(install_plugin: Install):
    source = "from tongban import hookimpl\n@hookimpl\ndef tongban_register_matters():\n    return ['park']\n"
    install_plugin("texts", source)
    with pytest.raises(
        PluginError, match=r"plugin\.py:2: tongban_register_matters returned 'park'; return Matter objects"
    ):
        load_plugins(["texts"])


def test_two_plugins_may_not_share_a_prefix(install_plugin: Install, sound: str, parameters: dict[str, str]):
    install_plugin("park", sound, **parameters)
    install_plugin("also", sound, **parameters)
    with pytest.raises(
        PluginError, match=r"tongban_also/plugin\.py:\d+: its matters begin with 'park' as those of 'park'"
    ):
        load_plugins(["park", "also"])


def test_the_matters_of_a_plugin_share_one_prefix(install_plugin: Install, sound: str, parameters: dict[str, str]):
    install_plugin("park", _with_second(sound, id='"lot.permit"'), **parameters)
    with pytest.raises(PluginError, match=r"plugin\.py:\d+: its matters begin with lot and park; give them one prefix"):
        load_plugins(["park"])


def test_an_older_edition_stays_available_beside_the_current_one(
    install_plugin: Install, sound: str, parameters: dict[str, str]
):
    install_plugin("park", _with_second(sound, edition='"2027"'), **parameters)
    plugins = load_plugins(["park"])
    assert plugins.matter("park.permit").edition == "2027"
    assert plugins.matter("park.permit", "2026").edition == "2026"
    assert plugins.editions() == {"park.permit": ("2026", "2027")}
    with pytest.raises(NotFound, match="2025版"):
        plugins.matter("park.permit", "2025")


def test_one_edition_registered_twice_is_refused(install_plugin: Install, sound: str, parameters: dict[str, str]):
    install_plugin("park", _with_second(sound, name='"另一停车证"'), **parameters)
    with pytest.raises(PluginError, match="edition 2026 is registered twice"):
        load_plugins(["park"])


def test_open_cases_of_a_missing_edition_stop_the_start_and_are_named(
    install_plugin: Install, sound: str, parameters: dict[str, str]
):
    install_plugin("park", sound, **parameters)
    plugins = load_plugins(["park"])
    plugins.require_editions({("park.permit", "2026"): ["1"]})
    with pytest.raises(Misconfigured, match=r"open cases 51-7 need park\.permit edition 2019"):
        plugins.require_editions({("park.permit", "2019"): ["51-7"]})


def _with_second(sound: str, **changes: str) -> str:
    arguments = ", ".join(f"{name}={value}" for name, value in changes.items())
    copy = f"import dataclasses\nSECOND = dataclasses.replace(PERMIT, {arguments})\n\n\n@hookimpl"
    return sound.replace("@hookimpl", copy).replace("return [PERMIT]", "return [PERMIT, SECOND]")


def test_a_plugin_with_a_name_of_tongbans_own_is_told_to_take_another(install_plugin: Install):
    install_plugin("tongban", "")
    with pytest.raises(PluginError, match=r"plugin 'tongban': its name is taken by Tongban itself: take another name"):
        load_plugins(["tongban"])


def test_two_plugins_with_one_module_are_told_of_each_other(install_plugin: Install):
    package = install_plugin("park", "")
    (points,) = package.parent.glob("tongban_park-*/entry_points.txt")
    points.write_text("[tongban]\npark = tongban_park.plugin\nparking = tongban_park.plugin\n")
    with pytest.raises(PluginError, match=r"'parking': its module tongban_park\.plugin is that of 'park' too: name"):
        load_plugins(["park", "parking"])
