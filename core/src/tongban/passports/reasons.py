"""Why a plugin is not taken in: a code with what its sentence names, so that operators read it in their language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self

import msgspec

ANEW: Final = "`tongban verify {plugin} --sign KEY` writes one that does; or add it to passports_may_skip"
HIDES: Final = "take what hides it out of PYTHONPATH and install its wheel anew"
ENGLISH: Final[Mapping[str, str]] = {
    "no_distribution": "it belongs to no installed distribution: install its wheel",
    "source_folder": (
        "it is installed from a source folder, which has no RECORD of its files; "
        "build its wheel and install that (`pip wheel --no-deps .`, `pip install …whl`)"
    ),
    "no_passport": "it has no passport: put it at {path}; `tongban verify {plugin} --sign KEY` writes one",
    "damaged": "its passport is damaged: have it written anew",
    "stranger": "its passport is signed by {signer}, who is not among passport_signers",
    "of_another": "its passport is that of {other}: get the one of {distribution}",
    "other_version": (
        "its passport is for version {passport}, installed is {installed}: "
        "install that version, or get the passport of this one"
    ),
    "files": "{parts} since it was installed: install its wheel anew",
    "gone": "{file} is gone",
    "changed": "{file} was changed",
    "stale": "{file} was changed or is stale",
    "linked": "{file} was made a link to another folder",
    "added": "{file} was added",
    "other_wheel": "another wheel is installed than its passport names: install that, or get its passport",
    "not_in_wheel": f"its entry point names {{module}}, which its wheel does not hold: {HIDES}",
    "hidden": f"{{module}} would be imported from {{where}}, not from {{home}}: {HIDES}",
    "not_found": f"{{module}} would be imported from nowhere, not from {{home}}: {HIDES}",
    "other_versions": (
        "it was tried with other versions of what it stands on ({distributions}): "
        "install what the passport names, or get one of it as it stands here"
    ),
    "fails_checks": "its passport says it fails {checks}: mend the plugin",
    "fails_specifications": "its passport says it fails specifications: mend the plugin",
    "skipped": f"its passport says {{parts}}: get one that tells of it; {ANEW}",
    "outcome": "{check} was {outcome}",
    "untold": f"its passport does not tell of {{checks}}: {ANEW}",
    "specifications_skipped": (
        "its passport tells that specifications were skipped: have all of them run and get one that tells of it"
    ),
    "no_specification": (
        "its passport tells of no specification that ran: have all of them run and get one that tells of it"
    ),
}
"""What each code says on the command line; the page of plugins has the same codes in Chinese."""


class Reason(msgspec.Struct, frozen=True):
    """A code of `ENGLISH`, the values that its sentence names, and the reasons of which it consists, as its parts."""

    code: str
    values: dict[str, str] = {}
    parts: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, code: str, *parts: Reason, **values: str) -> Self:
        """A reason with its values by name."""
        return cls(code, values, parts)

    def __str__(self) -> str:
        return ENGLISH[self.code].format(**self.values, parts=", ".join(map(str, self.parts)))
