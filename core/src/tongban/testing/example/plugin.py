"""What the example brings to a node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tongban import Matter, Register, RegisterContext, Unavailable, hookimpl
from tongban.identity.seed import demo_people
from tongban.testing.example.matters import EXAMPLE, JOINT, ON_THE_SPOT, PAYMENT, READ

SILENT = "登记库正在维护"
BROKEN = "broken"


@dataclass(slots=True)
class ExampleRegister:
    """Answers from a table; out of order while the table has a row without a number, whose status says how."""

    context: RegisterContext
    name: str = "example.register"
    title: str = "示例登记库"
    issuer: str = "示例登记机关"

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """Find the person by number."""
        database = self.context.database
        fault = await database.fetch_one("SELECT status FROM example_record WHERE number = ''")
        if fault is not None and fault["status"] == BROKEN:
            raise LookupError(f"duplicate key ({subject}, 张建国)")
        if fault is not None:
            raise Unavailable(SILENT)
        found = await database.fetch_one("SELECT status FROM example_record WHERE number = $1", subject)
        return None if found is None else {"status": found["status"]}


@hookimpl
def tongban_register_matters() -> Iterable[Matter]:
    """Five neutral matters."""
    return [EXAMPLE, READ, JOINT, PAYMENT, ON_THE_SPOT]


@hookimpl
def tongban_register_registers(context: RegisterContext) -> Iterable[Register]:
    """One register."""
    return [ExampleRegister(context)]


@hookimpl
def tongban_demo_records(node: str) -> Iterable[tuple[str, tuple[object, ...]]]:
    """The register's table, which no migration makes since nothing of it outlives a test, and everybody in it."""
    yield "CREATE TABLE example_record (number VARCHAR(18) PRIMARY KEY, status VARCHAR(20) NOT NULL)", ()
    for person in demo_people():
        yield "INSERT INTO example_record (number, status) VALUES ($1, '正常')", (person.number,)
