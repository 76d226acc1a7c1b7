"""Nothing of an upload lies on the disk in clear, not even while it arrives."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from litestar import Litestar, Request, post
from litestar.testing import TestClient

from tongban_web.sealed_spool import SealedSpool, seal_uploads

CARD = b"%PDF-1.4 " + "公民身份号码510104198503109997".encode() * 80_000


def on_disk() -> list[bytes]:
    """What this process holds open in the folder of temporary files, also where it has no name any more."""
    opened = [each for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    files = [each for each in opened if str(each.readlink()).startswith(tempfile.gettempdir())]
    return [each.read_bytes() for each in files if each.is_file()]


def test_a_large_upload_waits_on_the_disk_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seal_uploads()
    seen: list[bytes] = []

    @post("/")
    async def upload(request: Request[object, object, object]) -> None:
        file = (await request.form())["card"]
        seen.extend(on_disk())
        assert await file.read() == CARD
        await file.seek(9)
        assert await file.read(5) == CARD[9:14]

    with TestClient(Litestar([upload])) as client:
        assert client.post("/", files={"card": ("card.pdf", CARD)}).status_code == 201
    assert [len(each) for each in seen] == [len(CARD)], "it lies on the disk"
    assert not any(b"510104198503109997" in each or b"%PDF" in each for each in seen)


@pytest.mark.parametrize("most", [0, 7, 100])
def test_a_spool_gives_back_what_was_put_in(most: int) -> None:
    spool = SealedSpool(max_size=most)
    for part in (b"one", b"", b"two", b"three"):
        spool.write(part)
    spool.seek(0)
    assert spool.read() == b"onetwothree"
    spool.seek(4)
    assert (spool.read(3), spool.read(-1)) == (b"wot", b"hree")
    spool.close()
    assert spool.closed
