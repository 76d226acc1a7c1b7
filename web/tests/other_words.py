"""A made-up language without Chinese characters, and what on a page is not said in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from lxml import html
from scene import FIRM, SECRET
from scripts.messages import messages, of_python

from tongban.identity.seed import load_seed
from tongban.testing.provinces import data_file
from tongban.testing.world import World
from tongban_web.words import HAN

CODE = "xx_XX"
PACKAGES = ("tongban", "tongban_web", "tongban_household", "tongban_housing_fund", "tongban_marriage")
READ_OUT = ("alt", "aria-label", "aria-description", "data-label", "label", "placeholder", "title")
OURS = "descendant-or-self::*[not(ancestor-or-self::*[@lang='zh-CN' or contains(@class, 'seal')])]"
"""A paper stays Chinese, and so does the seal of a place."""
GIVEN = (
    SECRET,
    FIRM.name,
    "请写明公证处名称",
    "如有疑问请与办理机关联系",
    "授权委托书.pdf",
    "办理公证",
    "专任",
    "许国强",
    "办件状态",
    "本人",
)
NUMBERS = (r"通办\w〔\d+〕", r"\d+[A-Z]-\d+号", r"\w+示例\w+公司", "^[粤川渝] → [粤川渝]$")


def write_made_up(templates: Path) -> None:
    """Lay every text of core, site and plugins in the made-up language into an operator's folder."""
    texts = {message: re.sub(f"{HAN.pattern}+", "zz", message) for message in messages(PACKAGES)}
    write_catalogue(templates, CODE, texts)


def write_catalogue(folder: Path, code: str, texts: Mapping[str, str]) -> None:
    """Lay the catalogue of a language where an operator or a plugin has it."""
    catalogue = Catalog()
    for message, text in texts.items():
        catalogue.add(message, text)
    target = folder / "locale" / code / "LC_MESSAGES" / "tongban.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)


def data_of(world: World) -> re.Pattern[str]:
    """What people, offices and places are called, and the numbers of papers."""
    nodes = [world.province(code).node for code in ("440000", "500000", "510000")]
    officers = [each for code in ("440000", "500000", "510000") for each in _officers(code)]
    people = [person.name for person in (*world.people, *officers)]
    offices = [text for node in nodes for office in node.directory.offices for text in (office.name, office.address)]
    places = [nodes[0].divisions.full_name(code) for code in ("510104", "510000", "500000", "440000", "510100")]
    names = sorted({*GIVEN, *people, *offices, *places, *_registered()} - {""}, key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, names), *NUMBERS]))


def _registered() -> Iterator[str]:
    """What the register of the demonstration says."""
    source = resources.files("tongban_household").joinpath("demo.py").read_text(encoding="utf-8")
    return (text for _, text in of_python(source) if HAN.search(text))


def _officers(code: str) -> tuple[Any, ...]:
    return tuple(load_seed(data_file(f"seed_{code}.yaml")).officers)


def left(content: str, kind: str, data: re.Pattern[str]) -> list[str]:
    """The texts of a page or a problem that are Chinese when data is taken away."""
    texts: Iterator[str] = iter(())
    match kind.partition(";")[0]:
        case "text/html":
            texts = _texts(content)
        case "application/problem+json":
            texts = iter(re.findall(r'"((?:[^"\\]|\\.)*)"', content))
    return [text for text in texts if HAN.search(data.sub("", text))]


def _texts(page: str) -> Iterator[str]:
    for element in html.fromstring(page).xpath(OURS):
        yield from (element.get(name, "") for name in READ_OUT)
        if element.tag != "textarea":
            yield from element.xpath("text()")
