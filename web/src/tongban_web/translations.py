"""The catalogue behind `_("…")`: Chinese message ids, shown as they are unless a node has a catalogue."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

DOMAIN = "tongban"


def install_translations(environment: Environment, locale: Path | None, language: str) -> None:
    """Give `_("…")` its catalogue; a `locale` without `<language>/LC_MESSAGES/tongban.mo` raises FileNotFoundError."""
    catalogue = gettext.NullTranslations()
    if locale is not None:
        catalogue = gettext.translation(DOMAIN, localedir=str(locale), languages=[language])
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.extend(catalogue=catalogue)
    environment.add_extension(TranslateWhileCompiling)


class TranslateWhileCompiling(Extension):
    """Turns `_("text")` without variables into its translation when a template is compiled.

    An environment has one language, and a page has some thirty such texts: looking them up at each rendering took a
    third of the time of a queue page. A text with variables is left to `jinja2.ext.i18n`.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        waiting: list[Token] = []
        for token in stream:
            waiting.append(token)
            if not _may_be_translation(waiting):
                yield from waiting
                waiting = []
            elif len(waiting) == 4:
                yield self._translated(waiting[2])
                waiting = []
        yield from waiting

    def _translated(self, text: Token) -> Token:
        catalogue: gettext.NullTranslations = self.environment.catalogue  # type: ignore[attr-defined]
        return Token(text.lineno, "string", catalogue.gettext(text.value) % {})


def _may_be_translation(tokens: list[Token]) -> bool:
    expected = ("name", "lparen", "string", "rparen")
    return tokens[0].value == "_" and all(token.type == kind for token, kind in zip(tokens, expected, strict=False))
