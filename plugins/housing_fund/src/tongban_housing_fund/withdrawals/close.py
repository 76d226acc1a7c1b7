"""`hf.close`: 离职封存、出境定居、完全丧失劳动能力、职工死亡, after which the account is closed."""

from __future__ import annotations

from dataclasses import replace
from operator import gt
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.common import NUMBER
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import ACCOUNT, ELSEWHERE, EVENT
from tongban_housing_fund.records import AccountStatus
from tongban_housing_fund.withdrawals.purposes import DRAWN_FOR, Purpose, once_in, whole
from tongban_housing_fund.withdrawals.withdrawal import WithdrawalForm, withdrawal

LEFT_JOB, DISABLED, ABROAD, DECEASED = "left_job", "disabled", "settled_abroad", "deceased"
PROVEN: Final = (  # the reason, its name, what proves it where the account does not
    (ABROAD, "出境定居", "出境定居证明"),
    (DISABLED, "完全丧失劳动能力并终止劳动关系", "劳动能力鉴定结论书"),
    (DECEASED, "职工死亡或者被宣告死亡，由继承人、受遗赠人提取", "死亡证明或者宣告死亡的判决书"),
)
OTHER: Final = ("other", "国务院批准的其他情形（不在网上办理，请向缴存地中心申请）")
REASONS: Final = ((LEFT_JOB, "离职后账户封存"), *(each[:2] for each in PROVEN), OTHER)
ON_LEAVING: Final = "关于开展治理违规提取住房公积金工作的通知（建金〔2018〕46号）"
RELATIONS: Final = (
    ("first", "配偶、子女或者父母"),
    ("second", "兄弟姐妹、祖父母或者外祖父母（没有配偶、子女、父母在世）"),
    ("legatee", "受遗赠人"),
    ("none", "以上都不是"),
)
ONE_BY_ONE: Final = "每人一行：姓名、空格、公民身份号码，包括您本人、已经领取的和受遗赠人，不包括放弃继承的；各自申请"
OF_ONES_OWN: Final = ("close_reason", tuple(key for key, _ in REASONS if key not in {DECEASED, OTHER[0]}))
UNABLE, LEFT, SETTLED, INHERITED = (("close_reason", (each,)) for each in (DISABLED, LEFT_JOB, ABROAD, DECEASED))
HOLDER: Final = (tb.Role.DECEASED, tb.Role.APPLICANT)
BY_OTHERS: Final = ("close_reason", tuple(each[0] for each in PROVEN))
REASON: Final = replace(EVENT, by={"kind": "close_reason"}, about=HOLDER, asked_when=BY_OTHERS)
KIN_OF: Final = {"other": "deceased_number"}
KIN: Final = replace(EVENT, key="kin", title="亲属关系", where={"kind": "kin"}, by=KIN_OF, asked_when=INHERITED)
ESTATE: Final = replace(DRAWN_FOR, about=HOLDER, asked_when=INHERITED)
CLOSING: Final = Purpose("close", closes=True, thing="deceased_number", told=ESTATE)
PAID_ELSEWHERE: Final = replace(ELSEWHERE, key="paid_elsewhere", asked_when=UNABLE)
LEFT_ELSEWHERE: Final = replace(ELSEWHERE, asked_when=LEFT)
ALL_HEIRS: Final = tb.Pledge("本人承诺已如实填写全部同一顺序继承人；如有不实，愿退回提取资金并承担相应责任。")
PROOF: Final = (tb.FromRegister(REASON), tb.Upload())
MATERIALS: Final = (
    *(tb.Material(key, proof, PROOF, shown_when=("close_reason", (key,))) for key, _, proof in PROVEN),
    tb.Material("kinship", "亲属关系证明、继承公证书或遗嘱", (tb.FromRegister(KIN), tb.Upload()), shown_when=INHERITED),
    tb.Material("all_heirs", "同一顺序继承人情况", (ALL_HEIRS, tb.Upload()), shown_when=INHERITED),
)


class CloseForm(WithdrawalForm, frozen=True, kw_only=True):
    """Why the account is closed, and for an heir whose it was."""

    account: Annotated[str, replace(NUMBER, shown_when=OF_ONES_OWN, optional=True)] = ""
    close_reason: Annotated[str, tb.Choice("提取事由", options=REASONS)]
    deceased_name: Annotated[str, tb.Field("被继承人姓名", section="继承", sensitive=True, shown_when=INHERITED)] = ""
    deceased_number: Annotated[str, tb.Number("被继承人证件号码", section="继承", shown_when=INHERITED)] = ""
    relation: Annotated[str, tb.Choice("与被继承人关系", section="继承", shown_when=INHERITED, options=RELATIONS)] = ""
    heirs: Annotated[str, tb.People("全部同一顺序继承人", section="继承", shown_when=INHERITED, help=ONE_BY_ONE)] = ""


class ShareForm(tb.CalculatedForm, frozen=True, kw_only=True):
    """What the centre works out, by the share that a will or a certificate states, if it does."""

    parts: Annotated[int, tb.Count("继承公证书或者遗嘱写明的本人份额：几份", unit="份", most=9999)] = 0
    whole: Annotated[int, tb.Count("上述份额共分几份", unit="份", most=9999)] = 0


