"""The page's own words: none is missing, none is left over, in any language."""

import re
from pathlib import Path

import pytest

import tminus.page
from tminus.corpus import CorpusError
from tminus.page.words import LANGUAGES, Words, fields

HERE = Path(tminus.page.__file__).parent


def spoken():
    """The names of the sentences that templates, code and script ask for; some by a prefix."""
    names, prefixes = set(), set()
    for path in HERE.glob("templates/*.j2"):
        for call in re.findall(r"(?:say|plain)\((.*?)[,)]", path.read_text("utf-8")):
            literals = re.findall(r"'([\w]+)'", call)
            (prefixes if "+" in call else names).update(literals)
        names |= set(re.findall(r'data-say="(\w+)"', path.read_text("utf-8")))
    names |= set(re.findall(r'"(run_\w+)"', (HERE / "runs.py").read_text("utf-8")))
    script = (HERE / "static" / "page.js").read_text("utf-8")
    names |= {f"js_{name}" for name in re.findall(r'"([a-z_]+)"', script)}
    names.add("js_title")
    return names, prefixes | {"kind_"}


def test_every_sentence_stands_in_every_language():
    every = Words().languages
    assert set(every) == set(LANGUAGES)
    first = every["en"]
    for language in every.values():
        assert language.keys() == first.keys()
        for key, sentence in language.items():
            assert fields(sentence) == fields(first[key]), key
    assert len(first) > 100


def test_no_sentence_was_left_in_english():
    same = {key for key, text in Words().languages["zh"].items() if text.isascii()}
    assert same == set()


def test_no_sentence_is_left_over():
    names, prefixes = spoken()
    easy = {"easy", "medium", "hard"}
    left = {
        key
        for key in Words().languages["en"]
        if key not in names | easy and not any(key.startswith(prefix) for prefix in prefixes)
    }
    assert left == set()


@pytest.fixture
def copies(tmp_path):
    for language in LANGUAGES:
        text = (HERE / "words" / f"{language}.toml").read_text("utf-8")
        (tmp_path / f"{language}.toml").write_text(text, "utf-8")
    return tmp_path


def test_a_sentence_that_one_language_lacks_is_named(copies):
    path = copies / "zh.toml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if not x.startswith("check =")), "utf-8")
    with pytest.raises(CorpusError, match=r"zh\.toml: the sentence 'check' is missing"):
        Words(copies)


def test_a_sentence_with_another_field_is_named(copies):
    path = copies / "zh.toml"
    path.write_text(path.read_text("utf-8").replace("{time} 秒时结束，", "结束，"), "utf-8")
    with pytest.raises(CorpusError, match="'run_over' has other fields"):
        Words(copies)


@pytest.mark.parametrize("line", ["check = ", "x = 1", 'x = " "'])
def test_a_broken_file_is_named(copies, line):
    (copies / "en.toml").write_text(line, "utf-8")
    with pytest.raises(CorpusError, match=r"en\.toml: "):
        Words(copies)


def test_what_is_filled_in_is_escaped_and_code_is_code():
    said = Words().say("only_left", defect="<b>&")
    assert "<b>&" not in said
    assert said.count("&lt;b&gt;&amp;") == 2
    assert "<code>tminus lint</code>" in Words().say("measured_more")
