"""Finding out whether the audit log is as it was sealed."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from tongban.audit.chain import GENESIS, Fields, authenticate, extend, leaf
from tongban.storage import Database
from tongban.storage.statements import Row

PAGE = 5_000

_HEAD = "SELECT position, chain, mac FROM tongban_audit_head WHERE id = 1"
_SEALS = (
    "SELECT position, chain, mac FROM tongban_audit_seal "
    "WHERE position > $1 AND position <= $2 ORDER BY position LIMIT 500"
)
_ROWS = (
    "SELECT position, at, node, actor, role, act, case_id, purpose, salt, leaf FROM tongban_audit "
    "WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3"
)
_TAIL = "SELECT count(*) AS waiting FROM tongban_audit WHERE position IS NULL"
# One statement sees one state, so that a sealer at work meanwhile is not taken for a forger.
_BEYOND = """
SELECT (SELECT count(*) FROM tongban_audit
        WHERE position IS NOT NULL AND (position < 1 OR position > head.position)) AS rows,
       (SELECT count(*) FROM tongban_audit_seal WHERE position < 1 OR position > head.position) AS seals
FROM (SELECT coalesce(max(position), 0) AS position FROM tongban_audit_head) AS head
"""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the chain went at some time; kept elsewhere, it shows when the whole log was set back."""

    position: int
    chain: bytes

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read what `str` wrote ("20:9f86…"); `ValueError` for anything else."""
        position, _, chain = text.partition(":")
        return cls(int(position), bytes.fromhex(chain))

    def __str__(self) -> str:
        return f"{self.position}:{self.chain.hex()}"


@dataclass(slots=True)
class Report:
    """What `verify` found. `findings` is empty when the sealed log is whole; `unsealed` acts are not covered yet."""

    checkpoint: Checkpoint
    unsealed: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        """Whether nothing sealed was touched."""
        return not self.findings

    def __str__(self) -> str:
        state = "intact" if self.is_intact else f"{len(self.findings)} finding(s)"
        lines = [
            f"audit log: {state}; {self.checkpoint.position} acts sealed, {self.unsealed} not sealed yet",
            f"checkpoint: {self.checkpoint}",
        ]
        return "\n".join([*lines, *self.findings])


async def verify(database: Database, *, secret: bytes, since: Checkpoint | None = None) -> Report:
    """Recompute the whole chain and compare it with what is stored.

    Finds every sealed row that was edited, deleted, inserted or cut off the end. Setting rows, seals and head back
    together to an earlier state of their own shows only against a checkpoint kept elsewhere: pass it as `since`.
    """
    head = await database.fetch_one(_HEAD)
    report = Report(Checkpoint(head["position"], head["chain"]) if head else Checkpoint(0, GENESIS))
    _check_head(report, head, secret)
    chain = await _Walk(database, secret, report, since).to(report.checkpoint.position)
    if chain != report.checkpoint.chain:
        report.findings.append(f"the chain up to {report.checkpoint.position} does not lead to the head")
    await _check_beyond(database, report)
    return report


def _check_head(report: Report, head: Row | None, secret: bytes) -> None:
    if head is not None and not _is_authentic(head, secret):
        report.findings.append("the head of the chain was not written by this node")


async def _check_beyond(database: Database, report: Report) -> None:
    beyond, tail = await database.fetch_one(_BEYOND), await database.fetch_one(_TAIL)
    if beyond is not None and beyond["rows"]:
        report.findings.append(f"{beyond['rows']} row(s) claim a position outside the chain")
    if beyond is not None and beyond["seals"]:
        report.findings.append(f"{beyond['seals']} seal(s) lie outside the chain: its head was set back")
    report.unsealed = int(tail["waiting"]) if tail is not None else 0


def _is_authentic(seal: Row, secret: bytes) -> bool:
    expected = authenticate(secret, position=seal["position"], chain=seal["chain"])
    return hmac.compare_digest(expected, seal["mac"])


class _Walk:
    """One way along the chain from its beginning."""

    def __init__(self, database: Database, secret: bytes, report: Report, since: Checkpoint | None) -> None:
        self._database, self._secret, self._report = database, secret, report
        self._since = since
        self._position, self._chain = 0, GENESIS

    async def to(self, end: int) -> bytes:
        """The chain as recomputed up to `end`; each difference met is reported."""
        sealed = 0
        while seals := await self._database.fetch(_SEALS, sealed, end):
            for seal in seals:
                sealed = int(seal["position"])
                await self._rows_to(sealed)
                self._compare(seal)
        if sealed != end:
            self._report.findings.append(f"the seals after position {sealed} are missing up to {end}")
            await self._rows_to(end)
        if self._since is not None and self._since.position > end:
            self._report.findings.append(
                f"the log ends at {end}, before the checkpoint {self._since.position}: it was cut off"
            )
        return self._chain

    async def _rows_to(self, end: int) -> None:
        while self._position < end:
            rows = await self._database.fetch(_ROWS, self._position, end, PAGE)
            for row in rows:
                self._take(row)
            if not rows:
                self._missing(self._position + 1, end)
                self._position = end

    def _take(self, row: Row) -> None:
        position = int(row["position"])
        if position != self._position + 1:
            self._missing(self._position + 1, position - 1)
        fields: Fields = tuple(row[index] for index in range(1, 8))
        if leaf(row["salt"], fields) != row["leaf"]:
            self._report.findings.append(f"position {position}: the row was edited")
        self._chain, self._position = extend(self._chain, [row["leaf"]]), position
        self._compare_checkpoint()

    def _missing(self, first: int, last: int) -> None:
        self._report.findings.append(f"positions {first} to {last}: the rows are gone")

    def _compare(self, seal: Row) -> None:
        if not _is_authentic(seal, self._secret):
            self._report.findings.append(f"position {seal['position']}: the seal was not written by this node")
        if seal["chain"] != self._chain:
            self._report.findings.append(f"the chain differs from its seal at position {seal['position']}")
            # Go on from the seal, so that one forgery is not reported for every batch after it.
            self._chain = seal["chain"]

    def _compare_checkpoint(self) -> None:
        since = self._since
        if since is not None and self._position == since.position and self._chain != since.chain:
            self._report.findings.append(f"the chain differs from the checkpoint at position {since.position}")
