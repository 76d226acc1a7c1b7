"""How dates, instants, money, case numbers and identity numbers are written for a reader."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from markupsafe import Markup

from tongban.clock import FIRST_INSTANT, LAST_INSTANT, from_milliseconds
from tongban.identity.masking import mask

# Every instant shown here is later than 1991, when China last changed its clocks: a fixed offset is exact.
CHINA_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")

CASE_NUMBER_GROUPS = ((0, 2), (2, 8), (8, 14), (14, 22), (22, 29))


def long_date(value: date | str | None) -> str:
    """`2026年11月23日`; an ISO text is accepted, None gives the empty text."""
    if value is None or value == "":
        return ""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(value: date | str | None) -> str:
    """`11月23日`, for places where the year is plain from what stands beside it."""
    if value is None or value == "":
        return ""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day.month}月{day.day}日"


def instant(value: datetime | int | None) -> str:
    """`2026年11月23日 09:05` in China time, of an aware datetime or of Unix milliseconds, however far off these lie."""
    if value is None:
        return ""
    if isinstance(value, int):
        moment = from_milliseconds(min(max(value, FIRST_INSTANT), LAST_INSTANT)).astimezone(CHINA_TIME)
    else:
        moment = value.astimezone(CHINA_TIME)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour:02}:{moment.minute:02}"


def duration(milliseconds: int | None) -> str:
    """`3分钟`, `2小时10分钟`, `1天3小时`: how long something took or has lasted."""
    if milliseconds is None:
        return ""
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    if not minutes:
        return f"{seconds}秒"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes}分钟"
    days, hours = divmod(hours, 24)
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    return f"{hours}小时{minutes}分钟" if minutes else f"{hours}小时"


def money(fen: int | None) -> str:
    """`52,752.84元` of an amount in 分."""
    if fen is None:
        return ""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}元"


def case_number(number: str) -> Markup:
    """The case number in groups that can be read aloud; only style parts them, so copied text carries no spaces."""
    if len(number) == CASE_NUMBER_GROUPS[-1][1] and number.isascii() and number.isalnum():
        return _in_groups(number)
    return Markup('<span class="case-number">%s</span>') % number


@lru_cache(maxsize=2048)
def _in_groups(number: str) -> Markup:
    """Whoever works on cases looks at the same queue all day long."""
    groups = "<wbr>".join([f"<span>{number[start:end]}</span>" for start, end in CASE_NUMBER_GROUPS])
    return Markup(f'<span class="case-number">{groups}</span>')  # noqa: S704 - letters and digits


def paper_number(number: str) -> Markup:
    """The number of a paper, which breaks after its year and nowhere else."""
    office, bracket, serial = number.partition("〕")
    return Markup('<span class="paper-number"><span>%s</span><span>%s</span></span>') % (office + bracket, serial)


FILTERS = {
    "given": str,
    "date": long_date,
    "short_date": short_date,
    "instant": instant,
    "money": money,
    "case_number": case_number,
    "paper_number": paper_number,
    "mask": mask,
}
