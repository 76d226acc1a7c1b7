"""`make chaos MINUTES=n`: storms over nodes on SQLite and PostgreSQL; 0 is returned if both end well and in time."""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chaos.process import Ended
from chaos.reaching import AtLeast, missed
from chaos.report import in_all, of_run
from chaos.running import Outcome, Plan, run
from tongban.testing.kept_runs import Kept

DIALECTS: Final = ("sqlite", "postgresql")
EVERY_SECONDS: Final = 2.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="how long the storms last, together")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="which faults strike")
    parser.add_argument("--every", type=float, default=EVERY_SECONDS, help="seconds between two faults, on average")
    parser.add_argument("--on", choices=DIALECTS, action="append", help="only this kind of database")
    wanted = {"nargs": 2, "type": int, "default": (1, 1), "metavar": ("MESSAGES", "KILLS")}
    parser.add_argument("--at-least", **wanted, help="what the storms must come to, together")
    parser.add_argument("--save", type=Path, help="put what is printed into this page, such as docs/exchange.md")
    chosen = parser.parse_args(arguments)
    dialects = chosen.on or DIALECTS
    messages, kills = chosen.at_least
    only = "".join(f" --on {dialect}" for dialect in chosen.on or ())
    command = f"python -m chaos --minutes {chosen.minutes:g} --every {chosen.every:g} --seed {chosen.seed}{only}"
    kept = Kept("chaos", f"{command} --at-least {messages} {kills}")
    plan = Plan(chosen.minutes * 60 / len(dialects), chosen.seed, chosen.every)
    found = [_storm(dialect, plan, kept) for dialect in dialects]
    outcomes = [outcome for outcome in found if outcome]
    kept.tell("\n".join(in_all(outcomes)))
    short = missed(outcomes, AtLeast(messages, kills))
    for word in short:
        kept.tell(f"not reached: {word}")
    kept.save(chosen.save)
    return 0 if len(outcomes) == len(dialects) and not short else 1


def _storm(dialect: str, plan: Plan, kept: Kept) -> Outcome | None:
    folder = Path(tempfile.mkdtemp(prefix="tongban-chaos-"))
    print(f"{dialect}: {plan.seconds:.0f} s of faults, seed {plan.seed}", flush=True)
    try:
        outcome = asyncio.run(run(dialect, plan, folder))
    except Ended as problem:
        print(f"{problem}\neverything is kept in {folder}", file=sys.stderr)
        return None
    kept.tell("\n".join(of_run(outcome)))
    if outcome.verdict.is_clean:
        shutil.rmtree(folder)
    else:
        print(f"not clean; everything is kept in {folder}", file=sys.stderr)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
