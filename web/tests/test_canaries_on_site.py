"""People hand in by the pages and by the API, once in each mode: no address, header or log line names any of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import structlog
from canaries import Search, canaries, log_everything
from canary_town import MODES, Town

from tongban.identity.seed import load_seed
from tongban.testing import example
from tongban.testing.example.journey import NODES, ExampleOnItsWay
from tongban.testing.provinces import data_file
from tongban.testing.steps.evidence import change


@pytest.fixture
def town(example_case: ExampleOnItsWay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Three provinces whose register knows everybody; their logs are written as they would be without blotting out."""
    monkeypatch.setitem(sys.modules, "tongban_example", example)  # as an installed plugin's package is found
    people, before = canaries()[: 2 * len(MODES)], structlog.get_config()
    example_case.world.people += people
    seed = load_seed(data_file(f"seed_{NODES['广东']}.yaml"))
    (tmp_path / "seed.yaml").write_bytes(msgspec.yaml.encode(msgspec.structs.replace(seed, people=tuple(people))))
    example_case.world.settings = {NODES["广东"]: {"seed": tmp_path / "seed.yaml"}}
    for person in people:
        change(example_case, "四川", "INSERT INTO example_record (number, status) VALUES ($1, '正常')", person.number)
    log_everything()
    yield Town(example_case, Search(people))
    structlog.configure(**before)


def test_by_page_and_by_program_nobody_is_named_in_addresses_headers_logs_or_unmarked_columns(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    people = iter(canaries())
    for hand_in in (town.by_page, town.by_program):
        for mode in MODES:
            person = next(people)
            case_id = hand_in(mode, person)
            town.case.world.deliver()
            town.decline(mode, case_id, person)
            town.case.world.deliver()
    written = capsys.readouterr()
    assert len(town.line.passed) > 100
    assert town.leaks(written.err + written.out) == []

    one, home = canaries()[0], town.case.home.node
    town.visitor("广东").get(f"/desk/find?number={one.number}")
    home.settings.data.mkdir(exist_ok=True)
    (home.settings.data / "note.txt").write_text(one.mobile)
    town.case.world.run(home.database.execute, "UPDATE tongban_case SET matter_name = $1", one.name)
    found = town.leaks(f'{{"event": "handed_in", "by": "{one.mobile}"}}')
    where = {each.partition(":")[0] for each in found}
    assert where == {"line", "log", "file", NODES["广东"]}, "a leak anywhere is found"
