"""The plugins of one node: loaded as its settings name them, checked before anything starts, then frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from reprlib import repr as short
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

import msgspec
from pluggy import PluginManager

from tongban import built_in, hookspecs, plugin_sources
from tongban.errors import Misconfigured, NotFound, PluginError
from tongban.matters.matter import Matter
from tongban.matters.parameters import Layer
from tongban.passports.reasons import Reason
from tongban.plugin_apps import check_apps, check_tables
from tongban.plugin_checks import NATION, check_matters, check_prefixes, guided, matters_in, parameters_in
from tongban.plugin_hooks import add_hooks, ask, check_marks, place_of_hook

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from tongban.evidence.registers import RegisterContext, Registers
    from tongban.exchange.suites import CryptoSuite, Suites
    from tongban.exchange.transport import Transport
    from tongban.identity.providers import IdentityProvider

SHOWN_CASES: Final = 5

Refusal = Callable[["EntryPoint"], Reason | None]
"""Why a plugin is not to be loaded, or None."""


class PluginRow(msgspec.Struct, frozen=True, kw_only=True):
    """What `tongban plugins` says of one plugin; `matters` are ids with their editions, `hooks` without `tongban_`.

    `refused` is why it was left out, where it was.
    """

    name: str
    version: str
    matters: tuple[str, ...]
    hooks: tuple[str, ...]
    refused: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One loaded plugin: its package's folder, its matters as registered, its own parameters and its Piccolo apps."""

    name: str
    version: str
    folder: Path
    hooks: tuple[str, ...]
    matters: tuple[Matter, ...]
    layer: Layer
    piccolo_apps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugins:
    """Everything the plugins of one node offer, each kind in the order in which settings name the plugins."""

    loaded: tuple[Plugin, ...]
    refused: tuple[PluginRow, ...]
    _manager: PluginManager = field(repr=False, compare=False)
    _by_edition: Mapping[tuple[str, str], Matter] = field(repr=False, compare=False)
    _current: Mapping[str, Matter] = field(repr=False, compare=False)
    _owner: Mapping[str, Plugin] = field(repr=False, compare=False)

    @property
    def matters(self) -> tuple[Matter, ...]:
        """Every matter in its current edition."""
        return tuple(self._current.values())

    def matter(self, matter_id: str, edition: str | None = None) -> Matter:
        """The matter in an edition, the current one by default; raises `NotFound`."""
        found = self._current.get(matter_id) if edition is None else self._by_edition.get((matter_id, edition))
        if found is None and edition is None:
            raise NotFound(f"本平台没有开通事项“{matter_id}”，请从事项清单中选择")
        if found is None:
            raise NotFound(f"本平台没有事项“{matter_id}”的{edition}版")
        return found

    def editions(self) -> dict[str, tuple[str, ...]]:
        """Matter ids with the editions served, as the trust list states them."""
        served: dict[str, tuple[str, ...]] = {}
        for matter_id, edition in self._by_edition:
            served[matter_id] = (*served.get(matter_id, ()), edition)
        return served

    def require_editions(self, open_cases: Mapping[tuple[str, str], Sequence[str]]) -> None:
        """Raise `Misconfigured` naming the cases of (matter, edition) that no plugin registers any more."""
        for (matter_id, edition), numbers in open_cases.items():
            if (matter_id, edition) not in self._by_edition:
                named = ", ".join(numbers[:SHOWN_CASES]) + (" and others" if len(numbers) > SHOWN_CASES else "")
                remedy = "enable the plugin that registers it, or install one that still does"
                raise Misconfigured(f"open cases {named} need {matter_id} edition {edition}: {remedy}")

    def plugin_of(self, matter_id: str) -> Plugin:
        """The plugin that registers a matter; raises `NotFound`."""
        self.matter(matter_id)
        return self._owner[matter_id]

    def layer(self, matter_id: str) -> Layer:
        """The nation's parameters for a matter, as its plugin ships them; raises `NotFound`."""
        return self.plugin_of(matter_id).layer

    @property
    def piccolo_apps(self) -> tuple[str, ...]:
        """Dotted paths of the plugins' Piccolo apps; core's own is not among them."""
        return tuple(app for plugin in self.loaded for app in plugin.piccolo_apps)

    def registers(self, context: RegisterContext, *, remote: Iterable[str] = ()) -> Registers:
        """The registers this node answers from.

        Raises `Misconfigured` for a register that a matter needs, that no plugin offers and that is not among `remote`,
        the registers only ever asked at other nodes; `PluginError` where two plugins offer one name, unless the later
        one says `takes_over = True`, as the system of an authority does of tables that stand in for it.
        """
        from tongban.evidence.registers import Register, Registers

        found: dict[str, Register] = {}
        for plugin in self.loaded:
            for register in self._ask(plugin.name, "tongban_register_registers", context=context):
                if isinstance(register, type) or not isinstance(register, Register):
                    place = place_of_hook(self._manager, plugin.name, "tongban_register_registers")
                    what = f"{short(register)} is no register: give it name, title, issuer and look_up"
                    raise PluginError(plugin.name, f"{place}{what}")
                if register.name in found and getattr(register, "takes_over", False) is not True:
                    place = plugin_sources.place_of(plugin.folder, register.name)
                    what = f"register {register.name!r} is offered by another plugin too"
                    raise PluginError(plugin.name, f"{place}{what}; rename it, or disable one of them")
                found[register.name] = register
        self._require_registers({*found, *remote})
        return Registers(found.values())

    def _require_registers(self, known: set[str]) -> None:
        for matter in self._by_edition.values():
            for need in matter.needs:
                if need.register not in known:
                    raise Misconfigured(_unknown_register(matter, need.register, known))

    def identity_providers(self, context: hookspecs.IdentityContext) -> tuple[IdentityProvider, ...]:
        """The ways to sign in that settings enable, in their order; raises `Misconfigured` for one not offered."""
        offered = cast(
            "tuple[IdentityProvider, ...]", self._ask_all("tongban_register_identity_providers", context=context)
        )
        by_id = {provider.id: provider for provider in offered}
        for name in context.enabled:
            if name not in by_id:
                hint = plugin_sources.did_you_mean(name, by_id) or "; enable the plugin that does, or take it out"
                raise Misconfigured(f"identity_providers: no loaded plugin offers {name!r}{hint}")
        return tuple(by_id[name] for name in context.enabled)

    def transports(self, context: hookspecs.TransportContext) -> tuple[Transport, ...]:
        """The channels to other nodes, core's own HTTP last."""
        return cast("tuple[Transport, ...]", self._ask_all("tongban_register_transports", context=context))

    def suites(self) -> Suites:
        """The crypto suites of plugins and core; raises `PluginError` where two have one id."""
        from tongban.exchange.suites import Suites

        found: dict[str, CryptoSuite] = {}
        for plugin in self.loaded:
            for suite in cast("tuple[CryptoSuite, ...]", self._ask(plugin.name, "tongban_register_crypto_suites")):
                if suite.id in found:
                    place = place_of_hook(self._manager, plugin.name, "tongban_register_crypto_suites")
                    what = f"crypto suite {suite.id!r} is offered by another plugin too; disable one of them"
                    raise PluginError(plugin.name, f"{place}{what}")
                found[suite.id] = suite
        return Suites(found.values())

    def demo_records(self, node: str, *, on: date) -> tuple[hookspecs.Statement, ...]:
        """The rows that a demonstration of a province starts with, which begins on that day."""
        return cast("tuple[hookspecs.Statement, ...]", self._ask_all("tongban_demo_records", node=node, on=on))

    def describe(self) -> tuple[PluginRow, ...]:
        """One row for each plugin, those refused last."""
        return (*(_row(plugin) for plugin in self.loaded), *self.refused)

    def _ask_all(self, hook: str, **arguments: object) -> tuple[object, ...]:
        return tuple(item for plugin in self.loaded for item in self._ask(plugin.name, hook, **arguments))

    def _ask(self, name: str, hook: str, **arguments: object) -> tuple[object, ...]:
        return ask(self._manager, name, hook, **arguments)


