"""A matter between real nodes: it gets through under message loss, and stays readable when its plugin is gone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from tongban.cases.acts import Actor
from tongban.exchange.fakes import LossyTransport
from tongban.matters.matter import Matter
from tongban.node import Node, open_node
from tongban.plugin_sources import in_words, origin
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.driving import Course
from tongban.testing.conformance.subject import Subject

if TYPE_CHECKING:
    from tongban.testing.world import World


def round_trip(subject: Subject, world: World) -> Iterator[Fault]:
    """Samples that do not come to their close on a line that loses, repeats, reorders and damages letters."""
    for matter, course in courses(subject, world):
        try:
            course.run()
        except Exception as stopped:  # noqa: BLE001 - a refusal, a plugin's error, or nothing moves: all are told
            mend = "run its specification between provinces to see the act; mend the sample or the matter"
            what = f"the sample of {matter.id} does not reach its close: {in_words(stopped)}"
            yield Fault(origin(stopped, subject.folder) or subject.place(matter.id), what, mend)


def courses(subject: Subject, world: World) -> Iterator[tuple[Matter, Course]]:
    """Each matter with its sample on its course, in provinces that enable this plugin alone."""
    for province in ("440000", "500000", "510000"):
        world.plugins[province] = (subject.name,)
    line = LossyTransport(world.loopback, random.Random(subject.name))  # noqa: S311 - a disturbance
    world.transport = lambda _: line
    for matter in subject.current:
        sample = subject.sample(matter)
        if sample is not None:
            line.calm = False
            yield matter, Course(world, matter, sample, line)


def readable_without(subject: Subject, world: World) -> Iterator[Fault]:
    """Cases that nobody can read any more once the plugin and its tables are gone."""
    for matter, course in courses(subject, world):
        try:
            case = course.run()
        except Exception:  # noqa: BLE001 - that is what `round_trip` tells
            return
        for node in sorted({place.node for place in case.places().values()}):
            before = world.province(node).view(course.case_id)
            try:
                hops = _read_after(world, world.province(node).node, course.case_id, _tables(subject))
            except Exception as error:  # noqa: BLE001 - whatever it is, history is not readable
                mend = "leave core's tables alone: no trigger, no view, no foreign key of the plugin's on them"
                what = f"a case of {matter.id} cannot be read once the plugin is gone: {in_words(error)}"
                yield Fault(subject.place(matter.id), what, mend)
                return
            if hops != len(before.hops):
                what = f"of {len(before.hops)} entries of a case of {matter.id}, {hops} can be read without the plugin"
                yield Fault(subject.place(matter.id), what, "keep what people read in the case, not in tables")


def _tables(subject: Subject) -> list[str]:
    from tongban.testing.conformance.storage import declared

    return sorted(declared(subject))


def _read_after(world: World, node: Node, case_id: str, tables: Sequence[str]) -> int:
    """How many entries of the case a node without the plugin shows."""

    async def read() -> int:
        bare = open_node(
            msgspec.structs.replace(node.settings, plugins=()), clock=world.clock, transport=lambda _: world.loopback
        )
        await bare.database.start()
        try:
            async with bare.database.transaction("test.uninstall"):
                for table in tables:
                    await bare.database.execute(f"DROP TABLE {table}")
            await bare._require_editions()  # noqa: SLF001 - as at the start of a node
            view = await bare.reader.for_oversight(case_id, Actor(kind="officer", officer="conformance"), "sampling")
            return len(view.hops)
        finally:
            await bare.client.aclose()
            await bare.database.stop()

    return world.run(read)


CHECKS = (
    Check(id="round-trip", sentence="it gets through between nodes under message loss", find=round_trip,
          fixture="world", both_databases=True),
    Check(id="uninstall", sentence="history stays readable when the plugin is gone", find=readable_without,
          fixture="world", both_databases=True),
)  # fmt: skip
