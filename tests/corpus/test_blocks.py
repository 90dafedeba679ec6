"""The originals are verbatim, and the key explains every byte between them and the repairs."""

import hashlib
import re

import pytest

from tminus.corpus import MEANING, NAMES, Kind, home, load

CORPUS = load()
BLOCKS = pytest.mark.parametrize("block", CORPUS.blocks, ids=lambda block: block.name)
DEFECTS = pytest.mark.parametrize("defect", CORPUS.defects, ids=lambda defect: defect.id)

SHA256 = {
    "01_start_thread": "d2a33093bb58",
    "02_is_alive": "8a8115cd889d",
    "03_join": "b014b8cd7ba1",
    "04_daemon_thread": "ef3954b10ebc",
    "05_terminate_flag": "076d330ed8fe",
    "06_io_timeout": "f0208a20535e",
    "07_thread_subclass": "47e11908df8f",
    "08_process": "b52d0e44da0f",
    "09_started_event": "4289f8b4a935",
    "10_periodic_timer": "b9b156d41556",
    "11_semaphore_pool": "3a3e8b406b6f",
    "12_semaphore_release": "dee6886b7ef8",
}


@pytest.mark.parametrize("room", ["original", "fixed", "defects"])
def test_every_room_holds_the_twelve_names_and_nothing_else(room):
    ending = ".toml" if room == "defects" else ".py"
    found = {path.name for path in (home() / room).iterdir() if path.name != "__pycache__"}
    assert found == {name + ending for name in NAMES}


def test_every_block_has_its_behaviour_tests():
    found = {path.name for path in (home() / "tests" / "behaviour").glob("*.py")}
    assert found == {f"test_{name}.py" for name in NAMES}


@BLOCKS
def test_the_original_is_kept_byte_for_byte(block):
    written = (home() / "original" / f"{block.name}.py").read_bytes()
    assert hashlib.sha256(written).hexdigest() == block.sha256
    assert block.sha256.startswith(SHA256[block.name])


@BLOCKS
def test_all_edits_applied_give_the_fixed_file_byte_for_byte(block):
    written = (home() / "fixed" / f"{block.name}.py").read_bytes()
    assert written.decode() == block.fixed, "run: python -m tminus.corpus"


@BLOCKS
def test_no_edits_applied_give_the_original(block):
    assert block.repaired([]) == block.original


@BLOCKS
def test_every_set_of_repairs_composes(block):
    programs = {source for _repairs, source in block.partial_repairs()} | {block.fixed}
    assert len(programs) == 2 ** len(block.behavioural)


def test_the_clean_block_is_a_control_without_a_defect():
    clean = [block.name for block in CORPUS.blocks if not block.defects]
    assert clean == ["09_started_event"]


def test_there_are_forty_defects():
    assert {block.number: len(block.defects) for block in CORPUS.blocks} == {
        "01": 4,
        "02": 2,
        "03": 1,
        "04": 2,
        "05": 5,
        "06": 7,
        "07": 2,
        "08": 4,
        "09": 0,
        "10": 5,
        "11": 5,
        "12": 3,
    }


def test_every_kind_is_defined_in_a_sentence():
    assert set(MEANING) == set(Kind)
    assert all(meaning.endswith(".") for meaning in MEANING.values())


@DEFECTS
def test_a_defect_is_explained_whole(defect):
    assert re.fullmatch(r"\d\d/[a-z]+(-[a-z]+)*", defect.id)
    assert defect.title
    assert defect.observed
    assert defect.why
    assert len(defect.hints) >= 3
    assert len(set(defect.hints)) == len(defect.hints)


@DEFECTS
def test_a_defect_points_at_lines_of_its_original(defect):
    block = CORPUS.block(defect.id[:2])
    assert defect.lines
    assert list(defect.lines) == sorted(set(defect.lines))
    assert 1 <= defect.lines[0] <= defect.lines[-1] <= block.original.count("\n")
