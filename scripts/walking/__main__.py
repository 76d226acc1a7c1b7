"""`python -m scripts.walking FOLDER`: walk the demonstration in a browser and photograph every page.

Three nodes of its own with fresh data, on 2026-11-23; a folder for each walk, a page in 360 and 1280 px and as text.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.walking.album import Album
from scripts.walking.browser_visitor import BrowserVisitor, new_tab
from scripts.walking.catalogue import every_walk
from scripts.walking.walk import Walk
from tongban.errors import TongbanError
from tongban_web.journey.people import People
from tongban_web.journey.provinces import fresh_provinces
from tongban_web.journey.stories import Told
from tongban_web.journey.supervisor import Supervisor
from tongban_web.journey.telling import settled, table
from tongban_web.journey.visitors import Visitor, WrongTurn
from tongban_web.testing.browser import open_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def main(arguments: Sequence[str] | None = None) -> int:
    """Walk; the exit status is 0 if every walk came to its end and every page fits."""
    walks = {walk.name: walk for walk in every_walk()}
    parser = argparse.ArgumentParser(prog="python -m scripts.walking", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the photographs go")
    parser.add_argument("--only", choices=walks, action="append", help="walk only this; repeatable")
    parser.add_argument("--without-scripts", action="store_true", help="in browsers that run no JavaScript")
    chosen = parser.parse_args(arguments)
    faults = []
    for name in chosen.only or walks:
        faults += _gone(walks[name], Album(chosen.folder / name), scripts=not chosen.without_scripts)
    return 1 if faults else 0


def _gone(walk: Walk, album: Album, *, scripts: bool) -> list[str]:
    try:
        with fresh_provinces() as provinces:
            supervisor = Supervisor(provinces)
            with supervisor.keeping(), open_browser() as browser:
                known = {province.node: province for province in provinces}
                with closing(People(supervisor, known, _browsers(browser, album, scripts=scripts))) as people:
                    told = walk.go(people)
                    print(f"\n{walk.title}（{walk.name}）\n{table(settled(people, told)) if told else ''}", flush=True)
                    album.faults += _elsewhere(walk, told)
    except (TongbanError, WrongTurn) as problem:
        album.faults.append(f"{walk.name}: {problem}")
    for fault in album.faults:
        print(fault, file=sys.stderr, flush=True)
    return album.faults


def _elsewhere(walk: Walk, told: Told | None) -> list[str]:
    """What to say of a case that came to another end than its walk's."""
    if told is None or f"本办件已结束：{walk.end}" in told.applicant.get(f"/cases/{told.case_id}").text:
        return []
    return [f"{walk.name}: did not come to the end {walk.end}"]


def _browsers(browser: Browser, album: Album, *, scripts: bool) -> Any:
    def open_one(**person: Any) -> Visitor:
        return BrowserVisitor(tab=new_tab(browser, scripts=scripts), album=album, **person)

    return open_one


if __name__ == "__main__":
    sys.exit(main())
