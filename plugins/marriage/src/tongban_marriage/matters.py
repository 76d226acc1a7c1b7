"""结婚登记 as one object, and the edition before it for the cases that name it."""

from __future__ import annotations

from dataclasses import replace

from tongban import (
    Assurance,
    Basis,
    Channel,
    Delivery,
    Kind,
    Material,
    Matter,
    PartyKind,
    WindowCheck,
    routed,
)
from tongban_marriage import booking, needs, rules
from tongban_marriage.checks import CHECKS
from tongban_marriage.couple import other_party
from tongban_marriage.effects import EFFECTS, EFFECTS_2026_11
from tongban_marriage.forms import MarriageForm
from tongban_marriage.registration import CERTIFICATE, PROCEDURE, PROCEDURE_2026_11

route = routed("office_division", reason="内地居民结婚登记可在全国任一婚姻登记机关办理，由双方所选机关当场登记")
marry = Matter(
    id="mr.marry",
    name="结婚登记",
    edition="2026-12",
    kind=Kind.INSTANT,
    applicants=frozenset({PartyKind.PERSON}),
    authority="marriage_registry",
    basis=(Basis(rules.CIVIL_CODE, "第一千零四十六条至第一千零五十一条"), Basis("婚姻登记条例")),
    promised_term="marry_wd",
    channels=frozenset({Channel.ONLINE, Channel.WINDOW}),
    assurance=Assurance.L3,
    anywhere=True,
    co_applicants=True,
    other_parties=other_party,
    confirm_within="confirm_hours",
    confirm_by=booking.begins,
    attend_on="day",
    form=MarriageForm,
    route=route,
    needs=(needs.own_status, needs.other_status, needs.slot),
    rules=(
        rules.of_age,
        rules.both_in_person,
        rules.neither_married,
        rules.not_related,
        rules.both_mainland_residents,
        rules.man_and_woman,
        *booking.BOOKING_RULES,
    ),
    materials=(
        Material(key="identity_cards", name="双方居民身份证", sources=(WindowCheck(),), reason="核验双方本人身份"),
        Material(
            key="declarations",
            name="申请结婚登记声明书（双方）",
            sources=(WindowCheck(),),
            reason="在登记机关领取，双方当面签署",
        ),
        Material(
            key="joint_photo",
            name="近期正面免冠半身合影",
            sources=(WindowCheck(),),
            reason="须为双方共同拍摄，可以在登记机关现场拍摄",
        ),
    ),
    checks=CHECKS,
    procedure=PROCEDURE,
    results=(CERTIFICATE,),
    effects=EFFECTS,
    delivery=(Delivery.WINDOW,),
    fee="不收费",
)
# A case keeps the edition under which it was handed in: here the couple is married with the decision, not before it.
marry_2026_11 = replace(marry, edition="2026-11", procedure=PROCEDURE_2026_11, effects=EFFECTS_2026_11)
