"""The words of a plugin's rules as data: one file that a jurist reads and a translator translates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

import msgspec
import yaml

from tongban.errors import Misconfigured
from tongban.matters.basis import Basis
from tongban.matters.rules import Check, Rule, Severity
from tongban.yaml_files import read_yaml


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rule says; `basis` is a law or document and its article, separated by a space."""

    message: str
    basis: str = ""
    field: str = ""
    remedy: str = ""
    severity: Severity = Severity.BLOCKING

    @property
    def grounds(self) -> Basis | None:
        """The basis in law."""
        law, _, article = self.basis.partition(" ")
        return Basis(law, article) if law else None


class RuleMaker(Protocol):
    """A decorator that makes a rule of a check; `field` is where the rule points if not where its words say."""

    def __call__(self, id: str, *, field: str = "") -> Callable[[Check], Rule]: ...  # noqa: A002


def worded_rules(path: Path) -> RuleMaker:
    """The decorator `@rule("HF-TR-01")` of a plugin whose rules have their words in the file at `path`.

    Raises `Misconfigured` for a file that cannot be read, and for a rule without words there.
    """
    wordings = _read(path)

    def rule(id: str, *, field: str = "") -> Callable[[Check], Rule]:  # noqa: A002 - as in `tongban.rule`
        try:
            words = wordings[id]
        except KeyError:
            near = get_close_matches(id, wordings, n=1)
            hint = f"did you mean {near[0]}?" if near else "add them"
            raise Misconfigured(f"{path} has no words for rule {id}; {hint}") from None
        return lambda check: Rule(
            id=id,
            message=words.message,
            check=check,
            basis=words.grounds,
            field=field or words.field,
            remedy=words.remedy,
            severity=words.severity,
        )

    return rule


def _read(path: Path) -> Mapping[str, Wording]:
    try:
        return msgspec.convert(read_yaml(path.read_text("utf-8")) or {}, dict[str, Wording])
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Misconfigured(f"rules file {path} cannot be read: {error}; mend the file") from error
