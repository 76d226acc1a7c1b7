"""`make journey`: all four ways of working, from application to end, between three nodes of its own, on 2026-11-23."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import closing

from tongban.errors import TongbanError
from tongban_web.demo.provinces import Province
from tongban_web.journey.people import People
from tongban_web.journey.provinces import fresh_provinces
from tongban_web.journey.stories import STORIES, Story
from tongban_web.journey.supervisor import Supervisor
from tongban_web.journey.telling import every_case_once, tell_all
from tongban_web.journey.visitors import WrongTurn


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status is 0 only if every ledger is as expected."""
    parser = argparse.ArgumentParser(prog="python -m tongban_web.journey", description=__doc__)
    names = [story.name for story in STORIES]
    parser.add_argument("--only", choices=names, action="append", help="tell only this story; repeatable")
    chosen = parser.parse_args(arguments)
    stories = [story for story in STORIES if not chosen.only or story.name in chosen.only]
    try:
        with fresh_provinces() as provinces:
            return _travel(provinces, stories)
    except (TongbanError, WrongTurn) as problem:
        print(problem, file=sys.stderr)
        return 1


def _travel(provinces: Sequence[Province], stories: Sequence[Story]) -> int:
    began = time.monotonic()
    supervisor = Supervisor(provinces)
    with supervisor.keeping():
        ready = time.monotonic()
        with closing(People(supervisor, {province.node: province for province in provinces})) as people:
            differences, told = tell_all(people, stories)
            differences += every_case_once(people, told)
    print(f"\n启动 {ready - began:.1f} 秒，办理 {time.monotonic() - ready:.1f} 秒 · started and travelled")
    for difference in differences:
        print(difference, file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
