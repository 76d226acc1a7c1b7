"""What is said in Chinese, said in another language: whole texts, sentences with values in them, and their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

HAN: Final = re.compile(r"[\u3400-\u9fff]")
PLACE: Final = re.compile(r"\{(\w*)[^{}]*\}")
"""Where a value stands in a message: `{day}`, as in an f-string or for `str.format`."""

_BETWEEN: Final = tuple(
    re.compile(f"([{marks}]+)")
    for marks in (r"。！？\n", "；", "，：→", "·|", "《》", "“”", "、/", "（）", r"\s", r"\d.,")
)
"""What stands between the parts of a text, the widest breaks first."""
_MARKS: Final = "。；，、：.;,: "
_DEEP: Final = 4
_FEW: Final = 3
_TOGETHER: Final = 12
_LONGEST_LABEL: Final = 40
_KEPT: Final = 8192


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message with places for values: the fixed `parts` around the `names`, and what it is in the other language.

    `letters` is how many Chinese characters are its own, `fixed` how many with its marks.
    """

    parts: tuple[str, ...]
    names: tuple[str, ...]
    translation: str
    letters: int
    fixed: int

    def values(self, text: str) -> tuple[str, ...] | None:
        """The values with which the sentence is the text, each as short as can be; None where it is another text."""
        first, *inner, last = self.parts
        at, end = len(first), len(text) - len(last)
        if at > end or not (text.startswith(first) and text.endswith(last)):
            return None
        found = []
        for part in inner:
            here = text.find(part, at, end)
            if here < 0:
                return None
            found.append(text[at:here])
            at = here + len(part)
        return (*found, text[at:end])

    def filled(self, values: tuple[str, ...]) -> str:
        """The translation with its values."""
        named = dict(zip(self.names, values, strict=True))
        return PLACE.sub(lambda place: named.get(place[1], place[0]), self.translation)


class Words:
    """Says the texts of a page in the language of one catalogue.

    A text is looked up whole; else it is a sentence of the catalogue, of which the one with most words of its own
    counts, or its parts between punctuation marks are said, whichever leaves less. What is found nowhere stays.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = {**_without_marks(texts), **texts}
        self._by_first: dict[str, list[Sentence]] = {}
        self._by_last: dict[str, list[Sentence]] = {}
        self._open: list[Sentence] = []
        for sentence in sorted(_sentences(self._texts), key=_weight, reverse=True):
            self._shelf(sentence).append(sentence)
        self.say = lru_cache(_KEPT)(self._say)

    def _shelf(self, sentence: Sentence) -> list[Sentence]:
        if sentence.parts[0]:
            return self._by_first.setdefault(sentence.parts[0][0], [])
        return self._by_last.setdefault(sentence.parts[-1][-1], []) if sentence.parts[-1] else self._open

    def _say(self, text: str, depth: int = 0) -> str:
        if (whole := self._texts.get(text)) is not None:
            return whole
        if not HAN.search(text):
            return text
        sentence = self._as_sentence(text, depth) if depth < _DEEP else None
        if sentence is None:
            return self._in_parts(text, depth)
        values = self._parted(sentence, sentence.values(text) or ())
        filled = sentence.filled(tuple(self.say(value, depth + 1) for value in values))
        return min(filled, self._in_parts(text, depth), key=_unsaid) if _unsaid(filled) else filled

    def _parted(self, sentence: Sentence, values: tuple[str, ...]) -> tuple[str, ...]:
        """Of two values with nothing between, the first is what the catalogue has: 申请人 of 申请人张建国."""
        found = list(values)
        for at, both in enumerate(found[1:]):
            if not found[at] and not sentence.parts[at + 1]:
                cut = next(
                    (end for end in range(min(len(both), _LONGEST_LABEL), 0, -1) if both[:end] in self._texts), 0
                )
                found[at : at + 2] = both[:cut], both[cut:]
        return tuple(found)

    def _in_parts(self, text: str, depth: int) -> str:
        for marks in _BETWEEN:
            parts = marks.split(text)
            if len(parts) > 1:
                return "".join(self._say_each(parts, depth))
        return text

    def _say_each(self, parts: list[str], depth: int) -> Iterator[str]:
        """Several parts at once where the catalogue has them as one text."""
        at = 0
        while at < len(parts):
            ends = range(min(len(parts), at + _TOGETHER), at + 1, -1)
            end = next((end for end in ends if "".join(parts[at:end]) in self._texts), at + 1)
            yield self.say("".join(parts[at:end]), depth)
            at = end

    def _as_sentence(self, text: str, depth: int) -> Sentence | None:
        """The heaviest sentence whose values can be said; else, if it has words enough, the heaviest."""
        shelves = (self._by_first.get(text[0], ()), self._by_last.get(text[-1], ()), self._open)
        found = [(each, values) for shelf in shelves for each in shelf if (values := each.values(text)) is not None]
        found.sort(key=lambda each: _weight(each[0]), reverse=True)
        known = (each for each, values in found if all(self._is_known(value, depth + 1) for value in values))
        enough = (each for each, _ in found if each.letters >= _FEW)  # lest 李元 be an amount of money
        return next(known, None) or next(enough, None)

    def _is_known(self, value: str, depth: int) -> bool:
        said = self.say(value, depth) if depth < _DEEP - 1 else self._texts.get(value, value)
        return not HAN.search(said)


def _unsaid(text: str) -> int:
    return len(HAN.findall(text))


def _weight(sentence: Sentence) -> tuple[int, int]:
    return sentence.letters, sentence.fixed


def _without_marks(texts: Mapping[str, str]) -> dict[str, str]:
    """A part that follows others, as `；也可以{ways}`, is found behind its mark too."""
    return {message.lstrip(_MARKS): text.lstrip(_MARKS) for message, text in texts.items() if message[0] in _MARKS}


def _sentences(texts: Mapping[str, str]) -> list[Sentence]:
    found = []
    for message, translation in texts.items():
        first, *rest = PLACE.split(message)
        letters = len(HAN.findall(PLACE.sub("", message)))
        if rest and letters:
            parts = (first, *rest[1::2])
            found.append(Sentence(parts, tuple(rest[::2]), translation, letters, sum(map(len, parts))))
    return found