def load_plugins(names: Sequence[str], *, refusal: Refusal = lambda _: None) -> Plugins:
    """Load the installed plugins that `names` lists, in that order, and check all they declare.

    One for which `refusal` gives a reason is left out before any of its code runs, and the reason kept. Raises
    `Misconfigured` for a wrong name and `PluginError` for a broken plugin, both with the remedy.
    """
    manager = PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    built_in_plugin = _built_in(manager)
    points = plugin_sources.enabled(names, plugin_sources.installed())
    refused = {point.name: reason for point in points if (reason := refusal(point))}
    loaded = (*(_load(manager, point) for point in points if point.name not in refused), built_in_plugin)
    check_prefixes(loaded)
    check_tables(loaded)
    rows = tuple(_refused(point, refused[point.name]) for point in points if point.name in refused)
    return _frozen(manager, loaded, rows)


def _refused(point: EntryPoint, reason: Reason) -> PluginRow:
    version_installed = plugin_sources.version_of(point)
    return PluginRow(name=point.name, version=version_installed, matters=(), hooks=(), refused=reason)


def _frozen(manager: PluginManager, loaded: tuple[Plugin, ...], refused: tuple[PluginRow, ...]) -> Plugins:
    by_edition = {(matter.id, matter.edition): matter for plugin in loaded for matter in plugin.matters}
    return Plugins(
        loaded=loaded,
        refused=refused,
        _manager=manager,
        _by_edition=MappingProxyType(by_edition),
        _current=MappingProxyType({matter.id: matter for matter in by_edition.values()}),
        _owner=MappingProxyType({matter.id: plugin for plugin in loaded for matter in plugin.matters}),
    )


