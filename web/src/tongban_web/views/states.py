"""Case states as marks: a word, and a tone that shape and colour say again."""

from __future__ import annotations

from tongban.cases.state import ENDED, State
from tongban_web import view_data as v

TONES: dict[State, v.Tone] = {
    State.SUBMITTED: "waiting",
    State.CORRECTION: "waiting",
    State.SUSPENDED: "stopped",
    State.DECLINED: "refused",
    State.REFUSED: "refused",
    State.PAPER_DECLINED: "refused",
    State.WITHDRAWN: "stopped",
    State.LAPSED: "stopped",
    State.CLOSED: "done",
}


def state_mark(state: State) -> v.State:
    """The mark of a state; what is not waiting, refused, stopped or done is open."""
    return v.State(state.label, TONES.get(state, "open"))


def has_ended(state: State) -> bool:
    """Whether nothing more happens in that state."""
    return state in ENDED
