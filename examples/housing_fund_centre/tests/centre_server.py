"""A centre's system as a real HTTP server on 127.0.0.1: signed questions, its own names and units."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

SECRET = "the-secret-of-the-centre"
ACCOUNT = {
    "grzh": "510100000001",
    "csdm": "510100",
    "zxmc": "成都住房公积金管理中心",
    "xingming": "张建国",
    "zjhm": "510104198503109997",
    "grzhzt": "01",
    "bjye": "99000.10",
    "lxye": "0.25",
    "khrq": "2026-05-08",
    "ljys": 6,
    "lxqs": "202605",
    "jzny": "202610",
    "grjcjs": "8650.00",
    "dwjcbl": "0.12",
    "grjcbl": "0.12",
    "dwdm": "915101040000001239",
    "djbz": "0",
    "ztbz": "0",
    "fcrq": "",
}
MONTH = {"grjcjs": "8650.00", "gryjce": "1038.00", "dwyjce": "1038.00", "dwdm": "915101040000001239"}
LOAN = {
    "jkhtbh": "CD2022000001",
    "zxmc": "成都住房公积金管理中心",
    "xingming": "张建国",
    "dkye": "245300.00",
    "dkll": "0.026",
    "schkr": "2026-11-03",
    "fkrq": "2022-06-15",
    "bdcdyh": "510104004001GB00001F00010001",
    "htdkje": "300000.00",
    "dkcs": "1",
    "yqbx": "0.00",
    "bnhkbx": "10800.00",
    "chdbz": "1",
    "jqrq": "",
}
REPAID = {**LOAN, "jkhtbh": "SY2012000001", "fkrq": "2012-03-01", "dkye": "0.00", "dkcs": "1", "jqrq": "2019-03-01"}
STATEMENT = {"mx": [{**MONTH, "jcny": f"2026{n:02}", "rzrq": f"2026-{n:02}-14"} for n in range(5, 11)]}

RUBBISH = {
    "garbled": b"<html>maintenance</html>",
    "endless": b'{"code": "0000", "data": {"grzh": "' + b"0" * 2_000_000 + b'"}}',
    "nested": b"[" * 200_000,
    "unknown code": b'{"code": "9999"}',
}


@dataclass
class Centre:
    """What the centre holds by address and person, and how it behaves: well, or as `trouble` says."""

    held: dict[tuple[str, str], dict[str, Any]] = field(
        default_factory=lambda: {
            ("/grzh", ACCOUNT["zjhm"]): ACCOUNT,
            ("/jcmx", ACCOUNT["zjhm"]): STATEMENT,
            ("/grdk", ACCOUNT["zjhm"]): LOAN,
            ("/grdklb", ACCOUNT["zjhm"]): {"dk": [REPAID, LOAN]},
        }
    )
    trouble: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    closing: Event = field(default_factory=Event)
    server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        centre = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status, answer = centre.answer(self.path, body, self.headers.get("x-signature", ""))
                self.send_response(status)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as http.server has it
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, path: str, body: bytes, signature: str) -> tuple[int, bytes]:
        if not hmac.compare_digest(signature, hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()):
            return 401, b""
        question = json.loads(body)
        self.asked.append((path, question))
        if self.trouble == "silent":
            self.closing.wait()
        if self.trouble == "failing":
            return 503, b""
        if self.trouble in RUBBISH:
            return 200, RUBBISH[self.trouble]
        data = self.held.get((path, question["zjhm"]))
        return 200, json.dumps({"code": "0000", "data": data} if data else {"code": "1001"}).encode()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
