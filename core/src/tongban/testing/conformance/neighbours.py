"""The other plugins that a matter needs beside its own: those that offer the registers it asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tongban.plugins import Plugins, load_plugins
from tongban.testing.conformance.check import Fault
from tongban.testing.conformance.ids import others_than, own_registers
from tongban.testing.conformance.subject import Subject


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The plugin with those that it asks and those that these ask, and the registers that nothing installed offers."""

    enabled: tuple[str, ...]
    missing: frozenset[str]


def enabled_with(subject: Subject) -> tuple[str, ...] | None:
    """All plugins that a node needs to offer this one's matters; None where one of them is not installed."""
    found = _neighbourhood(subject)
    return None if found.missing else found.enabled


def uninstalled(subject: Subject) -> Iterator[Fault]:
    """Registers of other plugins that nothing installed here offers; one of its own name is another check's to tell."""
    for register in sorted(_neighbourhood(subject).missing):
        plugin = register.partition(".")[0]
        if plugin != subject.name:
            what = f"no plugin that is installed here offers register {register!r}, so no matter that needs it is tried"
            mend = (
                f"install the plugin that does, as by pip install tongban-{plugin.replace('_', '-')}, "
                "and name it in the extra `testing` of your pyproject.toml"
            )
            yield Fault(subject.place(register), what, mend)


@cache
def _neighbourhood(subject: Subject) -> Neighbourhood:
    offering, own = others_than(subject.name).registers, {each.name for each in own_registers(subject)}
    enabled, missing, waiting = [subject.name], set[str](), [subject.plugins]
    while waiting:
        for register in sorted(_asked(waiting.pop()) - own):
            name = offering.get(register)
            if name is None:
                missing.add(register)
            elif name not in enabled:
                enabled.append(name)
                waiting.append(load_plugins([name]))
    return Neighbourhood(tuple(enabled), frozenset(missing))


def _asked(plugins: Plugins) -> set[str]:
    return {need.register for plugin in plugins.loaded for matter in plugin.matters for need in matter.needs}
