"""Which file of a case is meant, and whether what another place gives is that one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban.cases.dossier import Dossier
from tongban.cases.heads import Fact
from tongban.evidence.items import Evidence, SourceKind
from tongban.evidence.uploads import StoredFile

NOT_AS_HANDED_IN: Final = "收件地提供的文件与申请时不一致，请联系收件地核实"


def uploaded(facts: Sequence[Fact], file: str) -> Evidence | None:
    """The evidence that names a file of a case."""
    evidence = Dossier(facts).evidence().values()
    uploads = (item for item in evidence if item.kind is SourceKind.UPLOAD and isinstance(item.value, dict))
    named = (item for item in uploads if {"file", "name", "type", "size"} <= item.value.keys())
    return next((item for item in named if item.value["file"] == file), None)


def as_named(item: Evidence, application: str) -> StoredFile:
    """What the case says of the file; who uploaded it is known where they did."""
    value = item.value
    named = {"id": value["file"], "name": value["name"], "type": value["type"], "size": value["size"]}
    return StoredFile(**named, application=application, material=item.key, digest=item.digest, by="", at=item.at)


def is_as_handed_in(stored: StoredFile, item: Evidence, application: str) -> bool:
    """Whether another place hands over what the case names: that file of that application, of that digest."""
    said = (item.value["file"], application, item.key, item.digest, item.value["type"], item.value["size"])
    given = (stored.id, stored.application, stored.material, stored.digest, stored.type, stored.size)
    return given == said
