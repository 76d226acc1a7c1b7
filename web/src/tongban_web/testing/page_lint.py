"""What every page of the site must be, whoever looks at it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

SILENT = {"hidden", "submit", "button"}
SCRIPTED = re.compile(r"^on[a-z]+$|^hx-on|^style$")


def faults(document: Any) -> list[str]:
    """Everything wrong with a page, each in a phrase."""
    return [
        *_head(document),
        *_headings(document),
        *_ids(document),
        *_labels(document),
        *_forms(document),
        *_scripts(document),
        *_links(document),
    ]


def _head(document: Any) -> Iterator[str]:
    if not document.get("lang"):
        yield "no language"
    if not document.xpath("string(//title)").strip():
        yield "no title"
    if not document.xpath("//meta[@name='viewport']"):
        yield "no viewport"


def _headings(document: Any) -> Iterator[str]:
    if len(document.xpath("//h1")) != 1:
        yield f"{len(document.xpath('//h1'))} h1"
    levels = [int(heading.tag[1]) for heading in document.xpath("//h1|//h2|//h3|//h4")]
    for above, below in pairwise(levels):
        if below > above + 1:
            yield f"h{below} after h{above}"


def _ids(document: Any) -> Iterator[str]:
    counted = Counter(document.xpath("//@id"))
    yield from (f"id {name} {count} times" for name, count in counted.items() if count > 1)
    known = set(counted)
    for attribute in ("aria-describedby", "aria-labelledby", "for"):
        for value in document.xpath(f"//@{attribute}"):
            yield from (f"{attribute} names {name}, which is not there" for name in value.split() if name not in known)


def _labels(document: Any) -> Iterator[str]:
    labelled = set(document.xpath("//label/@for"))
    for control in document.xpath("//input|//select|//textarea"):
        if control.get("type") not in SILENT and control.get("id") not in labelled and not control.get("aria-label"):
            yield f"no label for {control.get('name')}"
    for button in document.xpath("//button"):
        if not "".join(button.itertext()).strip():
            yield "a button without a name"


def _forms(document: Any) -> Iterator[str]:
    for form in document.xpath("//form"):
        action, method = form.get("action") or "", (form.get("method") or "get").lower()
        if not action.startswith("/"):
            yield f"a form without an address: {action!r}"
        if method == "post" and not form.xpath(".//input[@name='csrf']/@value[string-length() > 20]"):
            yield f"no form token for {action}"
        if not form.xpath(".//button"):
            yield f"no button in the form for {action}"


def _scripts(document: Any) -> Iterator[str]:
    if document.xpath("//script[not(@src)]|//style"):
        yield "inline script or style"
    for element in document.iter():
        yield from (f"{name} on {element.tag}" for name in element.attrib if SCRIPTED.match(name))


def _links(document: Any) -> Iterator[str]:
    known = set(document.xpath("//@id"))
    for address in document.xpath("//a/@href"):
        if address.startswith("#") and address[1:] not in known:
            yield f"a link to {address}, which is not there"
        if not address.startswith(("/", "#")):
            yield f"a link elsewhere: {address}"
