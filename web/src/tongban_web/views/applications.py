"""A draft as its form shows it, and as it is looked over before it is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tongban.cases.facts import PlaceRef
from tongban.cases.postal import PostalAddress
from tongban.desk.assessment import Assessment
from tongban.desk.drafts import Application, Draft
from tongban.desk.posting import LONGEST_ADDRESS, LONGEST_NAME, LONGEST_PHONE
from tongban.evidence.materials import MaterialStatus
from tongban.evidence.prefill import left_empty
from tongban.evidence.uploads import StoredFile
from tongban.given import Given
from tongban.identity.masking import mask
from tongban.matters.fields import Flag
from tongban.matters.forms import fields_of, given
from tongban.matters.materials import Pledge, WindowCheck
from tongban.matters.matter import Delivery, Matter
from tongban.matters.rules import Objection
from tongban_web import view_data as v
from tongban_web.views.calculations import definitions
from tongban_web.views.form_fields import Filled, Section, sections
from tongban_web.views.materials import WAIVED, MaterialItem, material_item, upload_control
from tongban_web.views.notices import notices
from tongban_web.views.objections import Target, Targets, controls, of_control, shown_objections
from tongban_web.views.places import PlaceNames, mark_of
from tongban_web.views.provenance import provenance
from tongban_web.views.typed import as_read
from tongban_web.views.unserved import unreachable, waiting

CONSENT = "同意为办理本事项查询有关登记信息"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """The form of a draft."""

    id: str
    matter: Matter
    applicant: str
    sections: tuple[Section, ...]
    materials: tuple[MaterialItem, ...]
    delivery: v.Field | None
    postal: tuple[v.Field, ...]
    consent: v.Field | None
    lookups: tuple[str, ...]
    objections: tuple[v.Objection, ...]
    notices: tuple[str, ...]
    seen: int

    @property
    def may_be_posted(self) -> bool:
        """Whether the way of delivery decides if an address is asked for."""
        return Delivery.POST in self.matter.delivery

    @property
    def shown(self) -> str:
        """The names of the controls on the page: only these are read when it is posted."""
        names = [field.name for section in self.sections for field in section.fields]
        names += [item.pledge.name for item in self.materials if item.pledge]
        return ",".join([*names, *(["consent"] if self.consent else [])])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place of the route."""

    mark: str
    role: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """Everything that will be handed in."""

    id: str
    matter: Matter
    parties: tuple[v.Definition, ...]
    answers: tuple[v.Definition, ...]
    working: tuple[v.Definition, ...]
    materials: tuple[v.MaterialRow, ...]
    stops: tuple[Stop, ...]
    modes: str
    reason: str
    delivery: str
    notices: tuple[str, ...]
    seen: int


def draft_page(
    draft: Draft,
    assessment: Assessment,
    files: Sequence[StoredFile],
    objections: Sequence[Objection],
    names: PlaceNames,
) -> DraftPage:
    """The form with everything that is known of it; `objections` are those to be shown now."""
    matter, written = assessment.matter, draft.application
    in_the_way = shown_objections(objections, targets(matter))
    emptied = left_empty(matter.form, written.typed, written.evidence, assessment.evidence)
    prefilled = {name: known for name, known in assessment.prefilled.items() if name not in emptied}
    filled = Filled(typed=written.typed, prefilled=prefilled, objections=in_the_way, names=names)
    why_waiting, why_unreachable = waiting(draft, assessment), unreachable(assessment)
    return DraftPage(
        id=draft.id,
        matter=matter,
        applicant=applicant_of(written),
        sections=sections(matter.form, filled),
        materials=tuple(
            material_item(status, files, in_the_way, names, waiting=why_waiting, unreachable=why_unreachable)
            for status in assessment.materials
        ),
        delivery=_delivery(matter, way_of(written, matter), in_the_way),
        postal=postal_fields(written.postal, in_the_way) if way_of(written, matter) is Delivery.POST else (),
        consent=_consent(matter, ticked=written.consent, objections=in_the_way),
        lookups=tuple(dict.fromkeys(need.title for need in matter.needs)),
        objections=in_the_way,
        notices=notices(assessment),
        seen=draft.updated_at,
    )


def targets(matter: Matter) -> Targets:
    """Where each field, material and choice stands on the form; the sentence beside a box is no name for it."""
    found = {material.key: Target(upload_control(material.key), material.name) for material in matter.materials}
    labels = {each.name: "" if isinstance(each.field, Flag) else each.field.label for each in fields_of(matter.form)}
    found |= controls(labels)
    found |= {each.name: Target(each.name, each.label) for each in postal_fields(PostalAddress(), ())}
    return found | {"consent": Target("consent", "授权查询"), "delivery": Target("delivery", "送达方式")}


def way_of(written: Application, matter: Matter) -> Delivery:
    """How the result is to arrive: as chosen, else the first way that the matter has."""
    chosen = [way for way in matter.delivery if way.value == written.delivery]
    return (*chosen, *matter.delivery)[0]


def _delivery(matter: Matter, chosen: Delivery, objections: Sequence[v.Objection]) -> v.Field | None:
    if len(matter.delivery) < 2:
        return None
    return v.Field(
        name="delivery",
        label="结果怎样送达",
        widget="choice",
        value=chosen.value,
        required=True,
        options=tuple(v.Option(way.value, way.label, HINTS[way]) for way in matter.delivery),
        objections=of_control(objections, "delivery"),
    )


