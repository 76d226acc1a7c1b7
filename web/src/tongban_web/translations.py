"""The catalogue behind `_("…")`: Chinese messages, shown as they are or in the language of the environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from tongban_web.words import Words

if TYPE_CHECKING:
    from tongban_web.languages import Language

LEGAL: Final = "components/paper.html"
"""A paper is what was issued, and stays in the language it was issued in."""


def install_translations(environment: Environment, language: Language) -> None:
    """Give `_("…")` the texts of a language."""
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: language.texts.get(message, message),
        lambda one, many, count: one if count == 1 else many,
        newstyle=True,
    )
    environment.extend(language=language)
    environment.add_extension(TranslateWhileCompiling)
    if language.texts:
        environment.globals["gettext"] = _with_said_values(language)


def _with_said_values(language: Language) -> Callable[..., str]:
    def translate(message: str, **values: object) -> Markup:
        said = {name: said_value(language.words, value) for name, value in values.items()}
        return Markup(language.texts.get(message, message)) % said  # noqa: S704 - a catalogue is the operator's

    return translate


def said_value(words: Words, value: object) -> object:
    """A text in other words; what is no plain text, such as what somebody typed, stays as it is."""
    return words.say(value) if type(value) is str else value


class TranslateWhileCompiling(Extension):
    """Turns `_("text")` without variables into its translation when a template is compiled.

    An environment has one language, and a page has some thirty such texts: looking them up at each rendering took a
    third of the time of a queue page. A text with variables is left to `jinja2.ext.i18n`.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        language: Language = self.environment.language  # type: ignore[attr-defined]
        texts = {} if stream.name == LEGAL else language.texts
        waiting: list[Token] = []
        for token in stream:
            waiting.append(token)
            if not _may_be_translation(waiting):
                yield from waiting
                waiting = []
            elif len(waiting) == 4:
                text = waiting[2]
                yield Token(text.lineno, "string", texts.get(text.value, text.value) % {})
                waiting = []
        yield from waiting


def _may_be_translation(tokens: list[Token]) -> bool:
    expected = ("name", "lparen", "string", "rparen")
    return tokens[0].value == "_" and all(token.type == kind for token, kind in zip(tokens, expected, strict=False))
