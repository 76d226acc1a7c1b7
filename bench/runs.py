"""What is measured on each database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import median

from bench import copies, copying, limit_tables
from bench.measuring import Bench, Runs, Target
from bench.people import people
from bench.report import Report, growth, table
from bench.requests import QUEUES, Work, environment, works
from bench.serve import encode_settings
from bench.stage import TODAY, Stage, officers, set_up
from bench.workers import Worker, rss_mb, serving

COLD_STARTS = 3
MILLION = 1_000_000

Found = Mapping[tuple[str, str], Runs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many cases, which kinds of request, and whether to go on to a million."""

    cases: int
    only: str
    million: bool


@dataclass(frozen=True, slots=True)
class Site:
    """A province with its cases, where they are, and the requests that suit it."""

    stage: Stage
    url: str
    works: tuple[Work, ...]


def on_postgresql(asked: Asked, bench: Bench, url: str, report: Report) -> Found:
    """The node beside the limit on one database; the runs, for comparison."""
    with founded(asked, bench, url) as site:
        site.stage.portal.call(limit_tables.create, url, asked.cases)
        beside = serving("limit", environment=environment(url), probe=site.works[0].limit[0])
        with running(site) as node, beside as limit:
            targets = (_node(node), Target(name="limit", worker=limit, requests=lambda work: work.limit))
            runs = bench.compare(site.works, targets)
            report.tell("### PostgreSQL", table([work.title for work in site.works], runs, runs))
            report.tell(
                "", f"Memory of a worker after load: node {rss_mb(node.pid):.0f} MB, limit {rss_mb(limit.pid):.0f} MB."
            )
            _grow(asked, bench, site, targets, report)
        report.tell("", cold_starts(site))
        return runs


def on_sqlite(asked: Asked, bench: Bench, url: str, report: Report, limits: Found) -> None:
    """The node on SQLite beside the limit's figures on PostgreSQL."""
    bench = replace(bench, database=None)
    with founded(asked, bench, url) as site, running(site) as node:
        runs = bench.compare(site.works, [_node(node)])
        titles = [work.title for work in site.works]
        report.tell("### SQLite, beside the limit on PostgreSQL", table(titles, runs, limits))
        report.tell("", f"Memory of a worker after load: {rss_mb(node.pid):.0f} MB.")
        _grow(asked, bench, site, [_node(node)], report)


@contextmanager
def founded(asked: Asked, bench: Bench, url: str) -> Iterator[Site]:
    """A province with that many cases."""
    folder = bench.folder / url.partition(":")[0]
    folder.mkdir()
    whole = min(copies.FILES, asked.cases)
    with set_up(url, folder) as stage:
        _copy(stage, url, copies.WHOLE, range(whole))
        _copy(stage, url, copies.LISTED, range(whole, asked.cases))
        staff = stage.portal.call(officers, stage.node, copies.offices(whole))
        every = works(stage.applicants, staff, tuple(people()))
        yield Site(stage, url, tuple(work for work in every if asked.only in work.title))


@contextmanager
def running(site: Site) -> Iterator[Worker]:
    """A worker of the node."""
    settings = {"BENCH_SETTINGS": encode_settings(site.stage.node.settings), "TONGBAN_CLOCK": TODAY}
    with serving("node", environment=settings, probe=site.works[-1].node[0]) as worker:
        yield worker


def cold_starts(site: Site) -> str:
    """From exec to the first answer out of the database, with compiled modules."""
    found = []
    for _ in range(COLD_STARTS):
        with running(site) as worker:
            found.append(worker.cold)
    return f"Cold start, from exec to the first answer out of the database: {median(found):.2f} s."


def _grow(asked: Asked, bench: Bench, site: Site, targets: Sequence[Target], report: Report) -> None:
    queues = [work for work in site.works if work.title in QUEUES]
    if not asked.million or not queues:
        return
    before = bench.compare(queues, targets)
    _copy(site.stage, site.url, copies.QUEUED, range(asked.cases, MILLION))
    after = bench.compare(queues, targets)
    for work in queues:
        report.tell(
            "", f"{work.title}: at {MILLION:,} cases, not {asked.cases:,}, {growth(work.title, before, after)}."
        )


def _copy(stage: Stage, url: str, tables: Mapping[str, str], indexes: range) -> None:
    made_of = stage.portal.call(copies.original, stage, tables)
    if stage.node.database.dialect == "postgresql":
        stage.portal.call(copying.copy_to_postgresql, url, made_of, indexes)
    else:
        copying.copy_to_sqlite(url, made_of, indexes)


def _node(worker: Worker) -> Target:
    return Target(name="node", worker=worker, requests=lambda work: work.node, counted=True)
