"""The acts that concern no matter: taken as they are sent."""

from __future__ import annotations

from typing import Final

from tongban.cases import acts as a
from tongban_web.api.asking import Asked, Text


class Resume(Asked, frozen=True, kw_only=True, tag="resume"):
    """恢复办理."""


class Dispatch(Asked, frozen=True, kw_only=True, tag="dispatch"):
    """寄送结果: `electronic`, `post` with its waybill, or `window`.

    重新寄送: `instead_of` is the number of the hop that sent it before.
    """

    way: str
    waybill: Text = ""
    instead_of: int = 0


class Withdraw(Asked, frozen=True, kw_only=True, tag="withdraw"):
    """撤回."""

    reason: Text = ""


class EndAgency(Asked, frozen=True, kw_only=True, tag="end_agency"):
    """终止委托: from then on the agent neither sees the case nor acts in it."""


class Answer(Asked, frozen=True, kw_only=True, tag="answer"):
    """答复 a question."""

    question: str
    text: Text


class ReceiveOriginal(Asked, frozen=True, kw_only=True, tag="receive_original"):
    """签收原件, and in which state."""

    original: str
    condition: Text


Plain = Resume | Dispatch | Withdraw | EndAgency | Answer | ReceiveOriginal
_ACTS: Final[dict[type[Asked], type[a.AnyAct]]] = {
    Resume: a.Resume,
    Dispatch: a.Dispatch,
    Withdraw: a.Withdraw,
    EndAgency: a.EndAgency,
    Answer: a.Answer,
    ReceiveOriginal: a.ReceiveOriginal,
}


def as_sent(asked: Plain) -> a.AnyAct:
    """The act with the fields as they were sent."""
    kind = _ACTS[type(asked)]
    return kind(**{name: getattr(asked, name) for name in kind.__struct_fields__})
