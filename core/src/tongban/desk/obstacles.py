"""What is in the way of an application beside its answers: sign-in level, kind of applicant, places out of reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tongban.cases.wording import offered
from tongban.clock import CHINA
from tongban.desk.consent import consenting
from tongban.desk.drafts import Application
from tongban.desk.posting import postal_objections
from tongban.identity.people import Party, PartyKind, Role
from tongban.matters.forms import Form, fields_of
from tongban.matters.matter import Channel, Delivery, Matter
from tongban.matters.rules import Objection, Severity
from tongban.routing.choice import ChosenRoute

NOT_AGREED = Objection(
    rule="CM-10",
    field="consent",
    message="未取得授权，不得调用个人信息",
    basis="《个人信息保护法》第十三条",
    remedy="请勾选“同意为办理本事项查询有关登记信息”",
)
KINDS = {PartyKind.PERSON: "个人", PartyKind.ORGANISATION: "单位"}


def obstacles(
    matter: Matter,
    written: Application,
    route: ChosenRoute | None,
    parties: Sequence[Party],
) -> list[Objection]:
    """Every obstacle at once."""
    return [
        *_channel(matter, written),
        *_sign_in(matter, written),
        *_applicant(matter, parties),
        *_consent(matter, written),
        *_delivery(matter, written),
        *(_elsewhere(matter, route) if route else ()),
        *(_reach(matter, written, route) if route else ()),
    ]


def awaited(written: Application, parties: Sequence[Party]) -> tuple[Role, ...]:
    """Who has to confirm under an own sign-in after it is handed in."""
    others = (party.role for party in parties if party.role is Role.CO_APPLICANT)
    return tuple(role for role in others if role not in consenting(written))


def confirm_by(matter: Matter, answers: Form) -> datetime | None:
    """The instant by which others have to confirm, whatever time they would have else; None where any will do."""
    return matter.confirm_by(answers).replace(tzinfo=CHINA) if matter.confirm_by else None


def too_late_to_confirm(
    matter: Matter, written: Application, answers: Form | None, parties: Sequence[Party], now: datetime
) -> Iterator[Objection]:
    """An objection where today's appointment begins before anybody can confirm; a day gone by is for the matter."""
    until = confirm_by(matter, answers) if answers is not None else None
    if until is None or not awaited(written, parties):
        return
    if until <= now and until.date() == now.astimezone(CHINA).date():
        yield Objection(
            rule="CONFIRM",
            field=matter.attend_on,
            message="所选的时间已到，另一方来不及在此之前确认",
            remedy="请改选以后的时段或者日期",
        )


def already_open(matter: Matter, numbers: Sequence[str]) -> list[Objection]:
    """What an applicant is told who has open cases of the matter: no obstacle, for it may be about something else."""
    if not numbers:
        return []
    return [
        Objection(
            rule="ALREADY-OPEN",
            message=f"您已有同一事项“{matter.name}”正在办理：{'、'.join(numbers)}",
            remedy="为同一件事不必再次申请，请在该办件中查看进展、补正或撤回；确为另一件事的，可以继续提交",
            severity=Severity.NOTICE,
        )
    ]


def _channel(matter: Matter, written: Application) -> Iterator[Objection]:
    if written.channel not in matter.channels:
        where = "网上" if written.channel is Channel.ONLINE else "窗口"
        yield Objection(rule="CHANNEL", message=f"“{matter.name}”不能在{where}提交", remedy="请按办事指南所列渠道办理")


def _sign_in(matter: Matter, written: Application) -> Iterator[Objection]:
    if written.person.assurance < matter.assurance:
        yield Objection(rule="SIGN-IN", message="请完成实人认证", remedy="请退出后以更高的认证等级重新登录，再提交申请")


def _applicant(matter: Matter, parties: Sequence[Party]) -> Iterator[Objection]:
    kind = parties[0].kind
    if kind not in matter.applicants:
        asked = "、".join(KINDS[each] for each in sorted(matter.applicants))
        yield Objection(rule="APPLICANT", message=f"本事项由{asked}申请", remedy=f"请以{asked}身份登录或选择办理对象")


def _consent(matter: Matter, written: Application) -> Iterator[Objection]:
    if matter.needs and not written.consent:
        yield NOT_AGREED


def _delivery(matter: Matter, written: Application) -> Iterator[Objection]:
    if written.delivery and written.delivery not in matter.delivery:
        ways = offered({each.value: each.label for each in matter.delivery})
        yield Objection(rule="DELIVERY", field="delivery", message="请选择送达方式", remedy=f"可选：{ways}")
    elif (written.delivery or matter.delivery[0]) == Delivery.POST:
        yield from postal_objections(written.postal)


def _elsewhere(matter: Matter, route: ChosenRoute) -> Iterator[Objection]:
    if matter.anywhere and route.competent.node and route.competent.node != route.receiving.node:
        yield Objection(
            rule="ELSEWHERE",
            message=f"“{matter.name}”由您选择的机关当场办理，该机关使用另一省份的平台",
            remedy=f"请登录{route.competent.name}所在省份的通办平台提交，或改选本省的机关",
        )


def _reach(matter: Matter, written: Application, route: ChosenRoute) -> Iterator[Objection]:
    """Each at the field that names the place, where one does."""
    named = {written.typed.get(bound.name, ""): bound.name for bound in fields_of(matter.form)}
    for absence in route.obstacles:
        field = named.get(absence.division, "")
        yield Objection(rule="ABSENCE", field=field, message=absence.sentence, remedy="请按上述方式办理")
