"""What a post leaves in a draft: answers, pledges, files, and what registers said meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import msgspec
from litestar.datastructures import UploadFile

from tongban.cases.postal import PostalAddress
from tongban.desk.assessment import Assessment
from tongban.desk.consent import UNTIL_CONFIRMED
from tongban.desk.drafts import Application, Draft
from tongban.errors import NotFound, Refused
from tongban.evidence.items import NOT_TYPED_YET, Evidence, SourceKind
from tongban.evidence.prefill import left_empty, outdated
from tongban.evidence.uploads import StoredFile
from tongban.identity.viewers import Viewer
from tongban.matters.fields import visible
from tongban.matters.forms import fields_of
from tongban.matters.materials import Material, Pledge, Upload
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web.once import ONCE
from tongban_web.views.applications import postal_fields
from tongban_web.views.materials import pledge_control, upload_control
from tongban_web.views.places import PlaceNames
from tongban_web.views.typed import not_kept, read, too_long

CHUNK = 64 * 1024
LONGEST_INSTANT = 18


def evidence_of(files: list[StoredFile], matter: Matter) -> list[Evidence]:
    """Uploaded files as evidence for their materials."""
    names = {material.key: material.name for material in matter.materials}
    return [file.evidence(names[file.material]) for file in files if file.material in names]


def learned(draft: Draft, assessment: Assessment) -> Draft:
    """The draft with what registers said; what they say of a field not filled in stands in it from now on.

    It does not come back once the applicant has emptied the field. What one filled in for another question, before the
    city or the person asked about was changed, goes.
    """
    before = draft.application
    answered = {key: item for key, item in assessment.evidence.items() if item.kind is SourceKind.REGISTER}
    form, withheld = assessment.matter.form, {*UNTIL_CONFIRMED.values(), NOT_TYPED_YET}
    stale = outdated(form, before.typed, before.evidence, answered, withheld=withheld)
    typed = {**before.typed, **dict.fromkeys(stale, "")}
    kept = left_empty(form, before.typed, before.evidence, answered)
    typed |= {n: text for n, (text, _) in assessment.prefilled.items() if not typed.get(n) and n not in kept}
    return replace(draft, application=msgspec.structs.replace(before, evidence=answered, typed=typed))


def written_in(draft: Draft, matter: Matter, posted: Mapping[str, Any], names: PlaceNames) -> Draft:
    """The draft after a post, of the instant that its page has seen; what the page did not show stays as it was."""
    shown = _shown(posted)
    before = draft.application
    bounds = [bound for bound in fields_of(matter.form) if bound.name in shown]
    application: Application = msgspec.structs.replace(
        before,
        typed=read(bounds, posted, before.typed, names),
        pledges=_pledges(matter, posted, before.pledges, shown),
        delivery=str(posted.get("delivery", before.delivery))[:20],
        postal=_postal(posted, before.postal),
        consent=posted.get("consent") == "yes" if "consent" in shown else before.consent,
        written_on=page_of(posted),
    )
    return as_seen(replace(draft, application=application), posted)


def as_seen(draft: Draft, posted: Mapping[str, Any]) -> Draft:
    """The draft, of the instant that the page of a post has seen."""
    seen = str(posted.get("seen", ""))[:LONGEST_INSTANT]
    return replace(draft, updated_at=_instant(seen) if seen else draft.updated_at)


def page_of(posted: Mapping[str, Any]) -> str:
    """The key of the page of a post."""
    return str(posted.get(ONCE, ""))[:20]


def _instant(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _shown(posted: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(str(posted.get("shown", "")).split(","))


def reveals(before: Draft, after: Draft, matter: Matter, posted: Mapping[str, Any]) -> bool:
    """Whether the form as it is then shows an answer that its page had not: such a post reads, and does not only write.

    What a page of ours sends while it is filled in says all that it shows.
    """
    kept, shown, typed = before.application.typed, _shown(posted), after.application.typed
    asked = (bound.name for bound in fields_of(matter.form) if visible(bound.field, typed))
    return any(kept.get(name) and name not in shown for name in asked)


def unkept(draft: Draft, matter: Matter, *, before: Draft | None = None) -> list[Objection]:
    """What was typed that is too long to be kept; what is kept of `before` all the same stays, to be shortened."""
    told = [
        *too_long(fields_of(matter.form), draft.application.typed),
        *(
            each
            for at in postal_fields(draft.application.postal, ())
            for each in not_kept(at.name, at.label, str(at.value), longest=at.maximum_length)
        ),
    ]
    return told if before is None else [each for each in told if _text(draft, each.field) != _text(before, each.field)]


def _text(draft: Draft, control: str) -> str:
    postal = {each.name: str(each.value) for each in postal_fields(draft.application.postal, ())}
    return {**draft.application.typed, **postal}.get(control, "")


def _postal(posted: Mapping[str, Any], before: PostalAddress) -> PostalAddress:
    return PostalAddress(
        recipient=str(posted.get("postal_recipient", before.recipient)).strip(),
        phone=str(posted.get("postal_phone", before.phone)).strip(),
        address=str(posted.get("postal_address", before.address)).strip(),
    )


def _pledges(
    matter: Matter, posted: Mapping[str, Any], before: tuple[str, ...], shown: frozenset[str]
) -> tuple[str, ...]:
    def promised(material: Material) -> bool:
        control = pledge_control(material.key)
        return posted.get(control) == "yes" if control in shown else material.key in before

    promisable = [material for material in matter.materials if any(isinstance(s, Pledge) for s in material.sources)]
    return tuple(material.key for material in promisable if promised(material))


async def checked_files(
    node: Node, application: str, materials: Sequence[Material], posted: Mapping[str, Any], viewer: Viewer
) -> tuple[list[StoredFile], list[Objection]]:
    """The files of a post, ready to be registered; what is wrong with the others."""
    ready: list[StoredFile] = []
    refused: list[Objection] = []
    for material, file in _posted_files(materials, posted):
        try:
            ready.append(
                await node.uploads.prepare(
                    _chunks(file), application=application, material=material, name=file.filename, by=viewer.key
                )
            )
        except Refused as refusal:
            refused += refusal.objections
    return ready, refused


async def known_files(
    node: Node, application: str, materials: Sequence[Material], posted: Mapping[str, Any]
) -> list[StoredFile] | None:
    """The files of a post where all of them are there already, else None; takes nothing in."""
    stored = {(file.material, file.digest): file for file in await node.uploads.of_application(application)}
    known = []
    for material, file in _posted_files(materials, posted):
        same = stored.get((material.key, await _digest(file)))
        if same is None:
            return None
        known.append(same)
    return known


async def _digest(file: UploadFile) -> str:
    digest = sha256()
    async for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def _posted_files(materials: Sequence[Material], posted: Mapping[str, Any]) -> Iterator[tuple[Material, UploadFile]]:
    for material in materials:
        file = posted.get(upload_control(material.key))
        uploads = any(isinstance(source, Upload) for source in material.sources)
        if uploads and isinstance(file, UploadFile) and file.filename:
            yield material, file


async def checked_file(
    node: Node, application: str, matter: Matter, material: str, file: UploadFile, *, viewer: Viewer
) -> StoredFile:
    """A file for a material of the matter, ready to be registered; raises `NotFound` where it has no such material."""
    known = next((each for each in matter.materials if each.key == material), None)
    if known is None:
        raise NotFound(f"“{matter.name}”没有这份材料，请按事项说明中 materials 列出的名称上传")
    return await node.uploads.prepare(
        _chunks(file), application=application, material=known, name=file.filename, by=viewer.key
    )


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK):
        yield chunk
