"""Whoever stands at the window is identified at every act that a clerk takes for a party."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tongban.matters.rules import Objection
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench, Entered, Offer, missing
from tongban_web.officers import officer_with
from tongban_web.standing import AtWindow, standing_in
from tongban_web.views.window import IDENTITY_CHECKED

IDENTITY_FIELDS: Final = (
    v.Field(name="standing_name", label="到场人姓名", required=True, autocomplete="off", maximum_length=50),
    v.Field(
        name="standing_number",
        label="到场人公民身份号码",
        widget="identity",
        required=True,
        hint="照到场人的居民身份证填写；只有本办件的当事人可以在窗口办理，填写的内容记入台账",
    ),
    v.Field(name="standing_checked", label=IDENTITY_CHECKED, widget="confirm", required=True),
)


async def identified(bench: Bench, offer: Offer) -> Bench:
    """The bench with the clerk acting for whoever was identified; raises `Refused` where nobody was."""
    if not offer.option.behalf:
        return bench
    name, number = bench.entered.text("standing_name"), bench.entered.text("standing_number")
    standing = await standing_in(bench.node, bench.case, bench.view.dossier, AtWindow(name=name, number=number))
    return replace(bench, actor=officer_with(bench.actor, standing))


def unidentified(entered: Entered, offer: Offer) -> Iterator[Objection]:
    """What is missing of whoever has to be identified, all of it."""
    if not offer.option.behalf:
        return
    if not entered.text("standing_name"):
        yield missing("请填写到场人姓名", "standing_name", remedy="请对照居民身份证填写")
    if not entered.text("standing_number"):
        yield missing("请填写到场人公民身份号码", "standing_number", remedy="请对照居民身份证填写")
    if entered.text("standing_checked") != "yes":
        yield missing("尚未核验到场人的身份", "standing_checked", remedy="请当面核对居民身份证后勾选")
