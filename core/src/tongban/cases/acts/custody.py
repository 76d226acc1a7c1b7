"""Acts and reports on the paper originals of a case."""

from __future__ import annotations

from tongban.cases.acts.act import Act
from tongban.cases.facts import Mishap


class TakeOriginal(Act, frozen=True, kw_only=True, tag="take_original"):
    """Take a paper original into custody: what, in which state, and whether the matter asks for it."""

    original: str
    name: str
    condition: str
    required: bool = False


class SendOriginal(Act, frozen=True, kw_only=True, tag="send_original"):
    """Send an original to another place of the case by courier; `name` is what its paper calls it.

    Its way stops the time of the place that decides for `days` of the wall calendar at most.
    """

    original: str
    to: str
    waybill: str
    name: str = ""
    days: int = 15


class ReceiveOriginal(Act, frozen=True, kw_only=True, tag="receive_original"):
    """Confirm that an original arrived, and in which state."""

    original: str
    condition: str


class ReportOriginal(Act, frozen=True, kw_only=True, tag="report_original"):
    """The post brought an original back to its sender, or it was lost there or in custody: how, told to the applicant.

    `name` and `waybill` are what its paper calls it and what it was sent by.
    """

    original: str
    mishap: Mishap
    note: str
    name: str = ""
    waybill: str = ""


class ReturnOriginal(Act, frozen=True, kw_only=True, tag="return_original"):
    """Give an original back: to whom, as whom and how identified, or by which post."""

    original: str
    to: str
    waybill: str = ""
