"""The page's own words: one file of them a language, each sentence shown in all languages.

The style sheet hides all languages but the chosen one, so that nothing has to be loaded,
and nothing run, to change it.
"""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

from markupsafe import Markup, escape

from tminus.corpus import CorpusError, read_text

LANGUAGES = ("en", "zh")
"""The languages, the first as the default one."""
FOR_SCRIPT = ("js_", "all_", "any_", "is_", "kind_")
"""What the names of the sentences begin with that the script needs."""
_CODE = re.compile(r"`([^`]+)`")


class Words:
    """All sentences in all languages. Raises `CorpusError` where one lacks what another has."""

    def __init__(self, directory: Path | None = None) -> None:
        where = directory or Path(__file__).with_name("words")
        self.languages = {name: _read(where / f"{name}.toml") for name in LANGUAGES}
        first = self.languages[LANGUAGES[0]]
        for name, words in self.languages.items():
            for key in sorted(first.keys() ^ words.keys()):
                lacking = name if key in first else LANGUAGES[0]
                raise CorpusError(f"{where / lacking}.toml: the sentence {key!r} is missing")
            for key, sentence in words.items():
                if fields(sentence) != fields(first[key]):
                    raise CorpusError(f"{where / name}.toml: {key!r} has other fields")

    def say(self, key: str, **values: object) -> Markup:
        """A sentence in all languages, with its fields filled in; ```code``` in backticks."""
        return Markup("").join(
            Markup("<i lang={}>{}</i>").format(name, _filled(words[key], values))
            for name, words in self.languages.items()
        )

    def plain(self, key: str) -> str:
        """A sentence in the default language, for where there can be no more than text."""
        return self.languages[LANGUAGES[0]][key]

    def for_script(self) -> dict[str, dict[str, str]]:
        """By language, the sentences that the script needs."""
        return {
            name: {
                key.removeprefix("js_"): sentence
                for key, sentence in words.items()
                if key.startswith(FOR_SCRIPT)
            }
            for name, words in self.languages.items()
        }


def fields(sentence: str) -> set[str]:
    """The names of the fields of a sentence."""
    return {
        name for _text, name, _format, _conversion in string.Formatter().parse(sentence) if name
    }


def code(text: str) -> Markup:
    """Text with what stands in backticks as code; everything escaped."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


def _filled(sentence: str, values: dict[str, object]) -> Markup:
    return code(sentence).format(**values)


def _read(path: Path) -> dict[str, str]:
    try:
        words = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path}: not valid TOML: {error}") from error
    for key, sentence in words.items():
        if not isinstance(sentence, str) or not sentence.strip():
            raise CorpusError(f"{path}: {key!r} is no sentence")
    return words
