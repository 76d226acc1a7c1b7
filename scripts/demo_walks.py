"""How each matter of the housing fund is walked in the demonstration, from the samples that its tests hand in."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.matters.fields import Choice, Field, Flag, Place
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.plugins import load_plugins
from tongban.routing.divisions import load_divisions
from tongban.testing.samples import Sample
from tongban_housing_fund.testing import SAMPLES


def housing_fund_walks() -> Iterator[tuple[str, str, str]]:
    """Matter, person (and firm), and answers by their labels, for every sample."""
    matters = {matter.id: matter for matter in load_plugins(["housing_fund"]).matters}
    return (_walk(sample, matters[sample.matter]) for sample in SAMPLES)


def _walk(sample: Sample, matter: Matter) -> tuple[str, str, str]:
    firm = f"，代表 `{sample.organisation}`" if sample.organisation else ""
    return (
        f"`{matter.id}` {matter.name}",
        f"{sample.by}{firm}",
        "；".join([*_typed(sample, matter), *_given(sample, matter)]),
    )


def _typed(sample: Sample, matter: Matter) -> Iterator[str]:
    fields = {bound.name: bound.field for bound in fields_of(matter.form)}
    return (f"{fields[name].label}：{_shown(fields[name], text, sample)}" for name, text in sample.answers.items())


def _given(sample: Sample, matter: Matter) -> Iterator[str]:
    titles = {material.key: material.name for material in matter.materials}
    yield from (f"上传“{titles[key]}”" for key in sample.uploads)
    yield from (f"承诺“{titles[key]}”" for key in sample.pledges)


def _shown(field: Field, text: str, sample: Sample) -> str:
    if text == sample.on.isoformat():
        return "当天"
    if isinstance(field, Place):
        return load_divisions().full_name(text)
    return field.show(text) if isinstance(field, Choice | Flag) else text