def postal_fields(known: PostalAddress, objections: Sequence[v.Objection]) -> tuple[v.Field, ...]:
    """Where a result goes by post: asked of whoever chooses that way."""
    fields = (
        v.Field(name="postal_recipient", label="邮寄收件人", value=known.recipient, required=True,
                autocomplete="name", maximum_length=LONGEST_NAME),
        v.Field(name="postal_phone", label="收件人手机号码", value=known.phone, required=True, inputmode="tel",
                autocomplete="tel", maximum_length=LONGEST_PHONE),
        v.Field(name="postal_address", label="收件地址", value=known.address, required=True,
                hint="写明省、市、区县、街道和门牌号", autocomplete="street-address", maximum_length=LONGEST_ADDRESS),
    )  # fmt: skip
    return tuple(msgspec.structs.replace(each, objections=of_control(objections, each.name)) for each in fields)


HINTS = {
    Delivery.ELECTRONIC: "在“我的办件”中打开和下载",
    Delivery.POST: "寄到您的地址，由收件人签收",
    Delivery.WINDOW: "凭身份证到窗口领取",
}


def _consent(matter: Matter, *, ticked: bool, objections: Sequence[v.Objection]) -> v.Field | None:
    if not matter.needs:
        return None
    return v.Field(
        name="consent",
        label=CONSENT,
        widget="confirm",
        value="yes" if ticked else "",
        required=True,
        objections=of_control(objections, "consent"),
    )


def applicant_of(written: Application) -> str:
    """Who applies, and who acts for them."""
    if written.organisation is not None:
        return written.organisation[1]
    if written.principal is None:
        return written.person.name
    return f"{written.principal[0]}（{written.capacity.label} {written.person.name}）"


def review_page(draft: Draft, assessment: Assessment, files: Sequence[StoredFile], names: PlaceNames) -> ReviewPage:
    """The application as it will be handed in; the assessment is ready."""
    matter, route = assessment.matter, assessment.route
    if route is None or assessment.answers is None:
        raise ValueError("only a ready assessment is looked over")
    way, why_unreachable = way_of(draft.application, matter), unreachable(assessment)
    return ReviewPage(
        id=draft.id,
        matter=matter,
        parties=tuple(
            v.Definition(party.role.label, Given(f"{party.name} {mask(party.number)}")) for party in assessment.parties
        ),
        answers=_answers(draft, assessment, names),
        working=definitions(assessment.calculation),
        materials=tuple(_row(status, files, names, unreachable=why_unreachable) for status in assessment.materials),
        stops=_stops(route.receiving, route.competent, route.cooperating),
        modes="、".join(mode.label for mode in route.modes),
        reason=route.reason,
        delivery=_way(way, draft.application.postal),
        notices=notices(assessment),
        seen=draft.updated_at,
    )


def _way(way: Delivery, postal: PostalAddress) -> str:
    where = f"：{postal.recipient}，{postal.phone}，{postal.address}" if way is Delivery.POST else ""
    return f"{way.label}{where}"


def _answers(draft: Draft, assessment: Assessment, names: PlaceNames) -> tuple[v.Definition, ...]:
    if assessment.answers is None:
        return ()
    answers = msgspec.structs.asdict(assessment.answers)
    return tuple(
        v.Definition(
            bound.field.label,
            as_read(bound.field, answers[bound.name], names),
            _source(bound.name, draft, assessment, names),
        )
        for bound in given(assessment.matter.form, answers)
    )


def _source(name: str, draft: Draft, assessment: Assessment, names: PlaceNames) -> v.Provenance | None:
    known = assessment.prefilled.get(name)
    return provenance(known[1], names) if known and known[0] == draft.application.typed.get(name) else None


def _row(status: MaterialStatus, files: Sequence[StoredFile], names: PlaceNames, *, unreachable: str) -> v.MaterialRow:
    item = material_item(status, files, (), names, unreachable=unreachable)
    kept = "、".join(file.name for file in item.files)
    badge = " · ".join(item.provenance.parts) if item.provenance else ""
    found = badge or kept if status.waived else kept or badge
    return v.MaterialRow(item.name, status.waived, _treatment(status), found or item.says.removeprefix(WAIVED))


def _treatment(status: MaterialStatus) -> str:
    """免提交, 告知承诺, 提交, 待核验 while a register is silent, 现场核验 of what is only looked at."""
    if isinstance(status.source, Pledge):
        return "告知承诺"
    if status.source is None and (status.awaiting or not status.offers):
        return "待核验"
    return "免提交" if status.waived else "现场核验" if _is_looked_at(status) else "提交"


def _is_looked_at(status: MaterialStatus) -> bool:
    """Whether nothing of it is kept: an original that travels to another place is handed in."""
    if isinstance(status.source, WindowCheck):
        return not status.material.original
    at_window = status.source is None and all(isinstance(offer, WindowCheck) for offer in status.offers)
    return bool(status.offers) and at_window


def _stops(receiving: PlaceRef, competent: PlaceRef, cooperating: dict[str, PlaceRef]) -> tuple[Stop, ...]:
    stops = [Stop(mark=mark_of(receiving.province), role="收件地", name=receiving.name)]
    stops.append(Stop(mark=mark_of(competent.province), role="办理地", name=competent.name))
    stops += [Stop(mark=mark_of(place.province), role="协同地", name=place.name) for place in cooperating.values()]
    return tuple(stops)
