"""示例事项 on its way between provinces, as specifications follow it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from tongban.cases import acts as a
from tongban.cases.facts import Outcome
from tongban.cases.intents import Pending
from tongban.cases.state import Case
from tongban.errors import Conflict, NotFound, Refused
from tongban.exchange.ids import mint_id
from tongban.identity.people import Person
from tongban.testing.world import Desk, Handed, Province, World

NODES: Final = {"广东": "440000", "重庆": "500000", "四川": "510000"}
DIVISIONS: Final = {"广东": "440106", "重庆": "500103", "四川": "510104", "浙江": "330106"}
MATTERS: Final = {
    "示例事项": "example.permit",
    "示例核对事项": "example.paper",
    "示例联办事项": "example.joint",
    "示例转账事项": "example.payment",
    "示例当场事项": "example.spot",
}
REASON: Final = "说明与登记不符"


@dataclass(slots=True)
class ExampleOnItsWay:
    """An application, the case it became, and what people were told meanwhile."""

    world: World
    by: str = "张建国"
    matter: str = "示例事项"
    receiving: str = "广东"
    competent: str = "四川"
    partner: str = ""
    consent: bool = True
    pledges: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()
    draft_id: str = ""
    handed: Handed | None = None
    pending: Pending | None = None
    told: list[str] = field(default_factory=list)

    def province(self, name: str) -> Province:
        """A province by its short name."""
        return self.world.province(NODES[name])

    @property
    def home(self) -> Province:
        """The receiving place's province."""
        return self.province(self.receiving)

    @property
    def case_id(self) -> str:
        """The case that the application became."""
        assert self.handed is not None, "先提交申请"
        return self.handed.case.id

    @property
    def person(self) -> Person:
        """Who applies."""
        return self.world.person(self.by)

    @property
    def answers(self) -> dict[str, str]:
        """What was typed."""
        typed = {"place": DIVISIONS[self.competent], "remark": "本人说明"}
        if self.partner:
            typed |= {"partner": DIVISIONS[self.partner], "task": "核查居住情况"}
        return typed

    def hand_in(self, channel: str) -> None:
        """Fill in and hand in, and let the exchange carry it."""
        self.handed = self.home.apply(
            MATTERS[self.matter],
            by=self.by,
            answers=self.answers,
            channel=channel,
            office=self.office(self.receiving),
            delivery="window" if channel == "window" else "",
            consent=self.consent,
            pledges=self.pledges,
            uploads=[self.home.uploaded(MATTERS[self.matter], key) for key in self.uploads],
            draft_id=self.draft_id,
        )
        self.told = self.handed.messages
        self.world.deliver()

    def office(self, name: str) -> str:
        """The hall of a province, where applications come in; on-the-spot matters go straight to the authority."""
        return f"{DIVISIONS[name]}-{'police' if self.matter == '示例当场事项' else 'hall'}"

    def desk(self, name: str, *, number: int = 1) -> Desk:
        """Who acts in a province: the clerk of the receiving place, elsewhere the officer of the authority."""
        at_window = name == self.receiving and name != self.competent
        office = self.office(name) if at_window else f"{DIVISIONS[name]}-police"
        return self.province(name).officer(office, number=number)

    def act(self, name: str, what: str) -> Case | Pending:
        """Let somebody in a province do what specifications call by its Chinese name."""
        return ACTS[what](self.desk(name), self.case_id)

    def try_to(self, act: Callable[[], Case | Pending]) -> None:
        """Let somebody try, and keep what they are told where it is refused."""
        try:
            done = act()
        except (Refused, Conflict, NotFound) as refused:
            self.told = said(refused)
        else:
            self.told = []
            self.pending = done if isinstance(done, Pending) else None
        self.world.deliver()

    def correct(self, remark: str) -> None:
        """The applicant answers the correction notice at the receiving place."""
        corrections, actor = self.home.node.corrections, self.world.actor(self.by)
        hand_in = partial(corrections.correct, self.case_id, actor, typed={"remark": remark})
        self.try_to(lambda: self.world.run(hand_in))

    def knowing(self) -> list[Province]:
        """The provinces that have the case."""
        found = []
        for name in NODES:
            try:
                self.province(name).case(self.case_id)
            except NotFound:
                continue
            found.append(self.province(name))
        return found


def said(refused: Refused | Conflict | NotFound) -> list[str]:
    """The sentences of a refusal."""
    return [each.message for each in refused.objections] if isinstance(refused, Refused) else [str(refused)]


def _correction(desk: Desk, case_id: str) -> Case | Pending:
    return desk.ask_correction(case_id, "remark", REASON)


def _handing_in_again(desk: Desk, case_id: str) -> Case | Pending:
    return desk.ask_correction(case_id, "certificate", "请补交登记证明")


def _asked(desk: Desk, case_id: str) -> Case | Pending:
    return desk.act(case_id, a.Ask(question=mint_id(desk.world.clock.now()), text="请说明核查要点"))


def _looked_into(desk: Desk, case_id: str) -> Case | Pending:
    return desk.report(case_id, "look_into", Outcome.DONE)


def _declined(desk: Desk, case_id: str) -> Case | Pending:
    return desk.decline(case_id, REASON)


def _refused(desk: Desk, case_id: str) -> Case | Pending:
    return desk.refuse(case_id, REASON)


def _suspended(desk: Desk, case_id: str) -> Case | Pending:
    return desk.act(case_id, a.Suspend(reason="expert", note="评审需要十日"))


def _resumed(desk: Desk, case_id: str) -> Case | Pending:
    return desk.act(case_id, a.Resume())


def _forwarded(desk: Desk, case_id: str) -> Case | Pending:
    return desk.forward(case_id, "SF3001")


def _recorded(desk: Desk, case_id: str) -> Case | Pending:
    return desk.record_decision(case_id, a.PaperDecision.GRANTED, paper="示例〔2026〕1号")


def _recorded_as_declined(desk: Desk, case_id: str) -> Case | Pending:
    return desk.record_decision(case_id, a.PaperDecision.DECLINED, paper="示例〔2026〕2号", note=REASON)


def _collected(desk: Desk, case_id: str) -> Case | Pending:
    applicant = desk.view(case_id).dossier.parties()[0]
    return desk.hand_over(case_id, applicant.name)


def _cleared(desk: Desk, case_id: str) -> Case | Pending:
    return desk.clear(case_id, "pay")


def _paid(desk: Desk, case_id: str) -> Case | Pending:
    return desk.report(case_id, "pay")


ACTS: Final[dict[str, Callable[[Desk, str], Case | Pending]]] = {
    "收件": Desk.receive,
    "受理": Desk.accept,
    "不予受理": _declined,
    "告知补正": _correction,
    "告知补交登记证明": _handing_in_again,
    "重新核验": Desk.refresh,
    "询问": _asked,
    "完成协同核查": _looked_into,
    "因专家评审挂起": _suspended,
    "恢复办理": _resumed,
    "放行转账": _cleared,
    "完成转账": _paid,
    "准予": Desk.grant,
    "不予": _refused,
    "转寄": _forwarded,
    "登记纸质决定": _recorded,
    "登记纸质不予受理决定": _recorded_as_declined,
    "登记领取": _collected,
}
