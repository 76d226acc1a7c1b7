"""A posted form as far as it can be read: text that has a meaning in Unicode, and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar._parsers import parse_url_encoded_form_data
from litestar.datastructures import FormMultiDict, UploadFile

from tongban.errors import Refused
from tongban.matters.rules import Objection
from tongban_web.requests import PageRequest
from tongban_web.views.materials import UPLOADS

UNREADABLE: Final = Objection(
    rule="FORM", message="填写的内容含有不能识别的字符", remedy="请返回上一页，删去从别处粘贴来的内容，重新输入后提交"
)

LONGEST: Final = 100_000
"""In characters: what is read of one answer at all, on a page and by the API."""
ENDLESS: Final = Objection(
    rule="FORM",
    message=f"填写的内容太长，每一项都不得超过{LONGEST}字",
    remedy="请返回上一页，缩短后重新提交；较长的说明请作为材料上传",
)
NO_TEXT: Final = Objection(
    rule="FORM",
    message="应当填写文字的一项收到了文件",
    remedy="请返回上一页，直接填写文字；文件请在材料的上传处选择",
)


async def readable_form(request: PageRequest) -> FormMultiDict:
    """The form of a request; raises `Refused` where its text cannot be read or kept, or shown again as it is."""
    try:
        form = await request.form()
    except (UnicodeError, LookupError):  # a part in no encoding, or in one that nobody knows
        raise Refused([UNREADABLE]) from None
    finally:
        # Litestar keeps the last 1,024 bodies, of up to a megabyte each, with all that people typed into them.
        parse_url_encoded_form_data.cache_clear()
    texts = [text for name, value in form.multi_items() for text in (name, value) if isinstance(text, str)]
    if any(len(text) > LONGEST for text in texts):
        raise Refused([ENDLESS])
    if not all(map(_plain, texts)):
        raise Refused([UNREADABLE])
    if any(isinstance(value, UploadFile) and not name.startswith(UPLOADS) for name, value in form.multi_items()):
        raise Refused([NO_TEXT])
    return form


def text_in(form: Mapping[str, Any], name: str) -> str:
    """What was typed in a control: browsers send CR LF for the end of a line and count it as one character."""
    return one_line_end(str(form.get(name, ""))).strip()


def one_line_end(text: str) -> str:
    """The text with each end of a line as one character."""
    return text.replace("\r\n", "\n")


def _plain(text: str) -> bool:
    return "\0" not in text and text.encode(errors="ignore").decode() == text
