"""A plugin loads, and all that it declares leads somewhere: what a node looks at before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tongban.plugin_sources import did_you_mean
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.ids import own_registers
from tongban.testing.conformance.subject import Subject, subject_of


def loaded(plugin: str, tests: Path | None = None) -> Subject:
    """The installed plugin, if a node loads it and makes its registers.

    Raises `Misconfigured` and `PluginError`, whose messages hold the remedy.
    """
    subject = subject_of(plugin, tests)
    own_registers(subject)
    return subject


def unoffered(subject: Subject) -> Iterator[Fault]:
    """Registers that matters need by the plugin's own name and that it does not offer: no node would start."""
    offered = {register.name for register in own_registers(subject)}
    for matter in subject.matters:
        for need in matter.needs:
            if need.register.startswith(f"{subject.name}.") and need.register not in offered:
                hint = did_you_mean(need.register, offered).rstrip("?")
                what = f"{matter.id} needs register {need.register!r}, which the plugin does not offer{hint}"
                yield Fault(subject.place(need.register), what, "name it alike in Needs(…) and in the register")


LOADS = Check(id="loads", sentence="it loads, and every name in it leads somewhere", find=unoffered)
CHECKS = (LOADS,)
