"""Where a visitor goes on from a page that says what did not work."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from tongban_web import view_data as v
from tongban_web.admission import viewer_of
from tongban_web.parties import sure_enough
from tongban_web.requests import PageRequest, path_of
from tongban_web.views.viewers import shown_viewer

HOME: Final = v.Link("回到专区首页", "/")
ROOMS: Final[dict[v.Area, v.Link]] = {
    "desk": v.Link("回到待办", "/desk"),
    "window": v.Link("回到窗口", "/window"),
    "supervision": v.Link("回到督办", "/supervision"),
    "operation": v.Link("回到运维", "/operation"),
    "cases": v.Link("回到我的办件", "/cases"),
}
OWN_PAGE: Final = re.compile(r"(?:/window)?/drafts/[^/]+|(?:/desk)?/cases/[^/]+")
OWN_CASES: Final = re.compile(r"/cases(?:/|$)")
READING: Final = frozenset({"GET", "HEAD"})


def way_back(request: PageRequest, *, missing: bool) -> v.Link:
    """To the draft or case that was acted on, unless it is `missing`; else to a room that the visitor may enter."""
    path = path_of(request)
    if request.method not in READING and not missing and (page := OWN_PAGE.match(path)):
        return v.Link("返回", page[0])
    viewer = viewer_of(request)
    if viewer is not None and viewer.person is not None and not sure_enough(viewer) and OWN_CASES.match(path):
        return v.Link("以更高等级登录", f"/sign-in?next={quote(path)}")
    rooms = [ROOMS[area] for area in shown_viewer(viewer).areas if area in ROOMS]
    here = [room for room in rooms if path.startswith(f"{room.url}/")]
    of_staff = rooms if viewer is not None and viewer.officer else []
    return next(iter((*here, *of_staff)), HOME)
