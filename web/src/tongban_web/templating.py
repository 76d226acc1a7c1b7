"""The template environment of a node's site: where templates are found, how they are translated and rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from jinja2.runtime import Macro

from tongban_web.compiled_templates import compiled_templates
from tongban_web.escaping import PageEnvironment, TranslatedEnvironment
from tongban_web.formatting import FILTERS
from tongban_web.languages import CHINESE, Language
from tongban_web.translations import install_translations

OWN_PACKAGE = "tongban_web"
COMPONENTS = ("badges", "feedback", "actions", "fields", "guide", "tables", "case", "paper", "overview")


def build_environment(
    overrides: Path | None, plugin_packages: Sequence[str], *, language: Language = CHINESE
) -> Environment:
    """The environment of one node.

    A template is looked up in `overrides` (a province's own directory), then under a plugin's prefix
    (`marriage/receipt.html` for package `tongban_marriage`), then among ours. `web/…` always names ours, so that an
    override can extend the page it replaces. An environment has one language, which is compiled in.
    """
    kind = TranslatedEnvironment if language.texts else PageEnvironment
    environment = kind(
        autoescape=True,
        auto_reload=False,
        bytecode_cache=None if language.texts else compiled_templates(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        loader=_loader(overrides, plugin_packages),
    )
    environment.filters.update(FILTERS)
    environment.globals["static"] = static_addresses()
    environment.globals["language"], environment.globals["languages"] = language, ()
    install_translations(environment, language)
    environment.globals["ui"] = load_components(environment)
    return environment


def _loader(overrides: Path | None, plugin_packages: Sequence[str]) -> BaseLoader:
    own = PackageLoader(OWN_PACKAGE, "templates")
    prefixed: dict[str, BaseLoader] = {"web": own}
    for package in plugin_packages:
        if resources.files(package).joinpath("templates").is_dir():
            prefixed[package.removeprefix("tongban_")] = PackageLoader(package, "templates")
    site = [FileSystemLoader(overrides)] if overrides is not None else []
    return ChoiceLoader([*site, PrefixLoader(prefixed), own])


def load_components(environment: Environment) -> SimpleNamespace:
    """Every public macro of `components/*.html` as `ui.<name>`, so that pages and their blocks need no imports."""
    macros: dict[str, Macro] = {}
    for component in COMPONENTS:
        module = environment.get_template(f"components/{component}.html").module
        for name, value in vars(module).items():
            if isinstance(value, Macro) and not name.startswith("_"):
                if name in macros:
                    raise ValueError(f"components/{component}.html: macro {name} is defined twice; rename one of them")
                macros[name] = value
    return SimpleNamespace(**macros)


def static_addresses() -> dict[str, str]:
    """The address of each of our static files, with a digest so that a browser may keep it for ever."""
    root = resources.files(OWN_PACKAGE).joinpath("static")
    return {
        name: f"/static/{name}?v={hashlib.sha256(root.joinpath(name).read_bytes()).hexdigest()[:12]}"
        for name in ("site.css", "seal.svg", "vendor/htmx-4.0.1.min.js")
    }


def render_page(environment: Environment, template: str, context: Mapping[str, object]) -> str:
    """The whole page."""
    return environment.get_template(template).render(context)


def render_block(environment: Environment, template: str, block: str, context: Mapping[str, object]) -> str:
    """One named block of a page, as it stands there: what an htmx request gets. KeyError names an unknown block."""
    page = environment.get_template(template)
    render = page.blocks[block]
    try:
        return environment.concat(render(page.new_context(dict(context))))
    except Exception:  # noqa: BLE001 - Jinja names the template's own line, whatever failed
        return environment.handle_exception()


def requested_block(headers: Mapping[str, str], offered: Sequence[str]) -> str | None:
    """The block an htmx request asks for: its target `section#case-hops` gives `case_hops` when the page offers it."""
    if headers.get("hx-request") != "true" or headers.get("hx-request-type") != "partial":
        return None
    block = headers.get("hx-target", "").rpartition("#")[2].replace("-", "_")
    return block if block in offered else None
