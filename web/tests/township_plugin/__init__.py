"""A plugin whose matter belongs to a township: what a node with five levels of divisions is tried with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

from tongban import Delivery, Field, Form, Matter, Place, Route, hookimpl
from tongban.testing.example.matters import EXAMPLE

NAME: Final = "township_plugin"


class TownshipForm(Form, frozen=True, kw_only=True):
    """Which township decides."""

    place: Annotated[str, Place("居住地", level="township")]
    remark: Annotated[str, Field("说明")]


RESIDENCE: Final = replace(
    EXAMPLE,
    id="township.residence",
    name="示例乡镇事项",
    promised_term="township_wd",
    form=TownshipForm,
    needs=(),
    materials=(),
    rules=(),
    route=lambda answers: Route(competent=answers.place, reason="由居住地的乡镇（街道）办理"),
    results=(),
    delivery=(Delivery.ELECTRONIC,),
)


@hookimpl
def tongban_register_matters() -> Iterable[Matter]:
    """One matter."""
    return [RESIDENCE]


def offer(site: Path) -> None:
    """Write into a folder what makes Python find the plugin as installed, once the folder is on its path."""
    about = site / f"tongban_{NAME}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tongban-{NAME}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[tongban]\n{NAME} = {__name__}\n")
