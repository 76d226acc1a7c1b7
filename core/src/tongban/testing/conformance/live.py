"""A matter between real nodes: it gets through under message loss, and stays readable when its plugin is gone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING, Final

import msgspec

from tongban.cases.acts import Actor
from tongban.exchange.fakes import LossyTransport
from tongban.matters.matter import Matter
from tongban.node import Node, open_node
from tongban.plugin_sources import in_words, origin
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.driving import Course
from tongban.testing.conformance.neighbours import enabled_with, uninstalled
from tongban.testing.conformance.storage import tables
from tongban.testing.conformance.subject import Subject

if TYPE_CHECKING:
    from tongban.cases.reading import CaseView
    from tongban.testing.world import World

ALONE: Final = "leave core's tables alone: no trigger, no view, no foreign key of the plugin's on them"
READER: Final = Actor(kind="officer", officer="conformance")
Read = list[str]


def round_trip(subject: Subject, world: World) -> Iterator[Fault]:
    """Samples that do not come to their close on a line that loses, repeats, reorders and damages letters."""
    yield from uninstalled(subject)
    for matter, course in courses(subject, world):
        try:
            case = course.run()
        except Exception as stopped:  # noqa: BLE001 - a refusal, a plugin's error, or nothing moves: all are told
            mend = "run its specification between provinces to see the act; mend the sample or the matter"
            what = f"the sample of {matter.id} does not reach its close: {in_words(stopped)}"
            yield Fault(origin(stopped, subject.folder) or subject.place(matter.id), what, mend)
            continue
        if len({place.node for place in case.places().values()}) == 1 and not matter.anywhere:
            what = f"the sample of {matter.id} comes in where it is decided, so that it goes between no nodes"
            yield Fault(subject.place(matter.id), what, 'give the sample received_in="…" in another province')


def courses(subject: Subject, world: World) -> Iterator[tuple[Matter, Course]]:
    """Each matter with its sample on its course, in provinces that enable this plugin and those it asks.

    None where one of these is not installed, for then no node starts with it, and the provinces enable nothing;
    `round_trip` tells of which register.
    """
    enabled = enabled_with(subject)
    world.enable_everywhere(*(enabled or ()))
    if enabled is None:
        return
    line = LossyTransport(world.loopback, random.Random(subject.name))  # noqa: S311 - a disturbance
    world.transport = lambda _: line
    for matter in subject.current:
        sample = subject.sample(matter)
        if sample is not None:
            line.calm = False
            yield matter, Course(world, matter, sample, line)


def readable_without(subject: Subject, world: World) -> Iterator[Fault]:
    """Cases that cannot be read any more, or read otherwise, once the plugin and its tables are gone."""
    closed: dict[str, list[tuple[Matter, str]]] = {}
    for matter, course in courses(subject, world):
        with suppress(Exception):  # that is what `round_trip` tells
            for node in {place.node for place in course.run().places().values()}:
                closed.setdefault(node, []).append((matter, course.case_id))
    for node, cases in sorted(closed.items()):
        before = [_read(world.province(node).view(case_id)) for _, case_id in cases]
        after = _read_after(
            world, world.province(node).node, [case_id for _, case_id in cases], sorted(tables(subject))
        )
        for (matter, _), was, found in zip(cases, before, after, strict=True):
            if isinstance(found, Exception):
                what = f"a case of {matter.id} cannot be read once the plugin is gone: {in_words(found)}"
                yield Fault(subject.place(matter.id), what, ALONE)
            elif found != was:
                what = f"a case of {matter.id} reads otherwise once the plugin is gone: {_difference(was, found)}"
                yield Fault(subject.place(matter.id), what, f"keep what people read in the case; {ALONE}")


def _read(view: CaseView) -> Read:
    """Entry by entry what people read: title, place, who and lines; then each paper."""
    papers = [str(paper) for _, paper in view.dossier.papers()]
    return [*(f"{hop.title} {hop.place} {hop.who} {hop.lines}" for hop in view.hops), *papers]


def _difference(before: Read, after: Read) -> str:
    """The first thing that reads otherwise."""
    pairs = zip_longest(before, after, fillvalue="nothing")
    was, found = next((was, found) for was, found in pairs if was != found)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, found, strict=False)))
    start = max(0, alike - 20)
    return f"“…{was[start : start + 80]}” has become “…{found[start : start + 80]}”"


def _read_after(world: World, node: Node, case_ids: Sequence[str], tables: Sequence[str]) -> list[Read | Exception]:
    """What a node without the plugin and its tables shows of each case, or why it shows nothing."""

    async def read() -> list[Read | Exception]:
        bare = open_node(
            msgspec.structs.replace(node.settings, plugins=()), clock=world.clock, transport=lambda _: world.loopback
        )
        await bare.database.start()
        try:
            async with bare.database.transaction("test.uninstall"):
                for table in tables:
                    await bare.database.execute(f"DROP TABLE {table}")
            await bare._require_editions()  # noqa: SLF001 - as at the start of a node
            return [await _shown(bare, case_id) for case_id in case_ids]
        except Exception as error:  # noqa: BLE001 - where the node does not even start, nothing is readable
            return [error for _ in case_ids]
        finally:
            await bare.client.aclose()
            await bare.database.stop()

    return world.run(read)


async def _shown(node: Node, case_id: str) -> Read | Exception:
    try:
        return _read(await node.reader.for_oversight(case_id, READER, "sampling"))
    except Exception as error:  # noqa: BLE001 - whatever it is, history is not readable
        return error


CHECKS = (
    Check(id="round-trip", sentence="it gets through between nodes under message loss", find=round_trip,
          fixture="world", both_databases=True),
    Check(id="uninstall", sentence="history stays readable when the plugin is gone", find=readable_without,
          fixture="world", both_databases=True),
)  # fmt: skip
