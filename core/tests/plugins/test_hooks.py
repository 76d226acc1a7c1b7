from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx
import pytest

from tongban import hookspecs
from tongban.cases.calendar_files import load_calendar
from tongban.clock import SystemClock
from tongban.errors import Misconfigured, PluginError
from tongban.evidence.registers import RegisterContext
from tongban.hookspecs import IdentityContext, TransportContext
from tongban.identity.seed import Seed
from tongban.plugins import load_plugins
from tongban.routing.divisions import Divisions
from tongban.storage import open_database

Install = Callable[..., Path]

DOCUMENT = Path(__file__).parents[3] / "docs" / "hooks.md"
HOOKS = {name: hook for name, hook in vars(hookspecs).items() if name.startswith("tongban_")}

REGISTER = """

class Accounts:
    name = "park.account"
    title = "账户"
    issuer = "停车办"

    def __init__(self, database):
        self.database = database

    async def look_up(self, *, subject, criteria):
        return None


@hookimpl
def tongban_register_registers(context):
    return [Accounts(context.database)]
"""

APP = """
from piccolo.columns import Varchar
from piccolo.conf.apps import AppConfig
from piccolo.table import Table


class Account(Table, tablename="park_account"):
    number = Varchar(18)


APP_CONFIG = AppConfig(app_name="park", migrations_folder_path=__file__, table_classes=[Account])
"""


@pytest.fixture
def context(tmp_path: Path, divisions: Divisions):
    database = open_database(f"sqlite:///{tmp_path}/node.db")
    return RegisterContext(database=database, clock=SystemClock(), calendar=load_calendar(), divisions=divisions)


def test_hook_tongban_register_matters(install_plugin: Install, sound: str, parameters: dict[str, str]):
    install_plugin("park", sound, **parameters)
    assert [matter.id for matter in load_plugins(["park"]).matters] == ["park.permit"]


def test_hook_tongban_register_registers(
    install_plugin: Install, sound: str, parameters: dict[str, str], context: RegisterContext
):
    install_plugin("park", sound + REGISTER, **parameters)
    register = load_plugins(["park"]).registers(context).find("park.account")
    assert register.database is context.database


def test_hook_tongban_register_identity_providers(install_plugin: Install):
    source = (
        "from tongban import hookimpl\nclass Card:\n    id = 'card'\n    title = '社保卡'\n"
        "@hookimpl\ndef tongban_register_identity_providers():\n    return [Card()]\n"
    )
    install_plugin("cards", source)
    context = IdentityContext(enabled=("development", "card"), seed=Seed(), demo=True)
    providers = load_plugins(["cards"]).identity_providers(context)
    assert [provider.id for provider in providers] == ["development", "card"]


def test_a_provider_that_settings_do_not_enable_is_not_offered():
    context = IdentityContext(enabled=(), seed=Seed(), demo=True)
    assert load_plugins([]).identity_providers(context) == ()


def test_a_provider_that_nobody_offers_stops_the_start():
    context = IdentityContext(enabled=("developmint",), seed=Seed(), demo=True)
    with pytest.raises(Misconfigured, match="no loaded plugin offers 'developmint'"):
        load_plugins([]).identity_providers(context)


def test_the_development_provider_is_refused_outside_demonstrations():
    context = IdentityContext(enabled=("development",), seed=Seed(), demo=False)
    with pytest.raises(Misconfigured, match="demo = true"):
        load_plugins([]).identity_providers(context)


async def test_hook_tongban_register_transports(install_plugin: Install):
    source = (
        "from tongban import hookimpl\nclass Drop:\n    pass\n"
        "@hookimpl\ndef tongban_register_transports(context):\n    return [Drop()]\n"
    )
    install_plugin("drop", source)
    async with httpx.AsyncClient() as client:
        transports = load_plugins(["drop"]).transports(_lent(client))
    assert [type(transport).__name__ for transport in transports] == ["Drop", "HttpTransport", "PullTransport"]


def test_hook_tongban_register_crypto_suites(install_plugin: Install):
    source = (
        "from tongban import hookimpl\nfrom tongban.exchange.intl_suite import IntlSuite\n"
        "class Own(IntlSuite):\n    id = 'OWN-1'\n"
        "@hookimpl\ndef tongban_register_crypto_suites():\n    return [Own()]\n"
    )
    install_plugin("own", source)
    suites = load_plugins(["own"]).suites()
    assert [suites.require(suite).id for suite in ("OWN-1", "INTL-1")] == ["OWN-1", "INTL-1"]
    install_plugin("rival", source)
    with pytest.raises(PluginError, match="OWN-1"):
        load_plugins(["own", "rival"]).suites()


def test_hook_tongban_piccolo_apps(install_plugin: Install, sound: str, parameters: dict[str, str]):
    install_plugin("park", sound + _apps("park"), **parameters, **{"piccolo_app.py": APP})
    assert load_plugins(["park"]).piccolo_apps == ("tongban_park.piccolo_app",)


def test_hook_tongban_demo_records(install_plugin: Install):
    source = (
        "from tongban import hookimpl\n"
        "@hookimpl\ndef tongban_demo_records(node, on):\n"
        "    return [('INSERT INTO park_car (place, since) VALUES ($1, $2)', (node, on.isoformat()))]\n"
    )
    install_plugin("park", source)
    begun = load_plugins(["park"]).demo_records("510000", on=date(2027, 3, 5))
    assert begun == (("INSERT INTO park_car (place, since) VALUES ($1, $2)", ("510000", "2027-03-05")),)


