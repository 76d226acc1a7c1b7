"""Supervision: counts, lists, the exchange, the plugins, and any case of the node to follow."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote, urlencode

from litestar import Response, get
from litestar.params import FromPath

from tongban.cases.oversight import PURPOSES
from tongban.cases.overview import PAGE, Filter, Listed
from tongban.clock import milliseconds
from tongban.errors import NotFound
from tongban.identity.people import OfficerRole
from tongban.identity.viewers import Viewer
from tongban.node import Node
from tongban_web.admission import require_officer
from tongban_web.case_pages import deadlines_of, matter_of
from tongban_web.desk.kinds import Bench
from tongban_web.formatting import instant
from tongban_web.officers import actor_of
from tongban_web.paging import place_above, place_after
from tongban_web.rendering import places_of, render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import lookups as looked_up
from tongban_web.views import supervision as views
from tongban_web.views.desk_case import desk_case
from tongban_web.views.judging import findings_of
from tongban_web.views.papers import printed
from tongban_web.views.queue import listed_row

CHOICES = ("state", "urgency", "receiving", "competent")


def supervisor(request: PageRequest) -> Viewer:
    """The supervisor who asks; raises `NotFound` for other staff."""
    return require_officer(request, OfficerRole.SUPERVISOR)


@get("/supervision")
async def overview(request: PageRequest, node: OwnNode) -> Response[str]:
    """All cases by state, time limit and pair of provinces, and a list of those chosen."""
    actor = actor_of(node, supervisor(request))
    counts = await node.overviews.counts(actor)
    chosen = views.read_filter(request.query_params)
    found = await node.overviews.cases(chosen, actor, place_above(request.query_params.get("before", "")))
    places, rows = views.matrix(counts, node.divisions)
    standing = await node.operation.standings.of_peers()
    return render(
        request,
        "staff/supervision.html",
        blocks=("cases",),
        section="supervision",
        as_of=instant(counts.at),
        urgencies=views.by_urgency(counts),
        states=views.by_state(counts),
        places=places,
        pairs=rows,
        narrowed=chosen != Filter(),
        filters=views.filters(chosen, counts, node.divisions),
        rows=tuple(listed_row(item, deadlines_of(node)) for item in found),
        more=_more(request, found),
        peer_columns=views.PEER_COLUMNS,
        peers=views.peers(standing),
    )


def _more(request: PageRequest, found: list[Listed]) -> str:
    if len(found) < PAGE:
        return ""
    last = found[-1]
    kept = {name: request.query_params[name] for name in CHOICES if request.query_params.get(name)}
    before = place_after(last.submitted_at, last.case_id)
    return f"/supervision?{urlencode({**kept, 'before': before}, quote_via=quote)}"


@get("/supervision/plugins")
async def plugins(request: PageRequest, node: OwnNode) -> Response[str]:
    """What is installed here: name, version, matters, hooks."""
    supervisor(request)
    names = {matter.id: matter.name for matter in node.plugins.matters}
    rows = node.plugins.describe()
    return render(request, "staff/plugins.html", section="supervision", plugins=rows, names=names)


@get("/supervision/lookups")
async def lookups(request: PageRequest, node: OwnNode) -> Response[str]:
    """What clerks had looked up in the last thirty days for applications that nobody handed in."""
    actor = actor_of(node, supervisor(request))
    await node.cases.context.audited_reading(actor, "read_unsubmitted_lookups", purpose="supervision")
    since = milliseconds(node.clock.now() - timedelta(days=30))
    staff = [*await node.accounts.officers(), *await node.accounts.dismissed()]
    return render(
        request,
        "staff/lookups.html",
        section="supervision",
        columns=looked_up.WINDOW_COLUMNS,
        rows=looked_up.unsubmitted(
            await node.lookups.unsubmitted(since),
            {matter.id: matter for matter in node.plugins.matters},
            {officer.id: officer.name for officer in staff},
        ),
    )


@get("/supervision/cases/{case_id:str}")
async def case_page(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[str]:
    """A case to follow: where it is, since when, until when; its contents only for a purpose."""
    actor = actor_of(node, supervisor(request))
    view = await node.reader.for_supervisor(case_id, actor)
    bench = Bench(node=node, view=view, matter=None, actor=actor, about="", names=places_of(request))
    return await _page(request, bench, f"/supervision/cases/{case_id}")


@get("/supervision/cases/{case_id:str}/for/{purpose:str}")
async def contents_page(
    request: PageRequest, node: OwnNode, case_id: FromPath[str], purpose: FromPath[str]
) -> Response[str]:
    """A case with its contents, to read."""
    bench = await _open(request, node, case_id, purpose)
    return await _page(request, bench, f"/supervision/cases/{case_id}/for/{purpose}", PURPOSES[purpose])


@get("/supervision/cases/{case_id:str}/for/{purpose:str}/papers/{index:int}")
async def paper_page(
    request: PageRequest, node: OwnNode, case_id: FromPath[str], purpose: FromPath[str], index: FromPath[int]
) -> Response[str]:
    """One paper of a case."""
    bench = await _open(request, node, case_id, purpose)
    papers = bench.view.dossier.papers()
    if not 1 <= index <= len(papers):
        raise NotFound("没有找到该文书，请从办件页面重新打开")
    back = f"/supervision/cases/{case_id}/for/{purpose}"
    return render(request, "staff/paper.html", section="supervision", paper=printed(papers[index - 1][1]), back=back)


async def _page(request: PageRequest, bench: Bench, address: str, purpose: str = "") -> Response[str]:
    node = bench.node
    page = desk_case(
        bench,
        address=address,
        offers=(),
        pending=await node.reader.pending(bench.case) if purpose else (),
        letters=await node.reader.latest_letters(bench.case.id),
        findings=findings_of(bench),
        deadlines=deadlines_of(node),
    )
    oversight = {"purpose": purpose, "purposes": PURPOSES}
    return render(request, "staff/case.html", section="supervision", page=page, done="", oversight=oversight)


async def _open(request: PageRequest, node: Node, case_id: str, purpose: str) -> Bench:
    actor = actor_of(node, supervisor(request))
    view = await node.reader.for_oversight(case_id, actor, purpose)
    matter = matter_of(node, view.case)
    return Bench(node=node, view=view, matter=matter, actor=actor, about="", names=places_of(request))


ROUTE_HANDLERS = (overview, plugins, lookups, case_page, contents_page, paper_page)
