"""Whether a node takes a plugin in: by its passport where the settings require one, before any of its code runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path

from tongban.errors import Misconfigured, PluginError
from tongban.exchange.signatures import VerifyingKey
from tongban.passports import installed
from tongban.passports.needed import NEEDED
from tongban.passports.passport import Passport, Unaccepted, read
from tongban.plugins import Plugins, Refusal, load_plugins
from tongban.settings import Settings


@dataclass(frozen=True, slots=True)
class Admission:
    """The passports in a folder, whose signatures on them count, and what each must say was checked."""

    folder: Path
    signers: Mapping[str, VerifyingKey]
    needed: frozenset[str] = NEEDED

    def refusal(self, point: EntryPoint) -> str:
        """Why the plugin is not taken in, with the remedy, or nothing."""
        try:
            self._examine(point, point.dist)
        except (Unaccepted, PluginError) as refused:
            return f"{refused}"
        return ""

    def _examine(self, point: EntryPoint, distribution: Distribution | None) -> None:
        if distribution is None:
            raise Unaccepted("it belongs to no installed distribution: install its wheel")
        plugin = point.name
        passport = self._passport(plugin)
        if (passport.plugin, passport.distribution) != (plugin, distribution.name):
            raise Unaccepted(f"its passport is that of {passport.distribution}: get the one of {distribution.name}")
        if passport.version != distribution.version:
            what = f"its passport is for version {passport.version}, installed is {distribution.version}"
            raise Unaccepted(f"{what}: install that version, or get the passport of this one")
        self._examine_files(point, distribution, passport)
        self._examine_checks(plugin, passport)
        self._examine_specifications(passport)

    def _examine_files(self, point: EntryPoint, distribution: Distribution, passport: Passport) -> None:
        changed = list(installed.tampered(point.name, distribution))
        if changed:
            raise Unaccepted(f"{', '.join(changed)} since it was installed: install its wheel anew")
        if installed.digest(point.name, distribution) != passport.digest:
            raise Unaccepted("another wheel is installed than its passport names: install that, or get its passport")
        shadow = installed.shadowed(point, distribution)
        if shadow:
            raise Unaccepted(f"{shadow}: take what hides it out of PYTHONPATH and install its wheel anew")
        differing = installed.differing(passport.dependencies, distribution)
        if differing:
            how = "install what the passport names, or get one of it as it stands here"
            raise Unaccepted(f"it was tried with other versions of what it stands on ({', '.join(differing)}): {how}")

    def _examine_checks(self, plugin: str, passport: Passport) -> None:
        failed = sorted(check for check, outcome in passport.checks.items() if outcome == "failed")
        if failed or passport.specifications.get("failed"):
            raise Unaccepted(f"its passport says it fails {', '.join(failed) or 'specifications'}: mend the plugin")
        told = {**passport.checks, **dict.fromkeys(passport.databases, "passed")}
        how = f"`tongban verify {plugin} --sign KEY` writes one that does; or add it to passports_may_skip"
        skipped = [f"{each} was {told[each]}" for each in sorted(self.needed & told.keys()) if told[each] != "passed"]
        if skipped:
            raise Unaccepted(f"its passport says {'; '.join(skipped)}: get one that tells of it; {how}")
        unmade = sorted(self.needed - told.keys())
        if unmade:
            raise Unaccepted(f"its passport does not tell of {', '.join(unmade)}: {how}")

    def _examine_specifications(self, passport: Passport) -> None:
        ended = passport.specifications
        if ended.get("skipped") or (passport.matters and not ended.get("passed")):
            what = "that specifications were skipped" if ended.get("skipped") else "of no specification that ran"
            raise Unaccepted(f"its passport tells {what}: have all of them run and get one that tells of it")

    def _passport(self, plugin: str) -> Passport:
        path = self.folder / f"{plugin}.passport"
        if not path.is_file():
            how = f"`tongban verify {plugin} --sign KEY` writes one"
            raise Unaccepted(f"it has no passport: put it at {path}; {how}")
        return read(path.read_bytes(), self.signers)


def plugins_of(settings: Settings) -> Plugins:
    """The plugins that settings name, without those that need a passport and have none that counts.

    Raises `Misconfigured` and `PluginError`.
    """
    return load_plugins(settings.plugins, refusal=refusal_by(settings))


def refusal_by(settings: Settings) -> Refusal:
    """How a node refuses a plugin: not at all where it requires no passports; raises `Misconfigured`."""
    if not settings.require_passports:
        return lambda _: ""
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
