"""Why nothing serves a material of an application yet, or never will."""

from __future__ import annotations

from tongban.desk.assessment import Assessment
from tongban.desk.drafts import Draft
from tongban_web.views.materials import SILENT, UNASKED, UNREACHABLE, WAITING
from tongban_web.views.provenance import NOT_CONNECTED, by_post


def waiting(draft: Draft, assessment: Assessment) -> str:
    """Why a register has said nothing of a material yet."""
    if not draft.application.consent:
        return UNASKED
    return SILENT if assessment.out_of_reach else WAITING


def unreachable(assessment: Assessment) -> str:
    """Who holds against what they have, where no register ever answers: nobody, if it cannot be handed in here."""
    if assessment.out_of_reach:
        return NOT_CONNECTED
    route = assessment.route
    if route is None or not route.off_exchange:
        return UNREACHABLE
    return f"{NOT_CONNECTED}，{by_post(route.competent)}，现在不用提交；该机关要看原件的，由窗口收存后寄送"
