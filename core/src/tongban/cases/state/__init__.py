"""What a case adds up to: its present state, folded from heads alone."""

from __future__ import annotations

from tongban.cases.state.case import IN_TRANSIT, Case, Change
from tongban.cases.state.spans import Correction, PauseSpan, PostSpan
from tongban.cases.state.states import BEFORE_ACCEPTANCE, DECIDED, ENDED, INTAKE, STATE_LABELS, UNDER_DECISION, State
from tongban.cases.state.step_states import BEGUN, PENDING, STEP_LABELS, STOPPED, StepState, StepStatus

__all__ = [
    "BEFORE_ACCEPTANCE",
    "BEGUN",
    "DECIDED",
    "ENDED",
    "INTAKE",
    "IN_TRANSIT",
    "PENDING",
    "STATE_LABELS",
    "STEP_LABELS",
    "STOPPED",
    "UNDER_DECISION",
    "Case",
    "Change",
    "Correction",
    "PauseSpan",
    "PostSpan",
    "State",
    "StepState",
    "StepStatus",
]
