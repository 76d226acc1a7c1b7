"""What every page shares: the template environment, the site, who looks, and the choice of page or fragment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment
from litestar import MediaType, Response
from markupsafe import Markup

from tongban.errors import Misconfigured
from tongban.identity.viewers import Viewer
from tongban.node import Node
from tongban.plugin_sources import installed
from tongban_web import view_data as v
from tongban_web.admission import csrf_of, viewer_of
from tongban_web.languages import Language, chosen, languages
from tongban_web.ready import Page
from tongban_web.requests import PageRequest
from tongban_web.templating import build_environment, render_block, render_page, requested_block
from tongban_web.views.places import PlaceNames
from tongban_web.views.viewers import shown_viewer

VARY = {"Vary": "HX-Request, HX-Target, HX-Request-Type, Cookie, Accept-Language"}


@dataclass(frozen=True, slots=True)
class Rendering:
    """Templates and site of one node, and the names of places that people type.

    There is an environment for each language by its code; `language` is that of whoever asks for none.
    """

    environments: Mapping[str, Environment]
    language: str
    site: v.Site
    places: PlaceNames

    def environment(self, request: PageRequest) -> Environment:
        """The templates in the language of whoever looks."""
        several = len(self.environments) > 1
        return self.environments[chosen(request, self.environments, self.language) if several else self.language]


def open_rendering(node: Node) -> Rendering:
    """The rendering of a node, with the templates of its plugins and of its operator."""
    settings = node.settings
    points = installed()
    packages = [points[each.name].value.partition(".")[0] for each in node.plugins.loaded if each.matters]
    overrides = settings.templates[0] if settings.templates else None
    spoken = languages(settings.templates, packages)
    environments = {each.code: build_environment(overrides, packages, language=each) for each in spoken}
    if settings.locale not in environments:
        wanted = f"locale/{settings.locale}/LC_MESSAGES/tongban.mo"
        raise Misconfigured(f"locale = {settings.locale!r}: no folder of `templates` has {wanted}; put it there")
    for environment in environments.values():
        environment.globals["languages"] = spoken if len(spoken) > 1 else ()
    site = v.Site(province=settings.name, demo=settings.demo)
    return Rendering(environments, settings.locale, site, PlaceNames(node.divisions))


def render(
    request: PageRequest,
    template: str,
    *,
    blocks: Sequence[str] = (),
    status: int = 200,
    **context: object,
) -> Response[str]:
    """The page, or the one of its named `blocks` that an htmx request asks for.

    The context holds `site`, `viewer` and `csrf_input` beside what is given.
    """
    rendering: Rendering = request.app.state.rendering
    values = {**_shared(request, rendering.site), **context}
    block = requested_block(request.headers, blocks)
    environment = rendering.environment(request)
    text = render_block(environment, template, block, values) if block else render_page(environment, template, values)
    return Page(text, status_code=status, media_type=MediaType.HTML, headers=VARY)


def said(request: PageRequest, text: str) -> str:
    """A text in the language of whoever looks."""
    rendering: Rendering = request.app.state.rendering
    language: Language = rendering.environment(request).language  # type: ignore[attr-defined]
    return language.words.say(text) if language.texts else text


def _shared(request: PageRequest, site: v.Site) -> dict[str, object]:
    viewer: Viewer | None = viewer_of(request)
    return {"site": site, "viewer": shown_viewer(viewer), "csrf_input": csrf_input(request)}


def csrf_input(request: PageRequest) -> Markup:
    """The hidden field that every posting form carries."""
    return Markup('<input type="hidden" name="csrf" value="%s">') % csrf_of(request)


def places_of(request: PageRequest) -> PlaceNames:
    """Place names as this node knows them."""
    rendering: Rendering = request.app.state.rendering
    return rendering.places
