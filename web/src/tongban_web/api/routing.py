"""The API as one router under `/api/v1`, with its description and its reference page."""

from __future__ import annotations

from typing import Final

from litestar.di import Provide

from tongban_web.api.access import admit_caller, caller_of
from tongban_web.api.acts import acts_router
from tongban_web.api.answers import Answer
from tongban_web.api.applications import applications_router
from tongban_web.api.cases import cases_router
from tongban_web.api.drafts import drafts_router
from tongban_web.api.mandates import mandates_router
from tongban_web.api.matters import matters_router
from tongban_web.api.oversight import oversight_router
from tongban_web.api.papers import papers_router
from tongban_web.api.problems import EXCEPTION_HANDLERS
from tongban_web.api.tokens import open_tokens_router, tokens_router
from tongban_web.routes import Routes

PATH: Final = "/api/v1"


def api_router() -> Routes:
    """Every operation of the API; it finds the node as the dependency `node`."""
    return Routes(
        path=PATH,
        route_handlers=[matters_router(), open_tokens_router(), _for_callers()],
        exception_handlers=EXCEPTION_HANDLERS,
        response_class=Answer,
    )


def _for_callers() -> Routes:
    return Routes(
        path="/",
        route_handlers=[
            applications_router(),
            drafts_router(),
            cases_router(),
            oversight_router(),
            papers_router(),
            acts_router(),
            mandates_router(),
            tokens_router(),
        ],
        before_request=admit_caller,
        dependencies={"caller": Provide(caller_of, sync_to_thread=False)},
        security=[{"token": []}],
    )
