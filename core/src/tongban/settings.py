"""The settings of one node, read from a TOML file; every fault names file, key, what was found and the remedy."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from tongban.errors import Misconfigured
from tongban.passports.needed import DATABASES, NEEDED
from tongban.plugin_sources import did_you_mean

FILE_NAME: Final = "tongban.toml"
FROM_ENVIRONMENT: Final = ("url", "port", "database")
ADDRESS: Final = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?/?")
PLATFORM: Final = "tongban"
"""What stands for a plugin in an overlay of the values that hold for every matter."""
LEAST_THRESHOLD: Final = 2
"""Roots that must agree on the list of a real node: one key that others know must not be enough to change it."""
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

Division = Annotated[str, Meta(pattern="^[0-9]{6}$")]


class Overlay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A province's or city's own values for the parameters of one plugin, in a file of the same shape as the plugin's.

    `province` is the code of the division; a city's values come before those of its province. `plugin` is "tongban" for
    those that hold for every matter.
    """

    province: Division
    plugin: str
    file: Path


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an operator sets; paths are absolute once read."""

    node: Annotated[Division, Meta(description="6-digit division code of the node, such as `510000`")]
    name: Annotated[str, Meta(min_length=1, description="what people call the node, such as `四川省`")]
    url: Annotated[str, Meta(description="address under which people and other nodes reach the node")]
    database: Annotated[str, Meta(description="`sqlite:///node.db` or `postgresql://user@host/name`")]
    plugins: Annotated[tuple[str, ...], Meta(description="plugins to load, in this order")]
    identity_providers: Annotated[
        tuple[str, ...], Meta(min_length=1, description="ways to sign in, in this order; demonstrations: `development`")
    ]
    key: Annotated[Path, Meta(description="file of the node's own keys, made by `tongban keys new`")]
    trust_list: Annotated[Path, Meta(description="the signed trust list")]
    trust_roots: Annotated[tuple[Path, ...], Meta(min_length=1, description="public key files of the list's roots")]
    audit_secret: Annotated[
        Path, Meta(description="file of 32 random bytes or more that seals the audit log and uploaded files")
    ]
    trust_threshold: Annotated[
        int,
        Meta(ge=1, description="how many different roots must have signed the list; below 2 in demonstrations only"),
    ] = LEAST_THRESHOLD
    host: Annotated[str, Meta(description="address to listen on")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="port to listen on")] = 8000
    demo: Annotated[bool, Meta(description="whether this is a demonstration with fictitious people")] = False
    seed: Annotated[
        Path | None, Meta(description="YAML file of officers, mandates and, for demonstrations, people")
    ] = None
    data: Annotated[Path, Meta(description="folder of uploaded files, outside any web root")] = Path("data")
    offices: Annotated[
        Path | None,
        Meta(description="YAML file of offices: the node's own, which `tongban trust make` publishes, and others"),
    ] = None
    agreements: Annotated[tuple[Path, ...], Meta(description="YAML files of regional agreements")] = ()
    divisions: Annotated[tuple[Path, ...], Meta(description="CSV files of townships, villages or corrections")] = ()
    calendars: Annotated[tuple[Path, ...], Meta(description="YAML files of working days beside the built-in ones")] = ()
    overlays: Annotated[
        tuple[Overlay, ...], Meta(description="provinces' parameter files: `province`, `plugin`, `file` of each")
    ] = ()
    remote_registers: Annotated[
        frozenset[str], Meta(description="registers that only other nodes hold, such as `housing_fund.account`")
    ] = frozenset()
    reached_by: Annotated[
        tuple[str, ...],
        Meta(min_length=1, description="transports by which other nodes reach this one, the best first"),
    ] = ("https",)
    transports: Annotated[
        dict[str, dict[str, str]], Meta(description="options of transports beside HTTPS, a table for each")
    ] = {}
    require_passports: Annotated[
        bool, Meta(description="whether a plugin without a passport that counts is left out")
    ] = False
    passports: Annotated[Path, Meta(description="folder of the plugins' passports, `<plugin>.passport` each")] = Path(
        "passports"
    )
    passport_signers: Annotated[
        tuple[Path, ...], Meta(description="public key files of those whose passports count")
    ] = ()
    passports_may_skip: Annotated[
        frozenset[str],
        Meta(description="checks, or a kind of database, that a passport may tell as skipped or not at all"),
    ] = frozenset({"pages-in-browser"})
    templates: Annotated[tuple[Path, ...], Meta(description="folders whose templates replace the site's own")] = ()
    locale: Annotated[
        str, Meta(pattern="^[a-z]{2}_[A-Z]{2}$", description="language of the site for whoever asks for none")
    ] = "zh_CN"
    questions_a_day: Annotated[
        int,
        Meta(ge=1, description="questions about applications not known here that one other node may ask in 24 hours"),
    ] = 10_000
    refusals_a_day: Annotated[
        int,
        Meta(
            ge=1,
            description="letters of one node refused for good in a day, after which its new cases wait for the next, "
            "while letters of cases under way come in until ten times as many are refused",
        ),
    ] = 1_000
    refused_megabytes_a_day: Annotated[
        int,
        Meta(
            ge=1,
            description="the same in megabytes of letters; each is kept for ever, and up to ten times as many come in",
        ),
    ] = 64
    letter_megabytes_a_day: Annotated[
        int,
        Meta(
            ge=1,
            description="megabytes of letters that are taken of one other node in a day; what has its effect is kept "
            "for ever, and what comes beyond waits for the next day",
        ),
    ] = 4_096
    file_megabytes_a_day: Annotated[
        int,
        Meta(
            ge=1,
            description="megabytes of files that one other node may have as letters in a day, if it cannot ask; as "
            "letters they are 2.4 times as large, and count there towards `letter_megabytes_a_day`",
        ),
    ] = 1_024
    metrics_token: Annotated[
        Path | None,
        Meta(description="file with the token, of 16 bytes or more, that a scrape of `/metrics` must bear"),
    ] = None
    letter_days: Annotated[
        int, Meta(ge=7, description="calendar days after which the clear text of a letter that arrived is erased")
    ] = 7
    draft_days: Annotated[int, Meta(ge=1, description="calendar days after which an untouched draft is deleted")] = 30
    drafts_per_person: Annotated[
        int, Meta(ge=1, le=50, description="applications not handed in yet that one person may keep at once")
    ] = 20
    upload_megabytes_per_person: Annotated[
        int, Meta(ge=10, description="megabytes of files that one person may have in applications not handed in yet")
    ] = 200

    @property
    def database_kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return "sqlite" if urlsplit(self.database).scheme == "sqlite" else "postgresql"


def load_settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read a settings file; `TONGBAN_URL`, `TONGBAN_PORT` and `TONGBAN_DATABASE` come before what it says.

    Raises `Misconfigured`.
    """
    written = _read(path)
    _refuse_unknown(path, written, Settings)
    values: dict[str, Any] = {
        field.name: _value(path, field, written, environment) for field in msgspec.structs.fields(Settings)
    }
    settings = Settings(**values)
    _check(path, settings)
    return msgspec.structs.replace(settings, database=_anchored(settings.database, path.absolute().parent))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        remedy = f"write one (docs/operators/settings.md shows how) or name it: --settings path/to/{FILE_NAME}"
        raise Misconfigured(f"settings file {path} does not exist; {remedy}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured(f"settings file {path} cannot be read: {error}; mend the file") from error


def _refuse_unknown(path: Path, written: Mapping[str, Any], struct: type[msgspec.Struct], within: str = "") -> None:
    known = [field.name for field in msgspec.structs.fields(struct)]
    for key in written:
        if key not in known:
            hint = did_you_mean(key, known) or f"; the keys are {', '.join(known)}"
            raise Misconfigured(f"{path}: {within}{key} is no setting{hint}")


def _value(path: Path, field: Any, written: Mapping[str, Any], environment: Mapping[str, str]) -> object:
    variable = f"TONGBAN_{field.name.upper()}"
    if field.name in FROM_ENVIRONMENT and variable in environment:
        return _converted(Path(variable), field, environment[variable], path.absolute().parent)
    if field.name in written:
        return _converted(path, field, written[field.name], path.absolute().parent)
    if field.required:
        raise Misconfigured(f"{path}: {field.name} is missing; add {field.name} = …, {described(field)}")
    return _under(path.absolute().parent, default_of(field))


def _converted(source: Path, field: Any, found: object, folder: Path) -> object:
    if field.name == "overlays" and isinstance(found, list):
        for entry in found:
            if isinstance(entry, dict):
                _refuse_unknown(source, entry, Overlay, "overlays.")

    def resolve(kind: type, value: object) -> object:
        if kind is Path and isinstance(value, str) and value:
            return folder / value
        raise ValueError(f"Expected a path, got {value!r}")

    try:
        return msgspec.convert(found, field.type, strict=source.suffix == ".toml", dec_hook=resolve)
    except msgspec.ValidationError as error:
        reason = str(error).replace("`$", f"`{field.name}")
        message = f"{source}: {field.name} = {found!r} cannot be used: {reason}; give {described(field)}"
        raise Misconfigured(message) from None


def default_of(field: Any) -> object:
    """What a setting is where nothing is written."""
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def described(field: Any) -> str:
    """What a setting means, from its declaration."""
    for annotation in getattr(field.type, "__metadata__", ()):
        if isinstance(annotation, Meta) and annotation.description:
            return annotation.description
    return ""


def _under(folder: Path, default: object) -> object:
    return folder / default if isinstance(default, Path) else default


def _check(path: Path, settings: Settings) -> None:
    address = urlsplit(settings.url)
    if not ADDRESS.fullmatch(settings.url):
        raise Misconfigured(
            f"{path}: url = {settings.url!r} is no address; write https://host or http://127.0.0.1:8051"
        )
    if address.scheme == "http" and not settings.demo and address.hostname not in LOOPBACK:
        raise Misconfigured(f"{path}: url = {settings.url!r} is not encrypted; write https://, or set demo = true")
    _check_roots(path, settings)
    _check_passports(path, settings)
    seen = {(overlay.province, overlay.plugin) for overlay in settings.overlays}
    if len(seen) < len(settings.overlays):
        raise Misconfigured(f"{path}: overlays name a province and plugin twice; put the values into one file")
    for overlay in settings.overlays:
        if overlay.plugin not in (*settings.plugins, PLATFORM):
            hint = did_you_mean(overlay.plugin, settings.plugins) or "; add it to plugins or remove the overlay"
            raise Misconfigured(f"{path}: overlays.plugin = {overlay.plugin!r} is not among plugins{hint}")


def _check_roots(path: Path, settings: Settings) -> None:
    roots, threshold = len(settings.trust_roots), settings.trust_threshold
    if threshold < LEAST_THRESHOLD and not settings.demo:
        remedy = f"name {LEAST_THRESHOLD} trust_roots or more and set it to {LEAST_THRESHOLD}, or set demo = true"
        raise Misconfigured(f"{path}: trust_threshold = {threshold} lets one root change the list alone; {remedy}")
    if threshold > roots:
        found = f"trust_threshold = {threshold} with {roots} trust_roots"
        raise Misconfigured(f"{path}: {found} can never be reached; name more roots or, above 2, lower it")


def _check_passports(path: Path, settings: Settings) -> None:
    if settings.require_passports and not settings.passport_signers:
        raise Misconfigured(f"{path}: require_passports = true without passport_signers refuses every plugin; name one")
    for each in sorted(settings.passports_may_skip - NEEDED - DATABASES):
        hint = did_you_mean(each, NEEDED | DATABASES) or "; docs/authors/testing.md lists the checks"
        raise Misconfigured(f"{path}: passports_may_skip names {each!r}, which is no check and no database{hint}")


def _anchored(database: str, folder: Path) -> str:
    prefix = "sqlite:///"
    if database.startswith(prefix) and not database.startswith(f"{prefix}/"):
        return f"{prefix}{folder / database.removeprefix(prefix)}"
    return database
