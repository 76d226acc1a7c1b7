"""The limit: the same work with nothing around it. Litestar and asyncpg, one pool, no ORM, no rules, no audit of reads.

`POST /cases` writes case, audit and outbox rows in one transaction; `GET /cases/{id}` and `GET /queue` read its own
tables; `GET /pages/…` render the node's own rows with Jinja2.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import msgspec
from jinja2 import Environment, FileSystemLoader
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, NotFoundException, ValidationException
from litestar.params import FromPath, JSONBody
from msgspec import Meta

Division = Annotated[str, Meta(pattern=r"^\d{6}$")]
Short = Annotated[str, Meta(min_length=1, max_length=100)]
AnyRequest = Request[Any, Any, Any]


class Application(msgspec.Struct, forbid_unknown_fields=True):
    """Ten validated fields."""

    matter: Short
    receiving: Division
    competent: Division
    name: Short
    number: Annotated[str, Meta(pattern=r"^\d{17}[\dX]$")]
    mobile: Annotated[str, Meta(pattern=r"^1[3-9]\d{9}$")]
    kind: Short
    purpose: Short
    delivery: Annotated[str, Meta(pattern="^(electronic|post|window)$")]
    consent: bool


# Reference data and tokens stay in memory.
OFFICES = {"440000": "440106-hall", "500000": "500103-police", "510000": "510104-police"}
MATTERS = {"hh.cert.hukou": "开具户籍类证明", "hf.transfer": "住房公积金转移接续"}
TOKENS = {f"Bearer {os.environ['LIMIT_TOKEN']}": os.environ["LIMIT_OFFICE"]}

INSERT_CASE = """INSERT INTO limit_case (id, number, matter, office, applicant, state, due_on, submitted_at, body)
VALUES ($1, $2, $3, $4, $5, 'received', '2026-12-01', $6, $7)"""
INSERT_AUDIT = "INSERT INTO limit_audit (at, actor, act, case_id, digest) VALUES ($1, $2, 'submit', $3, $4)"
INSERT_OUTBOX = "INSERT INTO limit_outbox (id, receiver, case_id, body, queued_at) VALUES ($1, $2, $3, $4, $5)"
CASE = "SELECT id, number, matter, office, applicant, state, due_on, submitted_at, body FROM limit_case WHERE id = $1"
QUEUE = """SELECT id, number, matter, applicant, state, due_on, submitted_at FROM limit_case
WHERE office = $1 ORDER BY due_on, id LIMIT 20"""
PAGE_CASE = "SELECT snapshot FROM tongban_case WHERE id = $1"
PAGE_FACTS = "SELECT head, parts, law FROM tongban_fact WHERE case_id = $1 ORDER BY seq"
PAGE_QUEUE = """SELECT t.case_id, c.number, c.matter_name, c.applicant, c.state, t.kind, t.title, t.due_on
FROM tongban_task t JOIN tongban_case c ON c.id = t.case_id WHERE t.office = $1 ORDER BY t.due_on, t.case_id LIMIT 20"""
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, auto_reload=False
)


def office_of(request: AnyRequest) -> str:
    office = TOKENS.get(request.headers.get("authorization", ""))
    if office is None:
        raise NotAuthorizedException
    return office


@post("/cases")
async def submit(request: AnyRequest, state: State, data: JSONBody[Application]) -> dict[str, str]:
    actor = office_of(request)
    receiver = OFFICES.get(f"{data.competent[:2]}0000")
    if data.matter not in MATTERS or receiver is None:
        raise ValidationException(f"{data.matter} is not served in {data.competent}")
    case, now = str(uuid.uuid4()), int(time.time() * 1000)
    number, body = f"KS{now}{case[:8]}", msgspec.json.encode(data)
    async with state.pool.acquire() as connection, connection.transaction():
        await connection.execute(INSERT_CASE, case, number, data.matter, receiver, data.name, now, body)
        await connection.execute(INSERT_AUDIT, now, actor, case, sha256(body).digest())
        await connection.execute(INSERT_OUTBOX, str(uuid.uuid4()), receiver, case, body, now)
    return {"id": case, "number": number}


@get("/cases/{case:str}")
async def read(request: AnyRequest, state: State, case: FromPath[str]) -> dict[str, Any]:
    office_of(request)
    row = await state.pool.fetchrow(CASE, case)
    if row is None:
        raise NotFoundException
    return {**row, "body": msgspec.Raw(row["body"])}


@get("/queue")
async def queue(request: AnyRequest, state: State) -> list[dict[str, Any]]:
    return [dict(row) for row in await state.pool.fetch(QUEUE, office_of(request))]


@get("/pages/cases/{case:str}", media_type=MediaType.HTML)
async def case_page(request: AnyRequest, state: State, case: FromPath[str]) -> Response[str]:
    office_of(request)
    async with state.pool.acquire() as connection:
        row = await connection.fetchrow(PAGE_CASE, case)
        facts = await connection.fetch(PAGE_FACTS, case)
    if row is None:
        raise NotFoundException
    decode = msgspec.json.decode
    told = [{"head": decode(fact["head"]), "parts": _parts(fact)} for fact in facts]
    return Response(TEMPLATES.get_template("case.html").render(case=decode(row["snapshot"]), facts=told))


def _parts(fact: asyncpg.Record) -> dict[str, Any]:
    law = {"law": msgspec.json.decode(fact["law"])} if fact["law"] else {}
    return {**law, **msgspec.json.decode(fact["parts"])}


@get("/pages/queue", media_type=MediaType.HTML)
async def queue_page(request: AnyRequest, state: State) -> Response[str]:
    rows = await state.pool.fetch(PAGE_QUEUE, office_of(request))
    return Response(TEMPLATES.get_template("queue.html").render(rows=rows))


@asynccontextmanager
async def pooled(app: Litestar) -> AsyncIterator[None]:
    plans = {"plan_cache_mode": "force_generic_plan"}  # as the node: what it gains by it is no merit of ours
    async with asyncpg.create_pool(
        os.environ["LIMIT_DATABASE"], min_size=1, max_size=20, server_settings=plans
    ) as pool:
        app.state.pool = pool
        yield


def create_app() -> Litestar:
    """The application."""
    handlers = [submit, read, queue, case_page, queue_page]
    return Litestar(handlers, lifespan=[pooled], openapi_config=None, logging_config=None)
