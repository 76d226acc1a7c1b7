"""Everything that a province imports and reads from packages at its start, so that the forks of a journey have it."""

from __future__ import annotations

import httpcore
import uvicorn.lifespan.on
import uvicorn.loops.auto
import uvicorn.protocols.http.auto
import uvicorn.protocols.websockets.auto

from tongban.plugin_sources import installed
from tongban.plugins import load_plugins
from tongban.routing.divisions import load_divisions
from tongban_web.app import Site
from tongban_web.demo import province
from tongban_web.templating import build_environment

__all__ = ["httpcore", "province", "uvicorn"]

load_plugins(sorted(installed()))
load_divisions()
build_environment(None, ())
Site(route_handlers=[])
