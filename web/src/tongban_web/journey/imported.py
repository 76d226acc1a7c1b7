"""Everything that a province imports and reads from packages at its start, so that the forks of a journey have it."""

from __future__ import annotations

import gc

import anyio._backends._asyncio
import httpcore
import uvicorn.lifespan.on
import uvicorn.loops.auto
import uvicorn.protocols.http.auto
import uvicorn.protocols.websockets.auto
from litestar.di import Provide

import tongban.evidence.query_register
from tongban.assembly.foundation import authorities
from tongban.cases.calendar_files import load_calendar
from tongban.plugin_sources import installed
from tongban.plugins import load_plugins
from tongban.routing.divisions import load_divisions
from tongban_web.api import routers
from tongban_web.app import Site
from tongban_web.demo import province
from tongban_web.pages import pages
from tongban_web.templating import build_environment

__all__ = ["anyio", "httpcore", "province", "tongban", "uvicorn"]

load_plugins(sorted(installed()))
load_divisions()
load_calendar()
authorities()
build_environment(None, ())
Site(route_handlers=[pages(), *routers()], dependencies={"node": Provide(lambda: None, sync_to_thread=False)})
# A fork that looks for garbage would else look through, and so copy, all that it has from here.
gc.collect()
gc.freeze()
