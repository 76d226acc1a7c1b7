"""Who may open which route, for one case, one draft, one file and one firm that are somebody's: the whole site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOBODY = "nobody"
ABROAD = "officer of another province"
WEAK = "the applicant at L1"
OWNER = "the applicant"
STRANGER = "another person"
FORMER = "agent whose mandate was revoked"
HEAD = "representative of the firm"
CLERK = "clerk and officer of the receiving office"
CLERK_ELSEWHERE = "clerk of another office"
OFFICER_ELSEWHERE = "officer of another office"
SUPERVISOR = "supervisor"
OPERATOR = "operator of the node"

UNKNOWN: Final = frozenset({NOBODY, ABROAD})
PERSONS: Final = frozenset({WEAK, OWNER, STRANGER, FORMER, HEAD})
SURE: Final = PERSONS - {WEAK}
CLERKS: Final = frozenset({CLERK, CLERK_ELSEWHERE})
AT_DESK: Final = CLERKS | {OFFICER_ELSEWHERE}
STAFF: Final = AT_DESK | {SUPERVISOR, OPERATOR}
KNOWN: Final = PERSONS | STAFF
EVERYBODY: Final = UNKNOWN | KNOWN
NO_ONE: Final = frozenset[str]()
ALL_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Row:
    """Whom a route opens to, and whom it may tell why not; for all others there is nothing at its address."""

    opens: frozenset[str]
    told: frozenset[str] = NO_ONE


def _row(*opens: str, told: frozenset[str] = NO_ONE) -> Row:
    return Row(frozenset(opens), told)


ROUTES: Final[dict[str, Row]] = {
    "GET /static/{file_path}": Row(EVERYBODY),
    "GET /": Row(EVERYBODY),
    "GET /matters/{matter_id}": Row(EVERYBODY),
    "GET /matters/{matter_id}/apply": Row(PERSONS),
    "POST /matters/{matter_id}/apply": Row(PERSONS),
    "GET /drafts/{draft_id}": _row(OWNER),
    "POST /drafts/{draft_id}": _row(OWNER),
    "POST /drafts/{draft_id}/delete": _row(OWNER),
    "GET /drafts/{draft_id}/files/{file_id}": _row(OWNER),
    "GET /drafts/{draft_id}/review": _row(OWNER),
    "POST /drafts/{draft_id}/submit": _row(OWNER),
    "GET /cases": Row(SURE),
    "GET /cases/{case_id}": _row(OWNER),
    "GET /cases/{case_id}/confirm": Row(NO_ONE),  # nobody applies together with them
    "POST /cases/{case_id}/confirm": _row(OWNER),
    "POST /cases/{case_id}/answers": _row(OWNER),
    "GET /cases/{case_id}/withdraw": _row(OWNER),
    "POST /cases/{case_id}/withdraw": _row(OWNER),
    "GET /cases/{case_id}/end-agency": Row(NO_ONE),  # nobody acts for them
    "POST /cases/{case_id}/end-agency": _row(OWNER),
    "GET /cases/{case_id}/result": Row(NO_ONE),  # there is none yet
    "POST /cases/{case_id}/result": _row(OWNER),
    "GET /cases/{case_id}/correction": _row(OWNER),
    "POST /cases/{case_id}/correction": _row(OWNER),
    "GET /cases/{case_id}/papers/{seq}/{position}": _row(OWNER),
    "GET /cases/{case_id}/files/{file_id}": _row(OWNER),
    "GET /language/{language}": Row(EVERYBODY),
    "GET /sign-in": Row(EVERYBODY),
    "GET /verify": Row(NO_ONE, told=EVERYBODY),  # a number without its code
    "GET /lookups": Row(SURE),
    "GET /supervision/lookups": _row(SUPERVISOR),
    "GET /sign-in/staff": Row(EVERYBODY),
    "POST /sign-in/{provider_id}": Row(EVERYBODY),
    "POST /sign-in/staff/{provider_id}": Row(EVERYBODY),
    "POST /sign-out": Row(EVERYBODY),
    "GET /acting-for": Row(PERSONS),
    "POST /acting-for": Row(PERSONS),
    "GET /mandates": Row(PERSONS),
    "GET /mandates/{organisation}": _row(HEAD),
    "POST /mandates/{organisation}": _row(HEAD),
    "POST /mandates/{organisation}/{granted}/revoke": _row(HEAD),
    **{f"{method} /{{address}}": Row(NO_ONE) for method in ALL_METHODS},
    "GET /desk": _row(CLERK, OFFICER_ELSEWHERE),
    "GET /desk/find": Row(AT_DESK),
    "GET /desk/cases/{case_id}": _row(CLERK),
    "GET /desk/cases/{case_id}/papers/{index}": _row(CLERK),
    "GET /desk/cases/{case_id}/files/{file_id}": _row(CLERK),
    "GET /desk/cases/{case_id}/acts/{name}": _row(CLERK),
    "POST /desk/cases/{case_id}/acts/{name}": _row(CLERK),
    "GET /supervision": _row(SUPERVISOR),
    "GET /supervision/plugins": _row(SUPERVISOR),
    "GET /supervision/parameters": _row(SUPERVISOR),
    "GET /supervision/cases/{case_id}": _row(SUPERVISOR),
    "GET /supervision/cases/{case_id}/for/{purpose}": _row(SUPERVISOR),
    "GET /supervision/cases/{case_id}/for/{purpose}/papers/{index}": _row(SUPERVISOR),
    "GET /operation": _row(OPERATOR),
    "GET /operation/peers/{code}": _row(OPERATOR),
    "POST /operation/peers/{code}/test": _row(OPERATOR),
    "GET /operation/letters": _row(OPERATOR),
    "POST /operation/letters/again": _row(OPERATOR),
    "POST /operation/letters/{letter}/again": _row(OPERATOR),
    "GET /operation/letters/{letter}/aside": Row(NO_ONE),  # no letter is dead
    "POST /operation/letters/{letter}/aside": _row(OPERATOR),
    "GET /operation/incidents": _row(OPERATOR),
    "GET /operation/incidents/{incident}": Row(NO_ONE),  # there is none
    "POST /operation/incidents/{incident}": _row(OPERATOR),
    "GET /window": Row(CLERKS),
    "GET /window/apply": Row(CLERKS),
    "POST /window/apply": Row(CLERKS),
    "GET /window/drafts/{draft_id}": _row(CLERK),
    "POST /window/drafts/{draft_id}": _row(CLERK),
    "POST /window/drafts/{draft_id}/delete": _row(CLERK),
    "GET /window/drafts/{draft_id}/files/{file_id}": _row(CLERK),
    "GET /window/drafts/{draft_id}/review": _row(CLERK),
    "POST /window/drafts/{draft_id}/submit": _row(CLERK),
    "GET /api/v1": Row(EVERYBODY),
    "GET /api/v1/openapi.json": Row(EVERYBODY),
    **{f"{method} /api/v1/{{path}}": Row(NO_ONE) for method in ALL_METHODS},
    "GET /api/v1/matters": Row(EVERYBODY),
    "GET /api/v1/matters/{matter_id}": Row(EVERYBODY),
    "GET /api/v1/tokens": Row(KNOWN),
    "POST /api/v1/tokens": Row(EVERYBODY),
    "DELETE /api/v1/tokens/{token_id}": _row(OWNER, WEAK),
    "POST /api/v1/assessments": Row(PERSONS | CLERKS, told=STAFF),
    "GET /api/v1/cases": Row(SURE, told=STAFF),
    "POST /api/v1/cases": Row(PERSONS | CLERKS, told=STAFF),
    "GET /api/v1/cases/{case_id}": _row(OWNER, CLERK, SUPERVISOR),
    "POST /api/v1/cases/{case_id}/acts": _row(OWNER, CLERK),
    "GET /api/v1/cases/{case_id}/papers": _row(OWNER, CLERK, SUPERVISOR),
    "GET /api/v1/cases/{case_id}/files": _row(OWNER, CLERK, SUPERVISOR),
    "GET /api/v1/cases/{case_id}/files/{file_id}": _row(OWNER, CLERK),
    "POST /api/v1/cases/{case_id}/files/{material}": _row(OWNER),
    "GET /api/v1/drafts": Row(PERSONS | CLERKS, told=STAFF),
    "POST /api/v1/drafts": Row(PERSONS | CLERKS, told=STAFF),
    "GET /api/v1/drafts/{draft_id}": _row(OWNER, told=STAFF),
    "PUT /api/v1/drafts/{draft_id}": _row(OWNER, told=STAFF),
    "DELETE /api/v1/drafts/{draft_id}": _row(OWNER, told=STAFF),
    "POST /api/v1/drafts/{draft_id}/files/{material}": _row(OWNER, told=STAFF),
    "DELETE /api/v1/drafts/{draft_id}/files/{file_id}": _row(OWNER, told=STAFF),
    "POST /api/v1/drafts/{draft_id}/assessments": _row(OWNER, told=STAFF),
    "POST /api/v1/drafts/{draft_id}/submissions": _row(OWNER, told=STAFF),
    "GET /api/v1/queue": Row(AT_DESK, told=KNOWN),
    "GET /api/v1/queue/find": _row(CLERK, told=PERSONS | {SUPERVISOR, OPERATOR}),
    "GET /api/v1/supervision": _row(SUPERVISOR, told=KNOWN),
    "GET /api/v1/supervision/cases": _row(SUPERVISOR, told=KNOWN),
    "GET /api/v1/organisations/{organisation}/mandates": _row(HEAD),
    "POST /api/v1/organisations/{organisation}/mandates": _row(HEAD),
    "DELETE /api/v1/organisations/{organisation}/mandates/{granted}": _row(HEAD),
    "POST /exchange/v1/letters": Row(NO_ONE, told=EVERYBODY),
    "POST /exchange/v1/queries": Row(NO_ONE, told=EVERYBODY),
    "POST /exchange/v1/due": Row(NO_ONE, told=EVERYBODY),
    "GET /exchange/v1/trust": Row(EVERYBODY),
    "GET /exchange/v1/health": Row(EVERYBODY),
    "GET /livez": Row(EVERYBODY),
    "GET /readyz": Row(EVERYBODY),
    "GET /metrics": Row(NO_ONE),  # for whoever bears the token of the settings, and there is none
}