def stated(application: tb.Application[CloseForm]) -> tuple[int, int]:
    """The parts that a paper gives the heir, and of how many; 0 for what the officer has not entered."""
    return (entered.parts, entered.whole) if (entered := application.report(tb.CALCULATED, ShareForm)) else (0, 0)


def closing_amount(application: tb.Application[CloseForm]) -> tb.Calculation:
    """The whole balance; heirs have what a paper says, else equal shares; the last one, but for 分, what is left."""
    all_of_it, answers = whole(application), application.answers
    if answers.close_reason != DECEASED:
        return all_of_it
    left, drawn, heirs = all_of_it.result, CLOSING.drawn(application), len(tb.people_of(answers.heirs))
    gone, is_stated = tb.Amount("", sum(each.amount for each in drawn)), all(stated(application))
    estate = f"（余额{left} + 已领取{gone}）" if drawn else left
    parts, of = stated(application) if is_stated else (1, heirs)
    working = f"{estate} × {parts}/{of}" if is_stated else f"{estate} ÷ {heirs}人"
    share = tb.Amount("本人份额", (left + gone).value * parts / of, working)
    is_last = drawn and len(drawn) + 1 == heirs and not (is_stated and abs(share.cents - left.cents) > heirs)
    return tb.Calculation(left, tb.Amount("本人份额", left.value, "余下的全部") if is_last else share)


within_the_estate: Final = rule.agreed("HF-CL-09", tb.result_of(closing_amount), tb.result_of(whole), wrong=gt)
stated_in_full: Final = rule.against("HF-CL-10", lambda known: any(stated(known)) != all(stated(known)))


@rule("HF-CL-01")
def sealed_long_enough(application: tb.Application[CloseForm]) -> tb.Breaches:
    sealed, months = application.found(ACCOUNT).sealed_on, application.parameters.integer("close_months")
    early = sealed is None or application.on < tb.add_months(sealed, months)
    return tb.Breach.when(application.answers.close_reason == LEFT_JOB and early, n=months)


@rule("HF-CL-04")
def unable_to_work(application: tb.Application[CloseForm]) -> tb.Breaches:
    if application.answers.close_reason != DISABLED:
        return ()
    grade, most = application.found(REASON).detail, application.parameters.integer("disability_grade_most")
    grade, passing = grade.removesuffix("级"), {*"123456789"[:most], *"一二三四五六七八九"[:most]}
    return tb.Breach.when(grade not in passing, grade=f"{grade}级" if grade else "未写明的等级", most=most)


employment_has_ended: Final = rule.against_each(  # whoever pays in alone has none that could end
    "HF-CL-05",
    (ACCOUNT, PAID_ELSEWHERE),
    lambda known, it: (known.answers.close_reason, it.status) == (DISABLED, AccountStatus.NORMAL) and it.employer != "",
)
none_elsewhere: Final = rule.against("HF-CL-02", lambda it: it.found(LEFT_ELSEWHERE).city != it.found(ACCOUNT).city)
leaving_is_a_reason: Final = rule.against(  # a place may pay out all the same
    "HF-CL-03",
    lambda known: known.answers.close_reason == LEFT_JOB and not known.parameters.flag("close_on_leave_allowed"),
)
every_heir_counts: Final = rule.against(
    "HF-CL-07", lambda known: 0 < len(tb.people_of(known.answers.heirs)) <= len(CLOSING.drawn(known))
)


@rule("HF-CL-08")
def named_oneself(application: tb.Application[CloseForm]) -> tb.Breaches:
    answers, numbers = application.answers, [each.number for each in tb.people_of(application.answers.heirs)]
    amiss = application.applicant.number not in numbers or answers.deceased_number in numbers
    return tb.Breach.when(bool(numbers) and amiss)


no_matter: Final = rule.against("HF-WD-10", lambda known: known.answers.close_reason == "other", field="close_reason")
inherits: Final = rule.against("HF-CL-06", lambda known: known.answers.relation == "none")
LEAVING: Final = (sealed_long_enough, none_elsewhere, leaving_is_a_reason, unable_to_work, employment_has_ended)
INHERITING: Final = (inherits, every_heir_counts, named_oneself, once_in("inherit_period_months", CLOSING.own_for_it))
CLOSE: Final = withdrawal(
    CLOSING,
    closing_amount,
    entered=(ShareForm, (within_the_estate, stated_in_full)),
    basis=(
        tb.Basis(REGULATIONS, "第二十四条第（七）项（2026年9月20日前为第（三）项）", shown_when=UNABLE),
        tb.Basis(REGULATIONS, "第二十四条第（八）项（2026年9月20日前为第（四）项）", shown_when=SETTLED),
        tb.Basis(REGULATIONS, "第二十四条", shown_when=INHERITED),
        tb.Basis(ON_LEAVING, shown_when=LEFT),  # none of those of art. 24
    ),
    name="离职、出境定居、丧失劳动能力、死亡提取住房公积金",
    own=OF_ONES_OWN,
    form=CloseForm,
    needs=(REASON, KIN, LEFT_ELSEWHERE, PAID_ELSEWHERE),
    materials=MATERIALS,
    rules=(no_matter, *LEAVING, *INHERITING),
    other_parties=tb.party_named(tb.Role.DECEASED, name="deceased_name", number="deceased_number", when=INHERITED),
)
