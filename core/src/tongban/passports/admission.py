"""Whether a node takes a plugin in: by its passport where the settings require one, before any of its code runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path

from tongban.errors import Misconfigured
from tongban.exchange.signatures import VerifyingKey
from tongban.passports import installed
from tongban.passports.installed import FROM_SOURCE, FromSourceFolder
from tongban.passports.needed import NEEDED
from tongban.passports.passport import Passport, Unaccepted, read
from tongban.passports.reasons import Reason
from tongban.plugins import Plugins, Refusal, load_plugins
from tongban.settings import Settings


@dataclass(frozen=True, slots=True)
class Admission:
    """The passports in a folder, whose signatures on them count, and what each must say was checked."""

    folder: Path
    signers: Mapping[str, VerifyingKey]
    needed: frozenset[str] = NEEDED

    def refusal(self, point: EntryPoint) -> Reason | None:
        """Why the plugin is not taken in, or None."""
        try:
            self._examine(point, point.dist)
        except Unaccepted as refused:
            return refused.reason
        except FromSourceFolder:
            return FROM_SOURCE
        return None

    def _examine(self, point: EntryPoint, distribution: Distribution | None) -> None:
        if distribution is None:
            raise Unaccepted(Reason("no_distribution"))
        plugin = point.name
        passport = self._passport(plugin)
        if (passport.plugin, passport.distribution) != (plugin, distribution.name):
            raise Unaccepted(Reason.of("of_another", other=passport.distribution, distribution=distribution.name))
        if passport.version != distribution.version:
            raise Unaccepted(Reason.of("other_version", passport=passport.version, installed=distribution.version))
        self._examine_files(point, distribution, passport)
        self._examine_checks(plugin, passport)
        self._examine_specifications(passport)

    def _examine_files(self, point: EntryPoint, distribution: Distribution, passport: Passport) -> None:
        changed = tuple(installed.tampered(point.name, distribution))
        if changed:
            raise Unaccepted(Reason.of("files", *changed))
        if installed.digest(point.name, distribution) != passport.digest:
            raise Unaccepted(Reason("other_wheel"))
        shadow = installed.shadowed(point, distribution)
        if shadow is not None:
            raise Unaccepted(shadow)
        differing = installed.differing(passport.dependencies, distribution)
        if differing:
            raise Unaccepted(Reason.of("other_versions", distributions=", ".join(differing)))

    def _examine_checks(self, plugin: str, passport: Passport) -> None:
        failed = sorted(check for check, outcome in passport.checks.items() if outcome == "failed")
        if failed:
            raise Unaccepted(Reason.of("fails_checks", checks=", ".join(failed)))
        if passport.specifications.get("failed"):
            raise Unaccepted(Reason("fails_specifications"))
        told = {**passport.checks, **dict.fromkeys(passport.databases, "passed")}
        skipped = tuple(
            Reason.of("outcome", check=each, outcome=told[each])
            for each in sorted(self.needed & told.keys())
            if told[each] != "passed"
        )
        if skipped:
            raise Unaccepted(Reason.of("skipped", *skipped, plugin=plugin))
        unmade = sorted(self.needed - told.keys())
        if unmade:
            raise Unaccepted(Reason.of("untold", checks=", ".join(unmade), plugin=plugin))

    def _examine_specifications(self, passport: Passport) -> None:
        ended = passport.specifications
        if ended.get("skipped"):
            raise Unaccepted(Reason("specifications_skipped"))
        if passport.matters and not ended.get("passed"):
            raise Unaccepted(Reason("no_specification"))

    def _passport(self, plugin: str) -> Passport:
        path = self.folder / f"{plugin}.passport"
        if not path.is_file():
            raise Unaccepted(Reason.of("no_passport", path=str(path), plugin=plugin))
        return read(path.read_bytes(), self.signers)


def plugins_of(settings: Settings) -> Plugins:
    """The plugins that settings name, without those that need a passport and have none that counts.

    Raises `Misconfigured` and `PluginError`.
    """
    return load_plugins(settings.plugins, refusal=refusal_by(settings))


def refusal_by(settings: Settings) -> Refusal:
    """How a node refuses a plugin: not at all where it requires no passports; raises `Misconfigured`."""
    if not settings.require_passports:
        return lambda _: None
    signers = {key.kid: key for key in map(load_signer, settings.passport_signers)}
    needed = (NEEDED | {settings.database_kind}) - settings.passports_may_skip
    return Admission(settings.passports, signers, needed).refusal


def load_signer(path: Path) -> VerifyingKey:
    """A signer's public key; raises `Misconfigured`."""
    from tongban.trust_files import load_public

    try:
        return load_public(path)
    except Misconfigured as fault:
        raise Misconfigured(str(fault).replace("trust_roots", "passport_signers")) from fault