def _load(manager: PluginManager, point: EntryPoint) -> Plugin:
    module = plugin_sources.load(point)
    check_marks(point.name, module)
    add_hooks(manager, point.name, module)
    folder = plugin_sources.folder_of(module)
    layer = parameters_in(point.name, folder)
    place = place_of_hook(manager, point.name, "tongban_register_matters")
    registered = matters_in(point.name, place, ask(manager, point.name, "tongban_register_matters"))
    matters = guided(point.name, folder, registered)
    check_matters(point.name, folder, matters, layer.parameters)
    apps = ask(manager, point.name, "tongban_piccolo_apps")
    return Plugin(
        name=point.name,
        version=plugin_sources.version_of(point),
        folder=folder,
        hooks=_hooks(manager, module),
        matters=matters,
        layer=layer,
        piccolo_apps=check_apps(point.name, folder, apps),
    )


def _built_in(manager: PluginManager) -> Plugin:
    manager.register(built_in, name=hookspecs.PROJECT)
    return Plugin(
        name=hookspecs.PROJECT,
        version=version(hookspecs.PROJECT),
        folder=plugin_sources.folder_of(built_in),
        hooks=_hooks(manager, built_in),
        matters=(),
        layer=Layer(NATION, {}),
        piccolo_apps=(),
    )


def _hooks(manager: PluginManager, module: object) -> tuple[str, ...]:
    return tuple(caller.name for caller in manager.get_hookcallers(module) or ())


def _unknown_register(matter: Matter, register: str, known: set[str]) -> str:
    hint = plugin_sources.did_you_mean(register, known)
    remedy = "enable the plugin that offers it, or add it to remote_registers if only other nodes hold it"
    return f"matter {matter.id} needs register {register!r}, which no loaded plugin offers{hint}: {remedy}"


def _row(plugin: Plugin) -> PluginRow:
    return PluginRow(
        name=plugin.name,
        version=plugin.version,
        matters=tuple(f"{matter.id}（{matter.edition}）" for matter in plugin.matters),
        hooks=tuple(hook.removeprefix("tongban_") for hook in plugin.hooks),
    )
