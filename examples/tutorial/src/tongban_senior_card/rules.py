"""Why a card may not be issued, each reason with its basis and remedy."""

from __future__ import annotations

from typing import Final

from tongban import Application, Basis, Breach, Breaches, ResidentNumber, rule
from tongban_senior_card.forms import SeniorCardForm

SENIORS: Final = Basis("中华人民共和国老年人权益保障法", "第二条")


@rule(
    "SENIOR-01",
    "未满{age}周岁",
    basis=SENIORS,
    remedy="请在年满{age}周岁以后申领，生日当天即可申领",
)
def old_enough(application: Application[SeniorCardForm]) -> Breaches:
    """The applicant has reached the age, the birthday itself included."""
    wanted = application.parameters.integer("senior_age")
    identity = ResidentNumber.of_checked(application.applicant.number)
    if identity.age(application.on) < wanted:
        yield Breach(age=wanted)


RULES: Final = (old_enough,)
