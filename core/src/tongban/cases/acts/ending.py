"""Acts that end a case, or the agency in it, without a decision."""

from __future__ import annotations

from tongban.cases.acts.act import Act


class Withdraw(Act, frozen=True, kw_only=True, tag="withdraw"):
    """The applicant withdraws."""

    reason: str = ""


class EndAgency(Act, frozen=True, kw_only=True, tag="end_agency"):
    """The applicant ends the 委托 of the agent, who from then on neither sees the case nor acts in it."""


class Lapse(Act, frozen=True, kw_only=True, tag="lapse"):
    """The owner's timer: a deadline of the applicant has passed."""

    why: str
