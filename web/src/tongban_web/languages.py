"""The languages that a site can be read in: Chinese, and each that its operator has a catalogue for."""

from __future__ import annotations

import gettext
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Final

from litestar.datastructures import Cookie

from tongban_web.requests import PageRequest
from tongban_web.words import Words

DOMAIN: Final = "tongban"
FOLDER: Final = "locale"
COOKIE: Final = "tongban_language"
RIGHT_TO_LEFT: Final = frozenset({"kk_CN", "ky_CN", "ug_CN"})
A_YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True)
class Language:
    """A language and its texts by their Chinese originals."""

    code: str
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """What it calls itself, which is how it translates 中文."""
        return self.texts.get("中文", "中文" if self.code == CHINESE.code else self.code)

    @property
    def tag(self) -> str:
        """`bo-CN`, as a page names it to the browser."""
        return self.code.replace("_", "-")

    @property
    def direction(self) -> str:
        """Which way it is written, as HTML says it."""
        return "rtl" if self.code in RIGHT_TO_LEFT else "ltr"

    @cached_property
    def words(self) -> Words:
        """Says what core and plugins word."""
        return Words(self.texts)


CHINESE: Final = Language("zh_CN")


def languages(folders: Iterable[Path], packages: Sequence[str]) -> tuple[Language, ...]:
    """Chinese, and each language of a catalogue in the operator's `folders`, with what the `packages` bring for it.

    A catalogue is `locale/<language>/LC_MESSAGES/tongban.mo` in a folder of templates or in a plugin's package. What
    the operator says counts before what a plugin says.
    """
    own = [folder / FOLDER for folder in folders]
    codes = {path.parts[-3] for folder in own for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    brought = [Path(str(resources.files(package).joinpath(FOLDER))) for package in packages]
    return (CHINESE, *(_read(code, [*own, *brought]) for code in sorted(codes - {CHINESE.code})))


def _read(code: str, folders: Iterable[Path]) -> Language:
    texts: dict[str, str] = {}
    for path in (folder / code / "LC_MESSAGES" / f"{DOMAIN}.mo" for folder in folders):
        if path.exists():
            with path.open("rb") as file:
                read: dict[str, str] = vars(gettext.GNUTranslations(file))["_catalog"]
            texts = {**{message: text for message, text in read.items() if message}, **texts}
    return Language(code, texts)


def chosen(request: PageRequest, offered: Collection[str], usual: str) -> str:
    """The language that somebody chose, else the first that the browser or program names and the site has."""
    picked = request.cookies.get(COOKIE, "")
    if picked in offered:
        return picked
    named = [tag.partition(";")[0].strip() for tag in request.headers.get("accept-language", "").split(",")]
    by_name = {code.partition("_")[0]: code for code in offered}
    return next((by_name[tag[:2]] for tag in named if tag[:2] in by_name), usual)


def choice(code: str, *, secure: bool) -> Cookie:
    """The cookie that keeps the language somebody chose."""
    return Cookie(key=COOKIE, value=code, path="/", max_age=A_YEAR, httponly=True, secure=secure, samesite="lax")
