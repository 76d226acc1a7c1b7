"""The stream of a node in JetStream: what is on its way to it, of each sender so much and no more.

What was acknowledged leaves the stream. A sender whose part is full is refused, and nobody else is: together the parts
fit into the whole.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import structlog
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

FRAME_BYTES: Final = 512 * 1024
"""A server takes messages of one mebibyte unless it is told otherwise."""

MESSAGE_BYTES: Final = FRAME_BYTES + 4 * 1024
MOST_WAITING: Final = 32
"""Messages of one sender; each holds as many letters as fit, and what is refused comes again."""

MOST_SENDERS: Final = 40
KEEP_SECONDS: Final = 7 * 24 * 3600
UNCHANGEABLE: Final = frozenset({"retention", "storage"})

_log = structlog.get_logger(__name__)


def name_of(node: str) -> str:
    """The stream of what is on its way to a node."""
    return f"TONGBAN_{node}"


def letters(*, to: str, sender: str) -> str:
    """The subject of what one node sends another; servers let nobody but the sender publish to it."""
    return f"tongban.letters.{to}.{sender}"


def questions(*, to: str, sender: str) -> str:
    """The same for what one node asks another."""
    return f"tongban.questions.{to}.{sender}"


def config_of(node: str, *, replicas: int) -> StreamConfig:
    """The stream of a node; what is a week old was sent anew long ago."""
    return StreamConfig(
        name=name_of(node),
        subjects=[letters(to=node, sender="*")],
        retention=RetentionPolicy.WORK_QUEUE,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        max_msgs_per_subject=MOST_WAITING,
        discard_new_per_subject=True,
        max_msg_size=MESSAGE_BYTES,
        max_bytes=MOST_SENDERS * MOST_WAITING * MESSAGE_BYTES,
        max_age=KEEP_SECONDS,
        num_replicas=replicas,
    )


async def lay(jetstream: JetStreamContext, node: str, *, replicas: int) -> None:
    """Make a node's own stream what it is to be; raises what the client raises.

    Only the node itself does: of two that want it otherwise neither would ever be content.
    """
    wanted = config_of(node, replicas=replicas)
    try:
        there = (await jetstream.stream_info(name_of(node))).config
    except NotFoundError:
        await jetstream.add_stream(wanted)
        return
    changes = _changes(there, wanted)
    if UNCHANGEABLE & changes.keys():
        await _lay_anew(jetstream, replace(there, **changes), changes)
    elif changes:
        await _change(jetstream, replace(there, **changes), changes)


def _changes(there: StreamConfig, wanted: StreamConfig) -> dict[str, Any]:
    asked = {name: value for name, value in vars(wanted).items() if value is not None}
    return {name: value for name, value in asked.items() if getattr(there, name) != value}


async def _lay_anew(jetstream: JetStreamContext, wanted: StreamConfig, changes: dict[str, Any]) -> None:
    """What it held comes again: nobody has confirmed it. Another process of the node may just have done the same."""
    name = str(wanted.name)
    latest = (await jetstream.stream_info(name)).config
    if not UNCHANGEABLE & _changes(latest, wanted).keys():
        return
    _log.warning("nats_stream_made_anew", stream=name, changes=sorted(changes))
    await jetstream.delete_stream(name)
    await jetstream.add_stream(wanted)


async def _change(jetstream: JetStreamContext, wanted: StreamConfig, changes: dict[str, Any]) -> None:
    try:
        await jetstream.update_stream(wanted)
    except NatsError as problem:  # it serves as it is; they may not let this node change it
        _log.error("nats_stream_not_changed", stream=wanted.name, changes=sorted(changes), problem=str(problem))
