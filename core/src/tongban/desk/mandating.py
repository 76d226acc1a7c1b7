"""The representative's desk: an organisation authorises agents for some matters until a day, and revokes that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

import msgspec

from tongban.audit import Audit
from tongban.cases.terms import add_months
from tongban.clock import Clock
from tongban.errors import NotFound, Refused
from tongban.identity.credit_code import parse_credit_code
from tongban.identity.guesses import Guesser
from tongban.identity.mandates import Granted, Mandates
from tongban.identity.names import NameChecks
from tongban.identity.numbers import NumberFault
from tongban.identity.people import Assurance, Mandate, Organisation, PartyKind
from tongban.identity.viewers import Viewer
from tongban.matters.fields import Day, Field, Number
from tongban.matters.forms import Check, Form, parse
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection
from tongban.plugins import Plugins
from tongban.storage import Database

LONGEST_YEARS: Final = 3


class MandateForm(Form, frozen=True, kw_only=True):
    """Whom the organisation authorises, and for how long."""

    agent_name: Annotated[str, Field("经办人姓名", maximum_length=50)]
    agent: Annotated[str, Number("经办人公民身份号码", help="18位，末位可能是字母X；经办人以此号码登录后代表单位办理")]
    since: Annotated[date, Day("自哪一天起生效")]
    until: Annotated[date, Day("到哪一天为止（含当日）", help=f"最长{LONGEST_YEARS}年，可以随时撤销")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateDesk:
    """What the legal representative of an organisation does for it, under an own sign-in of L3, each act audited."""

    mandates: Mandates
    plugins: Plugins
    database: Database
    audit: Audit
    clock: Clock
    check: Callable[[date], Check]
    names: NameChecks

    @property
    def matters(self) -> tuple[Matter, ...]:
        """What an organisation can authorise an agent for."""
        return tuple(matter for matter in self.plugins.matters if PartyKind.ORGANISATION in matter.applicants)

    async def of(self, viewer: Viewer, organisation: str) -> list[Granted]:
        """The mandates that the organisation has given; raises `NotFound` for whoever does not represent it."""
        return await self.mandates.of_organisation(represented(viewer, organisation).number)

    async def grant(self, viewer: Viewer, organisation: str, typed: Mapping[str, str], matters: Collection[str]) -> str:
        """Authorise an agent; the mandate's id. Raises `Refused` with everything that is wrong."""
        given_by = represented(viewer, organisation)
        parsed = parse(MandateForm, typed, self.check(self.clock.today()))
        objections = [
            *_sure(viewer),
            *_rightly_coded(given_by),
            *parsed.objections,
            *self._unfit(parsed.values, matters),
            *await self._misnamed(viewer, parsed.answers),
        ]
        if objections or not isinstance(parsed.answers, MandateForm):
            raise Refused(objections)
        mandate = Mandate(
            organisation=given_by.number,
            organisation_name=given_by.name,
            agent=parsed.answers.agent.upper(),
            agent_name=parsed.answers.agent_name,
            matters=frozenset(matters),
            since=parsed.answers.since.isoformat(),
            until=parsed.answers.until.isoformat(),
        )
        async with self.database.transaction("identity.mandate"):
            granted = await self.mandates.grant(mandate)
            await self._audited(viewer, "grant_mandate", "、".join(sorted(matters)))
        return granted

    async def revoke(self, viewer: Viewer, organisation: str, granted: str) -> None:
        """End a mandate at once; raises `NotFound` for one that the organisation has not given or has revoked."""
        given_by = represented(viewer, organisation)
        if objections := list(_sure(viewer)):
            raise Refused(objections)
        async with self.database.transaction("identity.mandate"):
            await self.mandates.revoke(granted, organisation=given_by.number)
            await self._audited(viewer, "revoke_mandate", granted)

    async def is_revoked(self, viewer: Viewer, organisation: str, granted: str) -> bool:
        """Whether the organisation has revoked it already; raises `NotFound` for whoever does not represent it."""
        return await self.mandates.was_revoked(granted, organisation=represented(viewer, organisation).number)

    async def _misnamed(self, viewer: Viewer, answers: Form | None) -> Sequence[Objection]:
        """Whoever is named may be nobody that a sign-in here knows; then the agent's own sign-in will say it."""
        if not isinstance(answers, MandateForm):
            return ()
        try:
            fits = await self.names.fits(answers.agent_name, answers.agent.upper(), by=Guesser(key=viewer.key))
        except Refused as refused:
            return [msgspec.structs.replace(each, field="agent_name") for each in refused.objections]
        if fits is not False:
            return ()
        return [_objection("agent_name", "经办人姓名与经办人公民身份号码不一致", "请对照经办人的居民身份证重新核对")]

    async def _audited(self, viewer: Viewer, act: str, purpose: str) -> None:
        await self.audit.record(actor=viewer.key, role="representative", act=act, purpose=purpose[:200])

    def _unfit(self, values: Mapping[str, Any], matters: Collection[str]) -> Iterator[Objection]:
        known = {matter.id: matter.name for matter in self.matters}
        if not matters:
            yield _objection("matters", "请选择授权办理的事项", "至少选择一项")
        elif unknown := [matter for matter in matters if matter not in known]:
            offered = "、".join(f"{name}（{matter}）" for matter, name in known.items())
            yield _objection("matters", f"“{unknown[0][:40]}”不是单位可以授权办理的事项", f"可选：{offered}")
        if "until" not in values:
            return
        today, until = self.clock.today(), values["until"]
        if until < max(values.get("since", today), today):
            yield _objection("until", "授权的最后一天不能早于生效日和今天", "请重新选择日期")
        if until > add_months(today, 12 * LONGEST_YEARS):
            yield _objection("until", f"授权最长到{LONGEST_YEARS}年后的今天", "请选择较早的日期，到期后可以再次授权")


def represented(viewer: Viewer, organisation: str) -> Organisation:
    """The organisation, as far as the person signed in as its legal representative; raises `NotFound`."""
    known = viewer.person.represents if viewer.person else ()
    for each in known:
        if each.number == organisation:
            return each
    raise NotFound("没有找到这个单位，或您不是它登记的法定代表人（负责人）")


def _sure(viewer: Viewer) -> Iterator[Objection]:
    if viewer.assurance < Assurance.L3:
        yield _objection("", "管理授权须完成实人认证", "请退出后以L3（实人核验）重新登录")


def _rightly_coded(organisation: Organisation) -> Iterator[Objection]:
    code = parse_credit_code(organisation.number, body=organisation.body)
    if isinstance(code, NumberFault):
        remedy = f"请{organisation.name}到登记机关核对统一社会信用代码和单位类型，更正后重新登录"
        yield Objection(rule=code.rule, message=code.message, remedy=remedy)


def _objection(field: str, message: str, remedy: str) -> Objection:
    return Objection(rule="MANDATE", message=message, field=field, remedy=remedy)
