"""Registers: what a node can look up about a party, and the fakes that stand in for them in tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from tongban.cases.calendar import WorkingCalendar
from tongban.clock import Clock
from tongban.errors import Misconfigured, TongbanError
from tongban.evidence.questions import TOLD_AT_MOST
from tongban.routing.divisions import Divisions
from tongban.storage import Database


class Unavailable(TongbanError):
    """A register cannot answer now; `reason` is a Chinese sentence for the applicant and the officer."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@runtime_checkable
class Register(Protocol):
    """A source that answers about one person or organisation at a time.

    `name` is what `Needs.register` names, like "housing_fund.account"; `title` and `issuer` are shown as the source.
    """

    name: str
    title: str
    issuer: str

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The record of a subject (resident number or credit code), or None where there is none.

        `criteria` are the answers that `Needs.by` names, as plain JSON values. Raises `Unavailable`. Called outside
        transactions, given up after three seconds.
        """
        ...


@runtime_checkable
class AskedInSql(Protocol):
    """What a register over tables of this node may say besides: with others it is then asked in one statement."""

    def query(self, *, subject: str, criteria: Mapping[str, object]) -> tuple[str, tuple[object, ...]] | None:
        """The SELECT and its arguments whose first row is the answer; None where only `look_up` can tell."""
        ...

    def record_of(self, row: Mapping[str, Any]) -> Mapping[str, object]:
        """The record that such a row, by column name, amounts to."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterContext:
    """What a plugin's registers may stand on; the argument of `tongban_register_registers`."""

    database: Database
    clock: Clock
    calendar: WorkingCalendar
    divisions: Divisions


class Registers:
    """The registers of one node by name.

    Raises `Misconfigured` where two plugins register the same name, or an object is no register.
    """

    def __init__(self, registers: Iterable[Register] = ()) -> None:
        self._by_name: dict[str, Register] = {}
        self._in_sql: dict[str, AskedInSql] = {}
        for register in registers:
            self._add(register)

    def find(self, name: str) -> Register | None:
        """The register of that name, if this node has it."""
        return self._by_name.get(name)

    def asked_in_sql(self, name: str) -> AskedInSql | None:
        """The same register, if it can be asked together with others."""
        return self._in_sql.get(name)

    def __iter__(self) -> Iterator[Register]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def _add(self, register: Register) -> None:
        if not isinstance(register, Register):
            raise Misconfigured(
                f"{register!r} is no register: give it name, title, issuer and look_up, see tongban.evidence.registers"
            )
        if register.name in self._by_name:
            raise Misconfigured(f"two registers are named {register.name!r}: take one plugin out of settings.plugins")
        for name, text in (("title", register.title), ("issuer", register.issuer)):
            if len(text) > TOLD_AT_MOST or "\0" in text:
                raise Misconfigured(
                    f"the {name} of register {register.name!r} is longer than {TOLD_AT_MOST} characters or holds a "
                    "NUL, and other places would refuse its answers: shorten it"
                )
        self._by_name[register.name] = register
        if isinstance(register, AskedInSql):
            self._in_sql[register.name] = register


class FakeRegister:
    """A register that answers from a dict of subject to records, for tests and specs.

    Where a subject has several records, the first one serves whose values equal all criteria that it has.
    """

    def __init__(
        self,
        name: str,
        records: Mapping[str, Mapping[str, object] | list[Mapping[str, object]]] | None = None,
        *,
        title: str = "测试登记库",
        issuer: str = "测试机构",
    ) -> None:
        self.name = name
        self.title = title
        self.issuer = issuer
        self.asked: list[tuple[str, dict[str, object]]] = []
        self._records = dict(records or {})
        self._unavailable = ""

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """Answer from the dict, and note in `asked` what was asked."""
        self.asked.append((subject, dict(criteria)))
        if self._unavailable:
            raise Unavailable(self._unavailable)
        held = self._records.get(subject, [])
        candidates = held if isinstance(held, list) else [held]
        return next((record for record in candidates if _fits(record, criteria)), None)

    def put(self, subject: str, record: Mapping[str, object]) -> None:
        """Hold this record of the subject from now on, in place of all others."""
        self._records[subject] = record

    def switch_off(self, reason: str = "登记库暂时无法访问") -> None:
        """Be unavailable until switched on."""
        self._unavailable = reason

    def switch_on(self) -> None:
        """Answer again."""
        self._unavailable = ""


class SwitchedRegister:
    """Another register with a switch before it, for tests and specs that need it not to answer for a while."""

    def __init__(self, register: Register) -> None:
        self.name = register.name
        self.title = register.title
        self.issuer = register.issuer
        self._register = register
        self._unavailable = ""

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """What the register behind answers, while this one is on."""
        if self._unavailable:
            raise Unavailable(self._unavailable)
        return await self._register.look_up(subject=subject, criteria=criteria)

    def query(self, *, subject: str, criteria: Mapping[str, object]) -> tuple[str, tuple[object, ...]] | None:
        """The SELECT of the register behind, while this one is on."""
        if self._unavailable or not isinstance(self._register, AskedInSql):
            return None
        return self._register.query(subject=subject, criteria=criteria)

    def record_of(self, row: Mapping[str, Any]) -> Mapping[str, object]:
        """As the register behind reads the row that its SELECT found."""
        assert isinstance(self._register, AskedInSql)  # noqa: S101 - `query` gave None otherwise
        return self._register.record_of(row)

    def switch_off(self, reason: str = "登记库暂时无法访问") -> None:
        """Be unavailable until switched on."""
        self._unavailable = reason

    def switch_on(self) -> None:
        """Answer again."""
        self._unavailable = ""


def _fits(record: Mapping[str, object], criteria: Mapping[str, object]) -> bool:
    return all(record[name] == wanted for name, wanted in criteria.items() if name in record)
