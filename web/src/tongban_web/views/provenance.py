"""Where a value came from, as the badge beside it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from tongban.cases.facts import PlaceRef
from tongban.cases.state import Case
from tongban.desk.consent import CONFIRMED, UNTIL_CONFIRMED
from tongban.evidence.gather import OFF_EXCHANGE
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.identity.people import Role
from tongban_web import view_data as v
from tongban_web.formatting import CHINA_TIME, long_date
from tongban_web.views.places import PlaceNames

NOT_CONNECTED = "登记机关尚未接入通办平台，不能查询"
OWN = v.Provenance("own", ("本人填写",))
ORIGINS: dict[SourceKind, v.Origin] = {
    SourceKind.REGISTER: "register",
    SourceKind.UPLOAD: "upload",
    SourceKind.PLEDGE: "pledge",
    SourceKind.WINDOW: "window",
}


def provenance(item: Evidence, names: PlaceNames | None = None) -> v.Provenance:
    """The badge of a piece of evidence: source and day."""
    day = long_date(datetime.fromtimestamp(item.at / 1000, UTC).astimezone(CHINA_TIME).date())
    if item.material:
        return v.Provenance(ORIGINS[item.kind], (item.source, day))
    match item.kind:
        case SourceKind.REGISTER:
            return _of_register(item, day, names)
        case SourceKind.UPLOAD:
            return v.Provenance("upload", ("申请人上传", _file_name(item), day))
        case SourceKind.PLEDGE:
            return v.Provenance("pledge", ("告知承诺", day))
        case SourceKind.WINDOW:
            return v.Provenance("window", ("窗口核验", day))


def badge(item: Evidence, names: PlaceNames) -> v.Provenance | None:
    """The badge beside what came of asking; none where a register was not asked, which the words there say."""
    told = item.material or item.kind is not SourceKind.REGISTER or item.is_asked
    return provenance(item, names) if told or item.outcome is not Outcome.UNANSWERED else None


def _of_register(item: Evidence, day: str, names: PlaceNames | None) -> v.Provenance:
    register, _, place = item.source.partition(" · ")
    if item.outcome is Outcome.UNANSWERED and not item.is_asked:
        return v.Provenance("register", ("尚未查询",))
    where = names.name(place) if names else place
    if item.outcome is Outcome.UNANSWERED:
        return v.Provenance("register", (f"已向 {register} 查询", where, day))
    return v.Provenance("register", (f"来自 {register}", where, day, "已核验"))


def register_says(item: Evidence, words: Mapping[Outcome, str]) -> str:
    """What came of asking a register, in those words where it was asked and its answer may be shown."""
    if item.is_withheld:
        return "不向您显示"
    return words[item.outcome] if item.is_asked or item.outcome is not Outcome.UNANSWERED else "尚未查询"


def by_post(place: PlaceRef) -> str:
    """Who holds against what they have what no register says to an application that the window posts."""
    return f"由{place.name}收到窗口寄送的申请后核对"


def why_open(item: Evidence, case: Case) -> str:
    """Why there is no answer, as the case stands: whom it waited for may have confirmed since.

    Where the window posts the application, nobody has to go to the window of the place that decides.
    """
    if item.reason == OFF_EXCHANGE and case.off_exchange:
        return f"{NOT_CONNECTED}，{by_post(case.competent)}"
    waited = item.reason == UNTIL_CONFIRMED[Role.CO_APPLICANT]
    return CONFIRMED if waited and Role.CO_APPLICANT not in case.awaits else item.reason


def _file_name(item: Evidence) -> str:
    return str(item.value.get("name", "")) if isinstance(item.value, dict) else ""
