"""What the tests of the desks share: matters of the example plugin, judged without a node."""

from __future__ import annotations

import pytest

from tongban import Assurance, Channel, Person
from tongban.desk.drafts import Application
from tongban.testing.example.matters import EXAMPLE


@pytest.fixture
def written() -> Application:
    """An application that nothing is wrong with."""
    return Application(
        matter=EXAMPLE.id,
        edition=EXAMPLE.edition,
        channel=Channel.ONLINE,
        office="440106-hall",
        person=Person(name="张建国", number="510104198503109997", assurance=Assurance.L3, mobile="13800000000"),
        typed={"place": "510104", "remark": "本人说明"},
        consent=True,
    )
