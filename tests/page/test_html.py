"""The page as a file: small, closed to the outside, escaped, readable without a script."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from tminus.corpus import NAMES
from tminus.page.render import render

LARGEST = 400_000


def block(root, number):
    return root.one("section", id=f"b{number}")


def test_it_is_small(html):
    assert len(html.encode("utf-8")) < LARGEST


def test_nothing_is_loaded_from_anywhere(root, html):
    for element in root.all():
        for name in ("src", "srcset", "action", "data", "poster", "style", "background"):
            assert element.get(name) is None, element.tag
        link = element.get("href")
        if link is not None and not link.startswith("#"):
            assert (element.tag, element["rel"], link[:5]) == ("link", "icon", "data:")
        assert not any(name.startswith("on") for name in element.attributes)
    style = root.one("style").text
    assert set(re.findall(r"url\((.*?)\)", style)) == {"#a"}
    assert "@import" not in style
    assert re.findall(r"https?:[^\s'\"<]*", html) == ["http://www.w3.org/2000/svg"]


def test_every_link_leads_to_a_place_in_the_page(root):
    places = {element.get("id") for element in root.all()}
    links = [element["href"] for element in root.all("a")]
    assert links
    assert {link.removeprefix("#") for link in links} <= places


def test_no_name_stands_for_two_places(root):
    names = [element["id"] for element in root.all() if element.get("id")]
    assert len(names) == len(set(names))


def test_the_policy_lets_in_only_what_stands_in_the_page(root):
    policy = dict(
        rule.strip().split(" ", 1)
        for rule in root.one("meta", **{"http-equiv": "Content-Security-Policy"})["content"].split(
            ";"
        )
    )
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"

    def hashes(tag):
        return {
            f"'sha256-{base64.b64encode(hashlib.sha256(x.text.encode()).digest()).decode()}'"
            for x in root.all(tag)
            if x.get("type") is None
        }

    assert set(policy["script-src"].split()) == hashes("script")
    assert set(policy["style-src"].split()) == hashes("style")
    assert policy["img-src"] == "data:"
    assert set(policy) == {
        "default-src", "script-src", "style-src", "img-src", "base-uri", "form-action",
    }  # fmt: skip


def test_the_policy_comes_before_all_that_it_governs(html):
    assert html.index("Content-Security-Policy") < min(
        html.index(tag) for tag in ("<style", "<script", "<link")
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_block_stands_there_byte_for_byte(root, corpus, name):
    one = corpus.block(name)
    lines = block(root, one.number).one("ol", "code").all("code")
    assert [line.text for line in lines] == one.original.splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_all_of_the_answers_can_be_read_without_a_script(root, corpus, name):
    one = corpus.block(name)
    section = block(root, one.number)
    cards = section.all("details", "card")
    assert [card["data-id"] for card in cards] == [defect.id for defect in one.defects]
    for card, defect in zip(cards, one.defects, strict=True):
        text = " ".join(card.text.split())
        for prose in (defect.title, defect.observed, defect.why):
            assert " ".join(prose.replace("`", "").split()) in text
        assert card["data-lines"] == " ".join(map(str, defect.lines))
        assert int(card["data-at"]) in defect.lines
    hints = [" ".join(li.text.split()) for li in section.one("details", "hints").all("li")]
    for defect in one.defects:
        for hint in defect.hints:
            assert hint.replace("`", "") in hints


def test_the_clean_block_does_not_look_clean(root, corpus):
    clean = [one for one in corpus.blocks if not one.defects]
    others = [one for one in corpus.blocks if one.defects]
    assert clean
    counts = {len(defect.hints) for one in others for defect in one.defects}
    for one in clean:
        section = block(root, one.number)
        shown = section.one("p", "lede").text
        assert not re.search("defect|control|clean|wrong|alarm", shown)
        assert len(section.one("details", "hints").all("li")) in counts
    outlines = set()
    for one in corpus.blocks:
        folded = {"answers", "hints", "meant", "part", "report"}
        section = block(root, one.number)
        outlines.add(
            tuple(
                (child.tag, child.get("class"))
                for part in (section, section.one("div", "review"))
                for child in part.children
                if not isinstance(child, str) and not folded & set(child.classes)
            )
        )
        assert len(section.all("details", "part")) == 2
    assert len(outlines) == 1  # before anything is unfolded, all blocks are built alike


def test_the_prose_of_the_key_is_marked_as_english(root):
    for card in root.all("details", "card"):
        assert [dd.get("lang") for dd in card.one("dl").all("dd")] == ["en", None, "en"]


def test_the_same_corpus_gives_the_same_bytes(tmp_path, html):
    subprocess.run(
        [sys.executable, "-m", "tminus", "page", "-o", str(tmp_path)],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert (tmp_path / "index.html").read_bytes() == html.encode("utf-8")


def test_no_place_of_this_machine_is_in_it(html, corpus):
    assert str(corpus.home) not in html
    assert sys.prefix not in html


def test_whatever_comes_from_code_is_escaped(page, words, read):
    hostile = "</script></style><img src=x onerror=alert(1)>\"'&`<b>`"
    lesson = page.lessons[1]
    answer = lesson.answers[0]
    defect = replace(answer.defect, title=hostile, observed=hostile, why=hostile)
    run = lesson.runs.groups[0].runs[-1]
    columns = tuple(replace(event, text=hostile) for event in run.timeline.columns)
    lanes = tuple(replace(lane, name=hostile) for lane in run.timeline.lanes)
    run = replace(
        run, timeline=replace(run.timeline, columns=columns, lanes=lanes), errors=(hostile,)
    )
    group = replace(lesson.runs.groups[0], runs=(run,), asked=hostile, replay=hostile)
    broken = replace(
        lesson,
        block=replace(lesson.block, title=hostile, contract=(hostile,)),
        purpose=hostile,
        answers=(replace(answer, defect=defect, test=hostile),),
        hints=(("x", (hostile,)),),
        runs=replace(lesson.runs, groups=(group,)),
    )
    root = read(render(replace(page, lessons=(page.lessons[0], broken)), words))
    assert root.all("img") == []
    assert len(root.all("script")) == 3
    assert len(root.all("style")) == 1
    assert all("onerror" not in element.attributes for element in root.all())
    assert "onerror=alert" in block(root, "02").text


def test_the_words_for_the_script_are_data(root, words):
    element = root.one("script", id="words")
    assert element["type"] == "application/json"
    assert json.loads(element.text) == words.for_script()


def test_who_catches_what_is_what_the_linters_page_says(root, corpus):
    from tminus.lint.matrix import columns
    from tminus.lint.results import recorded

    matrix = columns(corpus, recorded(corpus))
    table = root.one("table", "matrix").one("tbody").all("tr")
    assert len(table) == len(corpus.defects)
    for row, defect in zip(table, corpus.defects, strict=True):
        cells = [cell.text for cell in row.all("td")][1:-1]
        assert cells == [str(column.sight(defect)) for column in matrix]
    totals = {
        row.one("th").text: [cell.text.strip() for cell in row.all("td")][1:]
        for row in root.one("table", "totals").one("tbody").all("tr")
    }
    for column in matrix:
        numbers = column.figures
        assert totals[column.tool] == [
            str(numbers.caught),
            str(numbers.caught_as_written),
            str(numbers.false_alarms),
            f"{numbers.precision:.2f}",
        ]
    measured = root.one("table", "settings").text
    for column in matrix:
        assert column.result.version in measured
        assert column.result.date.isoformat() in measured
