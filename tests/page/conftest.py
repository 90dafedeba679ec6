from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tminus.corpus import load
from tminus.page.gather import gather
from tminus.page.render import render
from tminus.page.words import Words

VOID = {"br", "input", "link", "meta", "path", "rect"}
CLOSED_BY = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th", "tr"},
    "th": {"td", "th", "tr"},
    "tr": {"tr"},
}


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children = []

    def __getitem__(self, name):
        return self.attributes[name]

    def get(self, name, default=None):
        return self.attributes.get(name, default)

    @property
    def classes(self):
        return (self.get("class") or "").split()

    @property
    def text(self):
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def all(self, tag=None, of=None, **attributes):
        """All elements inside, of a tag, a class and attributes."""
        found = []
        for child in self.children:
            if isinstance(child, str):
                continue
            if (
                tag in (None, child.tag)
                and (of is None or of in child.classes)
                and all(child.get(name.rstrip("_")) == value for name, value in attributes.items())
            ):
                found.append(child)
            found += child.all(tag, of, **attributes)
        return found

    def one(self, *args, **attributes):
        [found] = self.all(*args, **attributes)
        return found


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("#root", {}, None)

    def handle_starttag(self, tag, attrs):
        for closed, by in CLOSED_BY.items():
            if tag in by:
                self._close(closed, {"ul", "ol", "dl", "table", "thead", "tbody"})
        element = Element(tag, dict(attrs), self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Element(tag, dict(attrs), self.at))

    def handle_endtag(self, tag):
        self._close(tag, set())

    def handle_data(self, data):
        self.at.children.append(data)

    def _close(self, tag, borders):
        place = self.at
        while place.parent is not None and place.tag not in borders:
            if place.tag == tag:
                self.at = place.parent
                return
            place = place.parent


def parsed(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.root


@pytest.fixture(scope="session")
def read():
    """Parses HTML, as far as the tests need it."""
    return parsed


@pytest.fixture(scope="session")
def root(html):
    """The page, parsed."""
    return parsed(html)


@pytest.fixture(scope="session")
def corpus():
    return load()


@pytest.fixture(scope="session")
def words():
    return Words()


@pytest.fixture(scope="session")
def page(corpus):
    """All that the page shows."""
    return gather(corpus)


@pytest.fixture(scope="session")
def html(page, words):
    return render(page, words)
