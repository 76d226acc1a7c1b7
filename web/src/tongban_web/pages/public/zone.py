"""The zone: every matter that this site takes in, to search and to browse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from litestar import Response, get

from tongban.matters.matter import Matter, Mode
from tongban.node import Node
from tongban_web import view_data as v
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.matters import card, matches
from tongban_web.views.serving import agreed_sentences, national, offered, provinces_serving


@dataclass(frozen=True, slots=True)
class Browse:
    """One way to browse: its name in the address, its label, and what each matter belongs to under it."""

    name: str
    label: str
    groups: Callable[[Node, Matter], Sequence[str]]


BROWSES = (
    Browse("life_event", "按生活事项", lambda _, matter: (matter.guide.life_event,)),
    Browse("ministry", "按主管部门", lambda _, matter: (matter.guide.ministry,)),
    Browse("mode", "按办理方式", lambda _, matter: [mode.label for mode in Mode if mode in matter.modes]),
    Browse("region", "按办理地", provinces_serving),
)


@get("/")
async def zone(request: PageRequest, node: OwnNode) -> Response[str]:
    """The front page: search box, ways to browse, matters as cards."""
    asked = {browse.name: request.query_params.get(browse.name, "") for browse in BROWSES}
    words = request.query_params.get("q", "").lower().split()
    found = [matter for matter in _offered_here(node) if matches(matter, words) and _fits(node, matter, asked)]
    return render(
        request,
        "zone.html",
        section="zone",
        query=request.query_params.get("q", "").strip()[:60],
        browses=[(browse, _links(node, browse, asked[browse.name])) for browse in BROWSES],
        cards=[card(matter, national(node, matter), agreed=agreed_sentences(node, matter)) for matter in found],
        chosen="、".join(value for value in asked.values() if value),
    )


def _offered_here(node: Node) -> list[Matter]:
    return [matter for matter in node.plugins.matters if offered(node, matter, node.settings.node)]


def _fits(node: Node, matter: Matter, asked: dict[str, str]) -> bool:
    return all(not asked[browse.name] or asked[browse.name] in browse.groups(node, matter) for browse in BROWSES)


def _links(node: Node, browse: Browse, chosen: str) -> tuple[tuple[v.Link, bool], ...]:
    groups = dict.fromkeys(group for matter in _offered_here(node) for group in browse.groups(node, matter) if group)
    return tuple((v.Link(group, f"/?{browse.name}={group}"), group == chosen) for group in groups)


ROUTE_HANDLERS = (zone,)
