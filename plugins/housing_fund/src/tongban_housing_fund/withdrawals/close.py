"""`hf.close`: 离职封存、出境定居、完全丧失劳动能力、职工死亡, after which the account is closed."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import ACCOUNT, ELSEWHERE, EVENT
from tongban_housing_fund.withdrawals.common import DRAWN_FOR, WithdrawalForm, every, no_matter_for, once_in, whole
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

LEFT_JOB, DISABLED, DECEASED = "left_job", "disabled", "deceased"
CLOSING: Final = (  # the reason, its name, what proves it
    (LEFT_JOB, "离职后账户封存", "解除或者终止劳动关系证明"),
    ("settled_abroad", "出境定居", "出境定居证明"),
    (DISABLED, "完全丧失劳动能力并终止劳动关系", "劳动能力鉴定结论书"),
    (DECEASED, "职工死亡或者被宣告死亡，由继承人、受遗赠人提取", "死亡证明或者宣告死亡的判决书"),
)
REASONS: Final = (*(each[:2] for each in CLOSING), ("other", "国务院批准的其他情形"))
RELATIONS: Final = (
    ("first", "配偶、子女、父母"),
    ("second", "兄弟姐妹、祖父母、外祖父母（没有配偶、子女、父母在世）"),
    ("legatee", "受遗赠人"),
    ("none", "以上都不是"),
)
ONE_BY_ONE: Final = "每人一行：姓名、空格、公民身份号码，包括您本人和已经领取的；每人各自申请，最后一人领取余下的"
INHERITED: Final = ("close_reason", (DECEASED,))
HOLDER: Final = (tb.Role.DECEASED, tb.Role.APPLICANT)
REASON: Final = replace(EVENT, by={"kind": "close_reason"}, about=HOLDER)
KIN_OF: Final = {"other": "deceased_number"}
KIN: Final = replace(EVENT, key="kin", title="亲属关系", where={"kind": "kin"}, by=KIN_OF, asked_when=INHERITED)
ESTATE: Final = replace(DRAWN_FOR, about=HOLDER, asked_when=INHERITED)
LEFT_ELSEWHERE: Final = replace(ELSEWHERE, asked_when=("close_reason", (LEFT_JOB,)))
ALL_HEIRS: Final = tb.Pledge("本人承诺已如实填写全部同一顺序继承人；如有不实，愿退回提取资金并承担相应责任。")
MATERIALS: Final = (
    *(
        tb.Material(key, proof, (tb.FromRegister(REASON), tb.Upload()), shown_when=("close_reason", (key,)))
        for key, _, proof in CLOSING
    ),
    tb.Material("kinship", "亲属关系证明或继承公证书", (tb.FromRegister(KIN), tb.Upload()), shown_when=INHERITED),
    tb.Material("all_heirs", "同一顺序继承人情况", (ALL_HEIRS, tb.Upload()), shown_when=INHERITED),
)


class CloseForm(WithdrawalForm, frozen=True, kw_only=True):
    """Why the account is closed, and for an heir whose it was."""

    close_reason: Annotated[str, tb.Choice("提取事由", options=REASONS)]
    deceased_name: Annotated[str, tb.Field("被继承人姓名", section="继承", sensitive=True, shown_when=INHERITED)] = ""
    deceased_number: Annotated[str, tb.Number("被继承人证件号码", section="继承", shown_when=INHERITED)] = ""
    relation: Annotated[str, tb.Choice("您是被继承人的", section="继承", shown_when=INHERITED, options=RELATIONS)] = ""
    heirs: Annotated[str, tb.People("全部同一顺序继承人", section="继承", shown_when=INHERITED, help=ONE_BY_ONE)] = ""


def closing_amount(application: tb.Application[CloseForm]) -> tb.Calculation:
    """The whole balance; heirs of one order have equal shares of all of it (民法典 art. 1130), the last the rest."""
    everything = whole(application)
    if application.answers.close_reason != DECEASED:
        return everything
    left, drawn, heirs = everything.result, every(application, ESTATE), len(tb.people_of(application.answers.heirs))
    gone = tb.Amount("", sum(each.amount for each in drawn))
    estate = f"（余额{left} + 已领取{gone}）" if drawn else left
    share = tb.Amount("", (left.value + gone.value) / heirs, f"{estate} ÷ {heirs}人")
    is_last = drawn and len(drawn) + 1 == heirs
    return tb.Calculation(left, tb.Amount("本人份额", tb.Amount("", left.value, "余下的全部") if is_last else share))


@rule("HF-CL-01")
def sealed_long_enough(application: tb.Application[CloseForm]) -> tb.Breaches:
    sealed, months = application.found(ACCOUNT).sealed_on, application.parameters.integer("close_months")
    early = sealed is None or application.on < tb.add_months(sealed, months)
    return tb.Breach.when(application.answers.close_reason == LEFT_JOB and early, n=months)


@rule("HF-CL-04")
def unable_to_work(application: tb.Application[CloseForm]) -> tb.Breaches:
    """The appraisal says that nothing of the ability to work is left."""
    if application.answers.close_reason != DISABLED:
        return ()
    grade, most = application.found(REASON).detail, application.parameters.integer("disability_grade_most")
    return tb.Breach.when(grade not in map(str, range(1, most + 1)), grade=grade, most=most)


no_account_elsewhere: Final = rule.against(
    "HF-CL-02", lambda known: known.found(LEFT_ELSEWHERE).city != known.found(ACCOUNT).city
)
leaving_is_a_reason: Final = rule.against(  # none of those of art. 24; a place may pay out all the same
    "HF-CL-03",
    lambda known: known.answers.close_reason == LEFT_JOB and not known.parameters.flag("close_on_leave_allowed"),
)
employment_has_ended: Final = rule.against(
    "HF-CL-05", lambda known: known.answers.close_reason == DISABLED and known.found(ACCOUNT).status == "normal"
)
every_heir_counts: Final = rule.against(
    "HF-CL-07", lambda known: 0 < len(tb.people_of(known.answers.heirs)) <= len(every(known, ESTATE))
)


@rule("HF-CL-08")
def named_oneself(application: tb.Application[CloseForm]) -> tb.Breaches:
    answers, numbers = application.answers, [each.number for each in tb.people_of(application.answers.heirs)]
    amiss = application.applicant.number not in numbers or answers.deceased_number in numbers
    return tb.Breach.when(bool(numbers) and amiss)


inherits: Final = rule.against("HF-CL-06", lambda known: known.answers.relation == "none")
LEAVING: Final = (sealed_long_enough, no_account_elsewhere, leaving_is_a_reason, unable_to_work, employment_has_ended)
ONCE: Final = once_in("close", "inherit_period_months", "deceased_number")
INHERITING: Final = (inherits, every_heir_counts, named_oneself, ONCE)
CLOSE: Final = withdrawal(
    id="hf.close",
    name="离职、出境定居、丧失劳动能力、死亡提取住房公积金",
    drawn_for="deceased_number",
    alike=ESTATE,
    about=HOLDER,
    own=("close_reason", tuple(key for key, _ in REASONS if key != DECEASED)),
    form=CloseForm,
    limit=closing_amount,
    needs=(REASON, KIN, LEFT_ELSEWHERE),
    materials=MATERIALS,
    rules=(no_matter_for("close_reason", "other"), *LEAVING, *INHERITING),
    other_parties=tb.party_named(tb.Role.DECEASED, name="deceased_name", number="deceased_number", when=INHERITED),
)
