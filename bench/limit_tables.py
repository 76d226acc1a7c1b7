"""The limit's own tables, with as many cases as the node has."""

from __future__ import annotations

import asyncpg

from bench.copies import case_id, office_of

TABLES = """
CREATE TABLE limit_case (id varchar(36) PRIMARY KEY, number varchar(48) UNIQUE, matter varchar(64), office varchar(32),
    applicant varchar(100), state varchar(16), due_on varchar(10), submitted_at bigint, body bytea);
CREATE TABLE limit_audit (id bigserial PRIMARY KEY, at bigint, actor varchar(32), act varchar(64), case_id varchar(36),
    digest bytea);
CREATE TABLE limit_outbox (id varchar(36) PRIMARY KEY, receiver varchar(32), case_id varchar(36), body bytea,
    queued_at bigint);
"""
INDEX = "CREATE INDEX limit_case_office ON limit_case (office, due_on, id)"
COLUMNS = ("id", "number", "matter", "office", "applicant", "state", "due_on", "submitted_at", "body")
BODY = (
    '{"matter":"hh.cert.hukou","receiving":"440000","competent":"510000","name":"测试","number":"51010419850310999X",\
"mobile":"13800000000","kind":"origin","purpose":"办理护照","delivery":"electronic","consent":true}'.encode()
)


async def create(url: str, cases: int) -> None:
    """Make and fill them."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(TABLES)
        records = [_record(index) for index in range(cases)]
        await connection.copy_records_to_table("limit_case", columns=COLUMNS, records=records)
        await connection.execute(INDEX)
        await connection.execute("VACUUM ANALYZE limit_case")
    finally:
        await connection.close()


def _record(index: int) -> tuple[object, ...]:
    day = f"2026-12-{index % 28 + 1:02}"
    case = (case_id(index), f"KS{index:012}", "hh.cert.hukou", office_of(index), "测试", "received", day, index)
    return (*case, BODY)
