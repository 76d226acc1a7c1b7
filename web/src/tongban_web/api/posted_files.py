"""The file of a multipart request: the first part that has a file's name."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from tongban.errors import Refused
from tongban.matters.rules import Objection

Posted: TypeAlias = Annotated[
    dict[str, Any],
    Body(media_type=RequestEncodingType.MULTI_PART, description="一个带有文件名（filename）的部分，内容为该文件"),
]
"""The parts of a request by name. Declared as a file alone, Litestar fails over a request that has none."""

NO_FILE: Final = Objection(
    rule="UPLOAD",
    field="data",
    message="请求中没有文件",
    remedy="请以 multipart/form-data 上传，文件部分须带文件名，例如 curl -F data=@材料.pdf",
)


def file_in(posted: Posted) -> UploadFile:
    """The file; raises `Refused` where there is none."""
    for part in posted.values():
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, UploadFile) and each.filename:
                return each
    raise Refused([NO_FILE])
