"""The guide of a matter, written by the matter itself."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from tongban.matters.matter import Channel, Matter
from tongban.node import Node
from tongban_web.rendering import places_of, render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import matters as views
from tongban_web.views.places import is_code
from tongban_web.views.serving import Reach, agreed_sentences, by_parameter, national, reach, servings, windows


@get("/matters/{matter_id:str}")
async def guide(request: PageRequest, node: OwnNode, matter_id: FromPath[str]) -> Response[str]:
    """Conditions, materials, steps, time, cost, basis, result; who handles it and where to start."""
    matter = node.plugins.matter(matter_id)
    parameters = national(node, matter)
    agreed = agreed_sentences(node, matter)
    return render(
        request,
        "guide.html",
        blocks=("reach",),
        section="zone",
        matter=matter,
        conditions=matter.guide.conditions_by(parameters),
        facts=views.facts(matter, parameters),
        materials=views.materials(matter),
        steps=views.steps(matter, parameters, shortened=by_parameter(node, matter, agreed)),
        basis=tuple(str(basis) for basis in matter.basis),
        agreed=agreed,
        servings=servings(node, matter),
        windows=windows(node, matter),
        online=Channel.ONLINE in matter.channels,
        place=request.query_params.get("place", "")[:60],
        reached=_reached(request, node, matter),
    )


def _reached(request: PageRequest, node: Node, matter: Matter) -> Reach | None:
    typed = request.query_params.get("place", "").strip()[:60]
    if not typed:
        return None
    names = places_of(request)
    code = names.code(typed)
    if is_code(code) and node.divisions.find(code) is not None:
        return reach(node, matter, code)
    found = "、".join(node.divisions.full_name(division.code) for division in names.candidates(typed))
    if found:
        return Reach(reachable=False, sentence=f"“{typed}”可能是：{found}。请写全地名后再查")
    return Reach(reachable=False, sentence=f"没有找到“{typed}”，请写全地名，如“四川省成都市锦江区”")


ROUTE_HANDLERS = (guide,)
