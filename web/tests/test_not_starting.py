"""A node that cannot start says why in one sentence, as `tongban run` prints it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from litestar.types import LifeSpanReceiveMessage, LifeSpanScope, LifeSpanSendMessage

from tongban.node import open_node
from tongban.settings import Settings
from tongban_web.app import create_app
from tongban_web.demo.ports import DEFAULTS
from tongban_web.demo.provinces import lay_out, read_settings

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_a_database_without_tables_is_told_in_a_sentence_with_its_remedy(tmp_path: Path) -> None:
    province = lay_out(tmp_path / "demo", DEFAULTS, now=NOW)[0]
    [told] = asyncio.run(_told_at_start(read_settings(province)))
    assert told["type"] == "lifespan.startup.failed"
    assert told["message"].startswith("the database lacks tongban_")
    assert told["message"].endswith("run `tongban migrate`, then start again")


async def _told_at_start(settings: Settings) -> list[LifeSpanSendMessage]:
    node, told = open_node(settings), []

    async def receive() -> LifeSpanReceiveMessage:
        return {"type": "lifespan.startup"}

    async def send(message: LifeSpanSendMessage) -> None:
        told.append(message)

    scope = LifeSpanScope(type="lifespan", asgi={"version": "3.0", "spec_version": "2.0"})
    with suppress(BaseExceptionGroup):
        await create_app(node)(scope, receive, send)
    await node.database.stop()
    return told
