"""The samples with what the plugin's registers say of them, in provinces that hold its demo records."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from tongban.checks import CORE_APP
from tongban.demonstration import demo_provinces
from tongban.evidence.records import declared
from tongban.matters.application import Application
from tongban.matters.matter import Matter
from tongban.matters.needs import COMPETENT, RECEIVING, Needs
from tongban.seed_rows import WRITTEN_FOR
from tongban.storage import Database
from tongban.testing.conformance.generated import as_it_is, record_of
from tongban.testing.conformance.subject import Subject
from tongban.testing.database_servers import SqliteDatabases
from tongban.testing.judging import Judging, Record
from tongban.testing.migrating import bring_up, opened
from tongban.testing.plugin_tables import register_context
from tongban.testing.samples import Sample
from tongban.testing.volatile import new_folder

TRIED: Final = 20
Records = dict[str, Record]


@dataclass(slots=True)
class Answered:
    """By matter and need what registers said, and the needs at which one broke."""

    records: dict[str, Records] = field(default_factory=dict)
    broken: list[tuple[Needs[Any], Exception]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sampled:
    """A matter's sample, and the application that it is while no register has answered."""

    sample: Sample
    judging: Judging


def sampled(subject: Subject, matter: Matter) -> Sampled | None:
    """The sample of a matter, where there is one and the form takes it."""
    sample = subject.sample(matter)
    judging = as_it_is(subject, matter, sample) if sample else None
    return Sampled(sample, judging) if sample and judging and judging.parsed.answers is not None else None


def looked_up(subject: Subject, matter: Matter) -> Iterator[Judging]:
    """The sample once all is reported; what no register of the plugin answers is made up, in several ways."""
    found = sampled(subject, matter)
    if found is not None:
        held = _answered(subject).records.get(matter.id, {})
        yield from _made_up(replace(found.judging, records=held, reports=found.sample.reports))


def broken_look_ups(subject: Subject) -> tuple[tuple[Needs[Any], Exception], ...]:
    """The needs of the samples at which a register of the plugin broke, each with what it raised."""
    return tuple(_answered(subject).broken)


def asked(matter: Matter, application: Application[Any]) -> list[Needs[Any]]:
    """The needs of a matter that an application gives somebody to ask about."""
    return [need for need in matter.needs if need.subject(application.answers, application.parties)]


def _made_up(judging: Judging) -> Iterator[Judging]:
    """The application with made-up records of the needs that are to be asked and that nobody has answered."""
    needed = asked(judging.matter, judging.application)
    missing = [need for need in needed if need.key not in judging.records]
    chance = random.Random(judging.matter_id)  # noqa: S311 - variety, not secrecy
    for _ in range(TRIED if missing else 1):
        made_up = {need.key: record_of(need.record, chance) for need in missing}
        yield replace(judging, records={**judging.records, **made_up})


@cache
def _answered(subject: Subject) -> Answered:
    """What the registers hold; nothing where there is no table to ask, which other checks tell."""
    folder = new_folder("tongban-demo-")
    try:
        return asyncio.run(_asked(subject, SqliteDatabases(folder)))
    except Exception:  # noqa: BLE001 - migrations and demo records are the plugin's
        return Answered()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _asked(subject: Subject, databases: SqliteDatabases) -> Answered:
    found = Answered()
    template = databases.create()
    await bring_up(template, [CORE_APP, *subject.plugin.piccolo_apps])
    for province in demo_provinces():
        async with opened(databases.copy(template)) as database:
            async with database.transaction("test.demo"):
                for sql, arguments in subject.plugins.demo_records(province.node, on=WRITTEN_FOR):
                    await database.execute(sql, *arguments)
            for each in filter(None, (sampled(subject, matter) for matter in subject.current)):
                needs = _needs_at(each, province.node)
                told = found.records.setdefault(each.sample.matter, {})
                told |= await _told(subject, each.judging, needs, database=database, broken=found.broken)
    return found


def _needs_at(found: Sampled, node: str) -> list[Needs[Any]]:
    """The needs of the matter whose place lies in the province."""
    matter, received_in = found.judging.matter, found.sample.received_in
    route = matter.route(found.judging.application.answers)
    competent = received_in if matter.anywhere else route.competent
    own = dict.fromkeys(route.own, competent)
    places = {RECEIVING: received_in, COMPETENT: competent, **own, **route.cooperating}
    return [need for need in matter.needs if places.get(need.at, "")[:2] == node[:2]]


async def _told(
    subject: Subject,
    judging: Judging,
    needs: Iterable[Needs[Any]],
    *,
    database: Database,
    broken: list[tuple[Needs[Any], Exception]],
) -> Records:
    """What the plugin's registers answer for some needs; those at which one breaks are `broken`."""
    context = register_context(database, judging.on)
    registers = subject.plugins.registers(context, remote={need.register for need in judging.matter.needs})
    answers, parties, law = judging.application.answers, judging.application.parties, judging.parameters
    told: Records = {}
    for need in needs:
        register, party = registers.find(need.register), need.subject(answers, parties)
        if register is not None and party is not None:
            try:
                record = await register.look_up(subject=party.number, criteria=need.narrowed(answers, parties, law))
                told[need.key] = None if record is None else declared(need, record)
            except Exception as error:  # noqa: BLE001 - whatever a plugin raises is what is looked for
                broken.append((need, error))
    return told
