"""Makes one HTML file of all that is shown: style and script inside, and nothing else let in."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tminus.page.drawing import draw, width
from tminus.page.lanes import account, seconds
from tminus.page.words import Words, code

if TYPE_CHECKING:
    from tminus.page.gather import Page

_KEPT = re.compile(r"(<style>.*?</style>|<script.*?</script>)", re.DOTALL)
_IMPLIED = re.compile(r"</(?:td|th|tr|li|dt|dd)>")
_HERE = Path(__file__).parent


def render(page: Page, words: Words) -> str:
    """The page as HTML; the same page always gives the same text."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(prose=prose, seconds=seconds)
    style, early, script = (_static(name) for name in ("page.css", "early.js", "page.js"))
    text = environment.get_template("page.html.j2").render(
        page=page,
        say=words.say,
        plain=words.plain,
        policy=_policy(style=[style], script=[early, script]),
        style=Markup(style),
        early=Markup(early),
        script=Markup(script),
        data=_data(words),
        draw=draw,
        width=width,
        account=account,
    )
    return _tight(text)


def prose(text: str) -> Markup:
    """The answer key's prose, which is set like Markdown: code in backticks."""
    return code(" ".join(text.split()))


def _static(name: str) -> str:
    return (_HERE / "static" / name).read_text("utf-8")


def _policy(*, style: list[str], script: list[str]) -> str:
    """Let in what stands in the page itself, by its hash, and nothing else."""
    rules = {
        "default-src": ["'none'"],
        "style-src": [_hash(text) for text in style],
        "script-src": [_hash(text) for text in script],
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _data(words: Words) -> Markup:
    """What the script needs to know, safe inside of a ``script`` element."""
    text = json.dumps(words.for_script(), ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def _tight(text: str) -> str:
    """Without what templates need and browsers do not: indentation, quotes around words, and
    the end tags of rows, cells and items, which HTML implies.

    All text is escaped, so that a quote is always one of an attribute. What keeps its blanks
    is left alone.
    """
    parts = _KEPT.split(text)
    for place in range(0, len(parts), 2):
        part = re.sub(r"\n\s*", "\n", parts[place])
        part = _IMPLIED.sub("", part)
        parts[place] = re.sub(r'(\s[a-z-]+)="([\w#.-]+)"(?=[\s>])', r"\1=\2", part)
    return "".join(parts)