def _apps(plugin: str) -> str:
    return f"\n\n@hookimpl\ndef tongban_piccolo_apps():\n    return ['tongban_{plugin}.piccolo_app']\n"


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('tablename="park_account"', 'tablename="account"', r"piccolo_app\.py:7: table 'account' must be named park_"),
        ('app_name="park"', 'app_name="parking"', r"piccolo_app\.py:11: app_name is 'parking'; write app_name='park'"),
        ("APP_CONFIG =", "CONFIG =", r"plugin\.py:\d+: Piccolo app 'tongban_park\.piccolo_app' cannot be imported"),
    ],
)
def test_tables_and_apps_carry_the_name_of_their_plugin(
    install_plugin: Install, sound: str, parameters: dict[str, str], right: str, wrong: str, told: str
):
    install_plugin("park", sound + _apps("park"), **parameters, **{"piccolo_app.py": APP.replace(right, wrong)})
    with pytest.raises(PluginError, match=told):
        load_plugins(["park"])


def test_a_table_named_as_those_of_another_plugin_stops_the_start(
    install_plugin: Install, sound: str, parameters: dict[str, str]
):
    app = APP.replace('tablename="park_account"', 'tablename="park_house_account"')
    install_plugin("park", sound + _apps("park"), **parameters, **{"piccolo_app.py": app})
    install_plugin("park_house", "")
    assert load_plugins(["park"]).piccolo_apps
    with pytest.raises(PluginError, match=r"piccolo_app\.py:7: its table 'park_house_account' is named as"):
        load_plugins(["park", "park_house"])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("[Accounts(context.database)]", "['park']"),
        ("[Accounts(context.database)]", "[Accounts]"),
        ("issuer", "office"),
    ],
    ids=["a text", "a class", "no issuer"],
)
def test_what_is_no_register_is_refused_with_its_place(
    install_plugin: Install, context: RegisterContext, right: str, wrong: str
):
    install_plugin("lot", "from tongban import hookimpl\n" + REGISTER.replace(right, wrong))
    with pytest.raises(PluginError, match=r"tongban_lot/plugin\.py:16: .* is no register: give it name, title"):
        load_plugins(["lot"]).registers(context)


@pytest.mark.parametrize("answer", ["'tongban_park.piccolo_app'", "1"])
def test_an_answer_that_is_no_list_is_refused_with_its_place(install_plugin: Install, answer: str):
    source = f"from tongban import hookimpl\n@hookimpl\ndef tongban_piccolo_apps():\n    return {answer}\n"
    install_plugin("park", source)
    with pytest.raises(PluginError, match=r"plugin\.py:2: tongban_piccolo_apps returned .*; return a list"):
        load_plugins(["park"])


def test_a_register_that_nobody_offers_stops_the_start(
    install_plugin: Install, sound: str, parameters: dict[str, str], context: RegisterContext
):
    install_plugin("park", sound, **parameters)
    with pytest.raises(Misconfigured, match=r"needs register 'park\.account'.*remote_registers"):
        load_plugins(["park"]).registers(context)


def test_a_register_that_only_other_nodes_hold_may_be_missing(
    install_plugin: Install, sound: str, parameters: dict[str, str], context: RegisterContext
):
    install_plugin("park", sound, **parameters)
    assert len(load_plugins(["park"]).registers(context, remote={"park.account"})) == 0


def test_two_plugins_may_not_offer_one_register(
    install_plugin: Install, sound: str, parameters: dict[str, str], context: RegisterContext
):
    install_plugin("park", sound + REGISTER, **parameters)
    install_plugin("lot", "from tongban import hookimpl\n" + REGISTER)
    with pytest.raises(PluginError, match=r"tongban_lot/plugin\.py:5: register 'park\.account' is offered by another"):
        load_plugins(["park", "lot"]).registers(context)


def test_a_later_plugin_may_take_over_a_register_by_saying_so(
    install_plugin: Install, sound: str, parameters: dict[str, str], context: RegisterContext
):
    install_plugin("park", sound + REGISTER, **parameters)
    own = REGISTER.replace('issuer = "停车办"', 'issuer = "停车办自有系统"\n    takes_over = True')
    install_plugin("lot", "from tongban import hookimpl\n" + own)
    (found,) = load_plugins(["park", "lot"]).registers(context)
    assert found.issuer == "停车办自有系统"
    with pytest.raises(PluginError, match="is offered by another plugin too"):
        load_plugins(["lot", "park"]).registers(context)


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_is_documented_with_its_exact_signature(name: str):
    section = _section(name)
    signature = f"def {name}{inspect.signature(HOOKS[name])}".replace("'", "")
    assert signature in section
    assert "**Called**" in section
    assert "**Real user**" in section


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_has_a_test_of_its_own_and_one_sentence(name: str):
    assert f"test_hook_{name}" in globals()
    assert re.fullmatch(r"[A-Z][^\n]*\.", HOOKS[name].__doc__)


def test_no_hook_is_documented_that_does_not_exist():
    assert re.findall(r"^## (tongban_\w+)", DOCUMENT.read_text("utf-8"), re.MULTILINE) == list(HOOKS)


def _section(name: str) -> str:
    return DOCUMENT.read_text("utf-8").split(f"## {name}\n")[1].split("\n## ")[0]


def _lent(client: httpx.AsyncClient) -> TransportContext:
    return TransportContext(client=client, trust=None, keyring=None, clock=SystemClock(), options={})
