"""``tminus key``: the answer key for other programs."""

import json
import re
import subprocess
import sys

import pytest

from tminus.corpus import home, load
from tminus.key.dataset import rows
from tminus.key.sarif import log
from tminus.score.reach import reach
from tminus.score.read import read
from tminus.score.scoring import score

CORPUS = load()


@pytest.fixture(scope="module")
def sarif():
    return log(CORPUS)


def cli(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tminus", "key", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


# SARIF


def thing(required, **properties):
    """A JSON Schema for an object that has these properties and no others."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


def many(of, least=0):
    return {"type": "array", "items": of, "minItems": least}


TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 1}
INDEX = {"type": "integer", "minimum": 0}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = thing("text", text=TEXT)
FILE = thing("uri", uri={"type": "string", "pattern": "^original/[0-9a-z_]+[.]py$"}, index=INDEX)
REGION = thing("startLine", startLine=COUNT, startColumn=COUNT, endLine=COUNT, endColumn=COUNT)
PLACE = thing("artifactLocation region", artifactLocation=FILE, region=REGION)
REPLACEMENT = thing("deletedRegion", deletedRegion=REGION, insertedContent=MESSAGE)
CHANGE = thing(
    "artifactLocation replacements", artifactLocation=FILE, replacements=many(REPLACEMENT, 1)
)
RULE = thing(
    "id",
    id=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=thing("", level=LEVEL),
    properties=thing("", tags=many(TEXT)),
)
RESULT = thing(
    "message ruleId locations",
    ruleId=TEXT,
    ruleIndex=INDEX,
    level=LEVEL,
    message=MESSAGE,
    locations=many(thing("physicalLocation", physicalLocation=PLACE), 1),
    relatedLocations=many(thing("physicalLocation", id=INDEX, physicalLocation=PLACE)),
    fixes=many(thing("artifactChanges", description=MESSAGE, artifactChanges=many(CHANGE, 1))),
)
RUN = thing(
    "tool results",
    tool=thing("driver", driver=thing("name", name=TEXT, semanticVersion=TEXT, rules=many(RULE))),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    artifacts=many(
        thing(
            "location",
            location=FILE,
            sourceLanguage=TEXT,
            encoding=TEXT,
            hashes=thing("sha-256", **{"sha-256": {"pattern": "^[0-9a-f]{64}$"}}),
        )
    ),
    results=many(RESULT),
)
LOG = thing("version runs", **{"$schema": TEXT}, version={"const": "2.1.0"}, runs=many(RUN))


def test_the_log_has_the_shape_that_the_standard_asks_for(sarif):
    # What SARIF 2.1.0 says of the objects that stand in the log, section 3.13 to 3.57, as a
    # JSON Schema; the published schema itself is in no package to depend on.
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    jsonschema.validate(sarif, LOG)


def test_each_rule_is_where_its_result_says(sarif):
    (run,) = sarif["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [defect.id for defect in CORPUS.defects]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert run["artifacts"][place["index"]]["location"]["uri"] == place["uri"]


def test_a_defect_that_changes_no_behaviour_is_a_note_and_the_others_are_errors(sarif):
    levels = {result["ruleId"]: result["level"] for result in sarif["runs"][0]["results"]}
    assert [name for name, level in levels.items() if level == "note"] == ["05/neeeded"]
    assert set(levels.values()) == {"note", "error"}


def test_one_result_in_full(sarif):
    (result,) = (
        each for each in sarif["runs"][0]["results"] if each["ruleId"] == "05/self-running"
    )
    file = {"uri": "original/05_terminate_flag.py", "index": 4}
    region = {"startLine": 6, "startColumn": 3, "endLine": 6, "endColumn": 15}
    assert result["locations"] == [
        {"physicalLocation": {"artifactLocation": file, "region": region}}
    ]
    assert result["relatedLocations"] == [
        {"id": 1, "physicalLocation": {"artifactLocation": file, "region": {"startLine": 5}}}
    ]
    assert result["fixes"][0]["artifactChanges"] == [
        {
            "artifactLocation": file,
            "replacements": [
                {"deletedRegion": region, "insertedContent": {"text": "self._running"}}
            ],
        }
    ]


def test_a_line_that_is_taken_out_ends_at_the_beginning_of_the_next(sarif):
    (result,) = (
        each for each in sarif["runs"][0]["results"] if each["ruleId"] == "06/break-always"
    )
    assert result["fixes"][0]["artifactChanges"][0]["replacements"] == [
        {"deletedRegion": {"startLine": 11, "startColumn": 1, "endLine": 12, "endColumn": 1}}
    ]


def test_all_fixes_of_a_block_applied_give_the_fixed_file(sarif):
    """Applied by hand here, from the last to the first, by nothing but the SARIF."""
    changes = {}
    for result in sarif["runs"][0]["results"]:
        for fix in result["fixes"]:
            for change in fix["artifactChanges"]:
                changes.setdefault(change["artifactLocation"]["uri"], []).extend(
                    change["replacements"]
                )
    for uri, replacements in changes.items():
        text = (home() / uri).read_bytes().decode("utf-8")
        starts = [0, *(found.end() for found in re.finditer("\n", text))]

        def where(region, end, starts=starts):
            return starts[region[f"{end}Line"] - 1] + region[f"{end}Column"] - 1

        placed = [
            (
                where(each["deletedRegion"], "start"),
                where(each["deletedRegion"], "end"),
                number,
                each,
            )
            for number, each in enumerate(replacements)
        ]
        for start, end, _, each in sorted(placed, key=lambda item: item[:3], reverse=True):
            text = text[:start] + each.get("insertedContent", {"text": ""})["text"] + text[end:]
        assert text.encode("utf-8") == (home() / uri.replace("original", "fixed")).read_bytes()


def test_the_key_scored_against_itself_is_perfect(sarif):
    report = score(CORPUS, read(json.dumps(sarif)), reach(CORPUS))
    assert (report.recall, report.precision, report.f1, report.youden) == (1, 1, 1, 1)


# JSON lines


def test_there_is_a_row_for_each_block_with_all_that_is_known():
    data = rows(CORPUS)
    assert [row["block"][:2] for row in data] == [f"{number:02}" for number in range(1, 13)]
    assert sum(len(row["defects"]) for row in data) == 40
    row = data[4]
    assert row["original"] == (home() / "original/05_terminate_flag.py").read_text("utf-8")
    assert row["fixed"] == (home() / "fixed/05_terminate_flag.py").read_text("utf-8")
    assert len(row["contract"]) == 4
    defect = row["defects"][2]
    assert defect["id"] == "05/self-running"
    assert defect["killed_by"] in row["tests"]
    assert defect["edits"] == [
        {"line": 6, "column": 3, "old": "self_running", "new": "self._running"}
    ]
    assert "\t\tself_running=False\n" in defect["isolated"]
    assert "t.join()" in defect["isolated"]


def test_the_data_card_names_every_field():
    card = (home() / "docs/data-card.md").read_text("utf-8")
    row = rows(CORPUS)[0]
    missing = [name for name in (*row, *row["defects"][0]) if f"`{name}`" not in card]
    assert missing == []
    assert f"each of the {len(CORPUS.blocks)} blocks" in card
    assert f"{len(CORPUS.defects)} defects" in card


# The command


def test_the_command_prints_either_form(sarif):
    assert json.loads(cli("--sarif").stdout) == sarif
    assert [json.loads(line) for line in cli("--jsonl").stdout.splitlines()] == rows(CORPUS)


def test_without_a_form_it_says_which_there_are():
    done = cli()
    assert done.returncode == 2
    assert "say in which form: --sarif or --jsonl" in done.stderr
