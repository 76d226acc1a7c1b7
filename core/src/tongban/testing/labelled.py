"""What specifications enter by label, as the names and codes that a form has."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.matters.fields import Choice, Field
from tongban.matters.forms import Form, fields_of


def typed_by_label(form: type[Form] | None, entered: Mapping[str, str], *, of: str) -> dict[str, str]:
    """What was entered by label, by the names of the fields; fails the specification for a label that `of` lacks."""
    labels = {bound.field.label: (bound.name, bound.field) for bound in (fields_of(form) if form else ())}
    unknown = [label for label in entered if label not in labels]
    assert not unknown, f"“{of}”的表没有“{'、'.join(unknown)}”，只有：{'、'.join(labels)}"
    return {labels[label][0]: _code(labels[label][1], text) for label, text in entered.items()}


def _code(asked: Field, text: str) -> str:
    if isinstance(asked, Choice):
        return {words: code for code, words in asked.options}.get(text, text)
    return text
