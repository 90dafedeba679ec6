"""The page in a real browser: a whole review, what is kept, languages, colours, access.

The browser is $CHROMIUM, else chromium where it is found; axe-core, which looks for what
keeps people out, is the file $AXE, else the one that `npm install axe-core` puts into
node_modules. What is missing skips its tests.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from pathlib import Path

import pytest

from tminus.corpus import home
from tminus.score.reach import reach
from tminus.score.read import read as read_report
from tminus.score.scoring import score

pytestmark = pytest.mark.browser

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WORDS = ("F821", "05/c-join [name-defined] (undefined-variable)", "no-member", "", "«<b>&", "a: b")
"""Reasons; some read like a linter's code or a defect's id, and must not count as one."""
LAST_BLOCK = "12"


@pytest.fixture(scope="module")
def chromium():
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("there is no browser: set CHROMIUM to the path of one")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(html, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(html, "utf-8")
    return path.as_uri()


@pytest.fixture
def visit(chromium, address):
    """Opens the page; what it says on the console, and asks from elsewhere, fails the test."""
    contexts, heard = [], []

    def open_page(place="", **settings):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        contexts.append(context)
        context.on("request", lambda request: heard.append(f"request {request.url}"))
        tab = context.new_page()
        tab.on("console", lambda message: heard.append(f"console {message.text}"))
        tab.on("pageerror", lambda error: heard.append(f"error {error}"))
        tab.goto(address + place)
        return tab

    yield open_page
    for context in contexts:
        context.close()
    own = f"request {address}"
    assert [x for x in heard if not x.startswith((own, "request data:"))] == []


def go(tab, place):
    tab.evaluate("place => { location.hash = place }", place)
    tab.wait_for_selector(f"{place}:not([hidden])", state="visible")


def review_by_clicking(tab, number, flags):
    go(tab, f"#b{number}")
    lines = tab.locator(f"#b{number} .code > li")
    for line, why in flags.items():
        lines.nth(line - 1).locator("code").first.click(position={"x": 5, "y": 5})
        if why:
            lines.nth(line - 1).locator(".why input").fill(why)
    tab.locator(f"#b{number} .do-check").click()


def review_by_keyboard(tab, number, flags):
    go(tab, f"#b{number}")
    press = tab.keyboard.press
    tab.locator(f"#b{number} button.no").first.focus()
    at = 1
    for line, why in flags.items():
        for _ in range(line - at):
            press("ArrowDown")
        at = line
        press("Enter" if line % 2 else "Space")
        if why:
            press("Tab")
            tab.keyboard.type(why)
            press("Enter")
    while not tab.evaluate("document.activeElement.matches('.do-check')"):
        press("Tab")
    press("Enter")


def drawn_flags(corpus, seed):
    """Lines to flag, at random: some that are right, some that are not, in some blocks none."""
    dice = random.Random(seed)
    for block in corpus.blocks:
        lines = range(1, len(block.original.splitlines()) + 1)
        chosen = sorted(dice.sample(lines, dice.randint(0, min(5, len(lines)))))
        yield block, {line: dice.choice(WORDS) for line in chosen}


def percent(share):
    return f"{round(100 * share)} %"


@pytest.mark.parametrize("review", [review_by_clicking, review_by_keyboard])
def test_a_whole_review_gets_the_score_that_the_command_gives(visit, corpus, review):
    tab = visit()
    report = ""
    for block, flags in drawn_flags(corpus, review.__name__):
        review(tab, block.number, flags)
        text = tab.locator(f"#b{block.number} .report textarea").input_value()
        assert text.count("\n") == len(flags)
        report += text
        alone = score(corpus, read_report(text), {}) if text else None
        cards = tab.locator(f"#b{block.number} .card.was-hit")
        hits = {card.get_attribute("data-id") for card in cards.all()}
        assert hits == ({defect.id for defect in alone.hit} if alone else set())
        alarms = tab.locator(f"#b{block.number} .code > li.false_alarm").count()
        assert alarms == (len(alone.false_alarms) if alone else 0)
    scored = score(corpus, read_report(report), reach(corpus))
    go(tab, "#start")
    total = tab.locator("#total").inner_text()
    hit, of, checked, blocks = map(int, re.findall(r"\d+", total)[:4])
    assert (hit, of) == (len(scored.hit), len(corpus.defects))
    assert checked == blocks == len(corpus.blocks)
    assert f"recall {percent(scored.recall)}, precision {percent(scored.precision)}" in total


def test_the_rule_is_the_command_s_rule(visit, corpus):
    tab = visit()
    dice = random.Random(1)
    known = reach(corpus)
    for block in corpus.blocks:
        defects = [{"lines": list(defect.lines)} for defect in block.defects]
        for _ in range(20):
            count = len(block.original.splitlines())
            flags = sorted(dice.sample(range(1, count + 1), dice.randint(1, count)))
            text = "".join(f"{block.name}.py:{line}: flagged\n" for line in flags)
            scored = score(corpus, read_report(text), known)
            assert tab.evaluate(
                "([flags, defects]) => score(flags, defects)", [flags, defects]
            ) == {
                "of": len(block.defects),
                "hit": len(scored.hit),
                "flagged": len(flags),
                "right": len(flags) - len(scored.false_alarms),
            }


def test_a_reload_keeps_the_review(visit):
    tab = visit("#b05")
    review_by_clicking(tab, "05", {6: "a local", 9: ""})
    go(tab, "#b06")
    tab.locator("#b06 .code > li").nth(2).locator("code").click()
    tab.locator("#b06 .do-hint").click()
    tab.locator("label:has(#dark)").click()
    before = tab.locator("#b06").inner_text()
    tab.reload()
    assert tab.locator("#b06").inner_text() == before
    assert tab.locator("#dark").is_checked()
    assert tab.locator("#b06 .hints li.given").count() == 1
    assert tab.locator("#b06 .flagged").count() == 1
    go(tab, "#b05")
    assert "Found 1 of 5" in tab.locator("#b05 .result").inner_text()
    assert tab.locator("#b05 .why input").nth(5).input_value() == "a local"
    assert tab.locator("#b05 .card.was-hit").get_attribute("data-id") == "05/self-running"


def test_a_block_can_be_reviewed_again_and_everything_forgotten(visit):
    tab = visit()
    for number in ("01", "03"):
        review_by_clicking(tab, number, {1: "x"})
    tab.locator("#b03 .do-again").click()
    assert tab.locator("#b03 .flagged, #b03 .code .card").count() == 0
    assert tab.locator("#b03 .do-check").is_visible()
    go(tab, "#start")
    assert "in the 1 of 12 blocks" in tab.locator("#total").inner_text()
    tab.locator("#reset").click()
    tab.locator("#no").click()
    assert "in the 1 of 12 blocks" in tab.locator("#total").inner_text()
    tab.locator("#reset").click()
    tab.locator("#yes").click()
    assert "not checked a block yet" in tab.locator("#total").inner_text()
    tab.reload()
    go(tab, "#b01")
    assert tab.locator("#b01 .flagged").count() == 0
    assert tab.evaluate("Object.keys(JSON.parse(localStorage.tminus).blocks)") == []


def test_hints_come_one_at_a_time_and_are_about_what_is_not_flagged(visit, corpus):
    block = corpus.block("05")
    tab = visit("#b05")
    plain = [hint.replace("`", "") for defect in block.defects for hint in defect.hints]
    given = tab.locator("#b05 .hints li.given")
    for count in (1, 2):
        tab.locator("#b05 .do-hint").click()
        assert given.all_inner_texts() == plain[:count]
    tab.locator("#b05 .code > li").nth(0).locator("code").click()  # the two imports
    tab.locator("#b05 .do-hint").click()
    assert given.all_inner_texts() == [*plain[:2], plain[8]]
    for _ in range(20):
        tab.locator("#b05 .do-hint").click()
    assert given.count() == 2 + 3 * 4
    assert "No more hints" in tab.locator("#b05 .no-hint").inner_text()


def test_the_clean_block_behaves_like_any_other_until_it_is_checked(visit):
    tab = visit("#b09")
    for count in range(1, 5):
        tab.locator("#b09 .do-hint").click()
        assert tab.locator("#b09 .hints li.given").count() == count
    assert not tab.locator("#b09 .answers").is_visible()
    assert tab.locator("[data-status='09']").first.inner_text() == "begun"
    tab.locator("#b09 .do-check").click()
    assert "you flagged nothing: right" in tab.locator("#b09 .result").inner_text()
    tab.locator("#b09 .do-again").click()
    tab.locator("#b09 .code > li").nth(6).locator("code").click()
    tab.locator("#b09 .do-check").click()
    assert "Lines flagged in vain: 1" in tab.locator("#b09 .result").inner_text()


def test_what_was_checked_cannot_be_changed(visit):
    tab = visit("#b07")
    review_by_clicking(tab, "07", {6: ""})
    tab.locator("#b07 .code > li").nth(9).locator("code").first.click()
    assert tab.locator("#b07 .flagged").count() == 1


def test_the_language_changes_at_once_and_is_kept(visit, words):
    tab = visit("#b01")
    assert tab.locator("#b01 .do-check").inner_text() == words.languages["en"]["check"]
    tab.locator("label:has(#zh)").click()
    assert tab.locator("#b01 .do-check").inner_text() == words.languages["zh"]["check"]
    assert tab.evaluate("document.documentElement.lang") == "zh"
    assert tab.title() == words.languages["zh"]["title"]
    assert tab.locator("i:lang(en):visible").count() == 0
    tab.reload()
    assert tab.locator("#b01 .do-check").inner_text() == words.languages["zh"]["check"]
    go(tab, "#tools")
    tab.locator("#matrix > summary").click()
    options = tab.locator("#by-kind option").all_inner_texts()
    assert options[:2] == [words.languages["zh"][key] for key in ("all_kinds", "kind_syntax")]


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh"), ("en-GB", "en"), ("de", "en")])
def test_the_language_of_the_browser_is_taken(visit, locale, language):
    assert visit(locale=locale).locator(f"#{language}").is_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_and_the_switch(visit, scheme):
    tab = visit(color_scheme=scheme)
    colour = "getComputedStyle(document.documentElement).backgroundColor"
    shown = tab.evaluate(colour)
    other = {"light": "dark", "dark": "light"}[scheme]
    tab.locator(f"label:has(#{other})").click()
    assert tab.evaluate(colour) != shown
    tab.locator(f"label:has(#{scheme})").click()
    assert tab.evaluate(colour) == shown


def test_the_matrix_is_filtered_by_kind_and_tool(visit, corpus, page):
    tab = visit("#tools")
    tab.locator("#matrix > summary").click()
    rows = tab.locator(".matrix tbody tr:visible")
    assert rows.count() == len(corpus.defects)
    tab.locator("#by-kind").select_option("logic")
    assert rows.count() == sum(defect.kind == "logic" for defect in corpus.defects)
    tool = page.tools[0]
    tab.locator("#by-tool").select_option("0")
    tab.locator("#by-seen").select_option("caught")
    caught = sum(bool(tool.codes[d.id]) for d in corpus.defects if d.kind == "logic")
    assert rows.count() == caught
    assert tab.locator(".matrix thead th.slant:visible").count() == 2
    assert tab.locator("#shown").inner_text() == f"{caught} of {len(corpus.defects)} defects"
    tab.locator("#by-kind").select_option("")
    tab.locator("#by-tool").select_option("")
    tab.locator("#by-seen").select_option("missed")
    missed = {row.locator("a").inner_text() for row in rows.all()}
    assert {defect.id for defect in page.only_running} <= missed


def test_tabs_are_visible_on_demand_and_kept(visit, corpus):
    tab = visit("#b01")
    blank = "getComputedStyle(document.querySelector('#b01 u')).backgroundImage"
    assert tab.evaluate(blank) == "none"
    tab.locator("#b01 .blanks").check()
    assert tab.evaluate(blank) != "none"
    lines = [line.text_content() for line in tab.locator("#b01 .code > li > code").all()]
    assert lines == corpus.block("01").original.splitlines()


def test_without_a_script_all_but_the_review_can_be_read(visit, corpus):
    tab = visit("#b05", java_script_enabled=False)
    assert tab.locator("#b05 .code").is_visible()
    assert not tab.locator("#b05 .do-check").is_visible()
    for part in ("answers", "hints"):
        tab.locator(f"#b05 .{part} > summary").click()
    for card in tab.locator("#b05 .card").all():
        assert card.locator("dl").is_visible()
    for summary in tab.locator("#b05 .part > summary").all():
        summary.click()
    assert tab.locator("#b05 .diff").is_visible()
    assert tab.locator("#b05 svg.v").first.is_visible()
    tab.locator("#b05 .link").click()
    assert tab.locator("#legend").is_visible()
    tab.locator("#legend button").click()
    tab.locator(".contents a[href='#tools']").click()
    assert tab.locator(".totals").is_visible()
    assert not tab.locator("#b05").is_visible()
    tab.locator("label:has(#zh)").click()
    assert tab.locator("#who").inner_text() == "谁能发现什么"
    tab.locator("#matrix > summary").click()
    assert tab.locator(".matrix tbody tr:visible").count() == len(corpus.defects)


def test_what_was_kept_by_something_else_does_no_harm(visit):
    tab = visit()
    for value in (
        "no JSON",
        "[]",
        "null",
        "7",
        '"text"',
        '{"blocks":{"01":3}}',
        '{"blocks":{"01":{"flags":null,"hints":7,"checked":"yes"}}}',
        '{"blocks":{"01":{"flags":{"4":null,"99":"","x":1},"hints":[99,-1,"x"],"checked":true}}}',
        '{"language":"xx","theme":"yy"}',
    ):
        tab.evaluate("value => localStorage.setItem('tminus', value)", value)
        tab.reload()
        go(tab, "#b01")
        assert tab.locator("#b01 .do-check, #b01 .do-again").filter(visible=True).count() == 1
        assert tab.locator("#b01 .code button.no").first.is_visible()
        assert tab.locator("[name=language]:checked, [name=theme]:checked").count() == 2


def unfold(tab, place):
    every = "for (const part of document.querySelectorAll(`${place} details`)) part.open = true"
    tab.evaluate(f"place => {{ {every} }}", place)


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits(visit, corpus, width):
    tab = visit(viewport={"width": width, "height": 844})
    for number in ("05", "06", LAST_BLOCK):
        review_by_clicking(tab, number, {1: "why not", 3: ""})
    unfold(tab, "main")
    for place in ("start", "tools", *(f"b{block.number}" for block in corpus.blocks)):
        go(tab, f"#{place}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, place


def axe():
    places = [home() / "node_modules" / "axe-core" / "axe.min.js"]
    if os.environ.get("AXE"):
        places.insert(0, Path(os.environ["AXE"]))
    return next((place for place in places if place.is_file()), None)


@pytest.mark.skipif(axe() is None, reason="there is no axe-core: set AXE to its axe.min.js")
@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "en"), ("light", "zh")])
def test_it_keeps_nobody_out(visit, scheme, language):
    # The page lets no other script in; for this one the rule is lifted, in this tab alone.
    tab = visit(color_scheme=scheme, bypass_csp=True)
    tab.locator(f"label:has(#{language})").click()
    tab.add_script_tag(path=str(axe()))

    def found(place="html"):
        result = tab.evaluate("place => axe.run(place, { resultTypes: ['violations'] })", place)
        return [
            (each["id"], each["impact"], [node["html"][:150] for node in each["nodes"][:3]])
            for each in result["violations"]
            if each["impact"] in ("serious", "critical")
        ]

    assert found() == []
    go(tab, "#b06")
    tab.locator("#b06 .code > li").nth(2).locator("code").click()
    tab.locator("#b06 .do-hint").click()
    assert found("#b06") == []
    review_by_clicking(tab, "05", {6: "a local", 9: "no", 18: ""})
    unfold(tab, "#b05")
    assert found("#b05") == []
    tab.locator("#b05 .link").click()
    assert found("#legend") == []
    tab.locator("#legend button").click()
    go(tab, "#tools")
    unfold(tab, "#tools")
    tab.locator("#by-tool").select_option("2")
    assert found("#tools") == []
