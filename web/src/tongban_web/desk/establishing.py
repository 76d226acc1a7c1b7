"""Acts on what no register has answered: what the paper handed in says of it, or that there is no such record."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tongban.desk.legible import Legible
from tongban.evidence.items import SourceKind
from tongban.matters.forms import fields_of
from tongban.matters.recorded import fields_of_record
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench, Done, Kind
from tongban_web.desk.steps import nothing_more
from tongban_web.views.form_fields import Filled, asked, control, current
from tongban_web.views.typed import as_read, read


def _found(bench: Bench) -> Legible | None:
    return next((each for each in bench.readable if each.need.key == bench.about), None)


def record_fields(bench: Bench) -> tuple[v.Field, ...]:
    """One field for each attribute of the record, as it would be asked on any form."""
    found = _found(bench)
    if found is None:
        return ()
    filled = Filled(typed=_typed(bench, found), prefilled={}, objections=(), names=bench.names)
    texts = current(found.form, filled)
    return tuple(control(bound, texts.get(bound.name, ""), filled) for bound in asked(found.form, texts))


def _typed(bench: Bench, found: Legible) -> dict[str, str]:
    """What was entered, places by their codes."""
    texts = bench.entered.texts
    return read(asked(found.form, texts), texts, {}, bench.names)


def what_the_question_says(bench: Bench) -> tuple[v.Definition, ...]:
    """The attributes that are not typed: a paper that says otherwise answers another question."""
    found = _found(bench)
    return tuple(_given(bench, found)) if found else ()


def _given(bench: Bench, found: Legible) -> Iterator[v.Definition]:
    answers = {bound.name: bound.field for bound in fields_of(bench.matter.form)} if bench.matter else {}
    record: type[msgspec.Struct] = found.need.record
    labels = {name: field.label for name, field in fields_of_record(record).items()}
    for name, answer in found.need.criteria.items():
        if name in found.given and answer in answers:
            yield v.Definition(labels[name], as_read(answers[answer], found.given[name], bench.names))


def the_paper(bench: Bench) -> tuple[v.Link, ...]:
    """The file in which the officer reads."""
    found = _found(bench)
    if found is None or found.paper.kind is not SourceKind.UPLOAD or not isinstance(found.paper.value, dict):
        return ()
    url = f"/desk/cases/{bench.case.id}/files/{found.paper.value['file']}"
    return (v.Link(f"打开文件：{found.material.name}", url),)


def how_it_is_read(bench: Bench) -> str:
    """Which paper is read, and what it is good for."""
    found = _found(bench)
    if found is None:
        return ""
    first = f"登记库没有答复这项数据。请照《{found.material.name}》逐项填写；"
    given = "材料所载与下列各项不同的，不是所查的登记，不能照填；" if any(_given(bench, found)) else ""
    last = f"{given}提交时会再查询一次，登记库答复的，以登记库为准。"
    return f"{first}{_not_before_us(bench) if found.paper.kind is SourceKind.WINDOW else ''}{last}"


def _not_before_us(bench: Bench) -> str:
    """What was only looked at elsewhere has no file."""
    if bench.case.receiving.office == bench.case.competent.office:
        return ""
    return f"原件由{bench.case.receiving.name}当面核验，没有扫描件，请先用“询问”请其告知所载内容；"


def that_it_is_not_there(bench: Bench) -> str:
    """What it means that the paper shows no such record."""
    found = _found(bench)
    if found is None:
        return ""
    first = f"登记库没有答复这项数据。只有《{found.material.name}》本身表明没有这项登记的，才能这样认定；"
    return f"{first}看不清、不齐全的，请告知补正。"


async def establish(bench: Bench) -> Done:
    """核对认定 what the paper says."""
    found = _found(bench)
    typed = _typed(bench, found) if found else {}
    return await bench.node.establishing.establish(
        bench.case.id, bench.actor, need=bench.about, typed=typed, seen=bench.seen
    )


async def establish_absence(bench: Bench) -> Done:
    """核对认定 that there is no such record."""
    return await bench.node.establishing.establish_absence(
        bench.case.id, bench.actor, need=bench.about, seen=bench.seen
    )


ESTABLISHING = (
    Kind(name="establish", act="establish", label="按纸质材料核对：{about}", perform=establish, fields=record_fields,
         to_check=what_the_question_says, papers=the_paper, lead=how_it_is_read,
         statement="以上内容与材料所载一致，材料真实、完整"),
    Kind(name="establish_absence", act="establish", label="材料表明没有登记：{about}", perform=establish_absence,
         fields=nothing_more, to_check=what_the_question_says, papers=the_paper, lead=that_it_is_not_there,
         statement="已核对材料，材料表明没有这项登记"),
)  # fmt: skip
