"""The requests that are sent, as whole HTTP messages, to a node and to the limit."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.copies import EACH, case_id
from bench.stage import OFFICE, Entry
from tongban.identity.people import Person

COUNT = 4000
LIMIT_TOKEN = "limit"  # noqa: S105 - of a server that lives for a minute
SEED = 35
QUEUES = ("officer's queue", "page: officer's queue")
HUKOU = {
    "matter": "hh.cert.hukou",
    "office": "510104-hall",
    "answers": {"cert_kind": "origin", "purpose": "办理护照", "hukou_place": "510104"},
    "delivery": "electronic",
    "consent": True,
}
TRANSFER = {
    "matter": "hf.transfer",
    "office": "510104-hall",
    "answers": {"out_city": "510100", "in_city": "440100", "mobile": "13800000000"},
    "pledges": ["one_account"],
    "consent": True,
}


@dataclass(frozen=True, slots=True)
class Work:
    """One line of the table: what is asked of the node, and what of the limit."""

    title: str
    node: list[bytes]
    limit: list[bytes]


def works(applicants: Sequence[Entry], officers: Sequence[Entry], people: Sequence[Person]) -> tuple[Work, ...]:
    """Every line, in the order of the table."""
    whole = len(officers) * EACH
    ids = random.Random(SEED).sample(range(whole), min(COUNT, whole))  # noqa: S311 - which case, not secrecy
    read = [_get(f"/cases/{case_id(index)}", LIMIT_TOKEN) for index in ids]
    return (
        Work("submit, decided here", _submissions(HUKOU, applicants), _limit_submissions("510000", people)),
        Work("submit, for another province", _submissions(TRANSFER, applicants), _limit_submissions("440000", people)),
        Work("read a case", [_get(f"/api/v1/cases/{case_id(i)}", officers[i // EACH].token) for i in ids], read),
        Work(QUEUES[0], [_get("/api/v1/queue", officers[0].token)], [_get("/queue", LIMIT_TOKEN)]),
        *_pages(ids, applicants, officers),
    )


def _pages(ids: Sequence[int], applicants: Sequence[Entry], officers: Sequence[Entry]) -> tuple[Work, ...]:
    plain = [_get(f"/pages/cases/{case_id(index)}", LIMIT_TOKEN) for index in ids]
    own = [_page(f"/cases/{case_id(index)}", applicants[index % len(applicants)].cookie) for index in ids]
    desk = [_page(f"/desk/cases/{case_id(index)}", officers[index // EACH].cookie) for index in ids]
    return (
        Work("page: case, applicant", own, plain),
        Work("page: case, officer's desk", desk, plain),
        Work(QUEUES[1], [_page("/desk", officers[0].cookie)], [_get("/pages/queue", LIMIT_TOKEN)]),
    )


def environment(database: str) -> dict[str, str]:
    """What the limit's process is told."""
    return {"LIMIT_DATABASE": database, "LIMIT_TOKEN": LIMIT_TOKEN, "LIMIT_OFFICE": OFFICE}


def _submissions(body: Mapping[str, object], applicants: Sequence[Entry]) -> list[bytes]:
    return [_post("/api/v1/cases", each.token, body) for each in applicants]


def _limit_submissions(competent: str, people: Sequence[Person]) -> list[bytes]:
    return [_post("/cases", LIMIT_TOKEN, _limit_body(competent, each)) for each in people]


def _limit_body(competent: str, person: Person) -> dict[str, object]:
    return {
        "matter": "hh.cert.hukou",
        "receiving": "510000",
        "competent": competent,
        "name": person.name,
        "number": person.number,
        "mobile": person.mobile,
        "kind": "origin",
        "purpose": "办理护照",
        "delivery": "electronic",
        "consent": True,
    }


def _get(path: str, token: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\r\n".encode()


def _page(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nhost: bench\r\ncookie: tongban_session_510000={cookie}\r\n\r\n".encode()


def _post(path: str, token: str, body: Mapping[str, object]) -> bytes:
    content = json.dumps(body, ensure_ascii=False).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n"
    return head.encode() + b"content-length: %d\r\n\r\n" % len(content) + content
