"""Timelines say what the records say."""

from __future__ import annotations

import pytest

from tminus.corpus import NAMES
from tminus.page.drawing import draw
from tminus.page.events import events
from tminus.page.lanes import account, seconds, timeline
from tminus.virtual.record import Record
from tminus.virtual.runner import Program, Runner

VIRTUAL = [name for name in NAMES if name != "08_process"]


@pytest.fixture(scope="module")
def runner():
    with Runner() as runner:
        yield runner


def record_of(runner, text, **settings):
    return runner.run(Program(text.encode(), "program.py"), operations=True, **settings)


@pytest.fixture(scope="module")
def records(runner, corpus):
    """The record of each repair, run as a program."""
    return {name: record_of(runner, corpus.block(name).fixed) for name in VIRTUAL}


@pytest.mark.parametrize("name", VIRTUAL)
def test_every_event_of_the_record_is_in_its_lane_at_its_time(records, name):
    record = records[name]
    drawn = timeline(record, as_program=True)
    assert [lane.name for lane in drawn.lanes] == ["MainThread", *(t.name for t in record.threads)]
    printed = [(e.time, e.lane, e.text) for e in drawn.columns if e.kind == "print"]
    assert printed == [(line.time, line.thread, line.text) for line in record.lines]
    orders = [event.order for event in drawn.columns]
    times = [event.time for event in drawn.columns]
    assert orders == sorted(orders)
    assert times == sorted(times)
    for thread in record.threads:
        lane = drawn.lanes[thread.number]
        assert drawn.columns[lane.first].time == thread.started
        if thread.ended is not None:
            assert lane.ending == "end"
            assert drawn.columns[lane.last].time == thread.ended
        else:
            assert lane.ending == ("stuck" if record.outcome == "deadlock" else "cut")
    starts = [(a.source, a.target) for a in drawn.arrows if a.kind == "start"]
    assert starts == [(thread.starter, thread.number) for thread in record.threads]
    assert drawn.columns[drawn.lanes[0].last].time == record.main_ended


@pytest.mark.parametrize("name", VIRTUAL)
def test_sleeps_and_waits_lie_between_the_events_around_them(records, name):
    record = records[name]
    drawn = timeline(record, as_program=True)
    sleeps = [o for o in record.operations if o.name == "sleep"]
    assert sum(s.kind == "sleep" for s in drawn.stretches) == len(sleeps)
    for stretch in drawn.stretches:
        first = drawn.columns[stretch.first]
        assert first.lane == stretch.lane
        assert first.kind == {"sleep": "sleep", "wait": "block"}[stretch.kind]
        between = drawn.columns[stretch.first + 1 : stretch.last]
        assert all(event.lane != stretch.lane for event in between)


@pytest.mark.parametrize("name", VIRTUAL)
def test_the_drawing_shows_each_time_and_each_line_once(records, name, read):
    record = records[name]
    drawn = timeline(record, as_program=True)
    svg = read(str(draw(drawn))).one("svg")
    texts = svg.all("text")
    times = [x.text for x in texts if "t" in x.classes]
    assert times == [seconds(t) for t in sorted({event.time for event in drawn.columns})]
    labels = [x.text for x in texts if not x.classes]
    assert [text for text in labels if not text.startswith("is_alive")] == record.texts()
    dots = svg.all("path", "p")
    assert sum(path["d"].count("h0") for path in dots) == len(record.lines)
    rows = {int(x["y"]) for x in texts if not x.classes}
    assert len(rows) == len(
        {line.thread for line in record.lines} | {a.asker for a in record.asked}
    )
    for text in texts:
        assert 0 <= int(text["x"]) < int(svg["width"])
        assert 0 <= int(text["y"]) < int(svg["height"])


def wakes(drawn):
    return [(a.source, a.target, drawn.columns[a.column]) for a in drawn.arrows if a.kind == "wake"]


def test_the_end_of_a_thread_wakes_who_joins_it(records):
    drawn = timeline(records["03_join"], as_program=True)
    [(source, target, event)] = wakes(drawn)
    assert (source, target, event.kind, event.time) == (1, 0, "end", 5)
    assert [(s.lane, s.kind) for s in drawn.stretches] == [(0, "wait")]


def test_each_tick_wakes_all_who_wait(records):
    drawn = timeline(records["10_periodic_timer"], as_program=True)
    ticks = [(source, target, event.time) for source, target, event in wakes(drawn)]
    down = [(1, 2, 5.0 * k) for k in range(1, 11)]
    up = [(1, 3, 5.0 * k) for k in range(1, 6)]
    assert sorted(ticks) == sorted(down + up)
    assert drawn.lanes[1].ending == "cut"


def test_who_need_not_wait_is_not_said_to_wait(records):
    drawn = timeline(records["09_started_event"], as_program=True)
    assert [drawn.columns[column].text for column in drawn.passed] == ["Event.wait"]
    assert wakes(drawn) == []
    assert all(stretch.kind == "sleep" for stretch in drawn.stretches)


def test_who_waits_for_ever_is_stuck(records):
    drawn = timeline(records["11_semaphore_pool"], as_program=True)
    assert [lane.ending for lane in drawn.lanes] == ["end", *["stuck"] * 10]
    assert str(draw(drawn)).count("l4 4l-4 4") >= 10


def test_a_release_wakes_just_one():
    text = (
        "import threading, time\n"
        "s = threading.Semaphore(0)\n"
        "for _ in range(3):\n"
        "    threading.Thread(target=s.acquire).start()\n"
        "for _ in range(3):\n"
        "    time.sleep(1)\n"
        "    s.release()\n"
    )
    with Runner() as runner:
        # The operation has to be the program's own to be recorded.
        text = text.replace("target=s.acquire", "target=lambda: (s.acquire(), print('in'))")
        drawn = timeline(record_of(runner, text), as_program=True)
    assert [(s, t, e.time) for s, t, e in wakes(drawn)] == [(0, 1, 1), (0, 2, 2), (0, 3, 3)]


def test_an_exception_ends_its_thread(runner, corpus):
    block = corpus.block("05")
    drawn = timeline(
        record_of(runner, block.isolated(block.defect("05/import-time"))), as_program=True
    )
    own = [event for event in drawn.columns if event.lane == 1]
    assert [(e.kind, e.text) for e in own][-2:] == [("error", "NameError"), ("end", "")]
    assert account(drawn)[1] == ("Thread-1 (run)", "0 s: print T-minus 10, NameError, end")


def test_a_file_that_python_cannot_read_is_an_error_of_the_main_thread(runner, corpus):
    drawn = timeline(record_of(runner, corpus.block("01").original), as_program=True)
    assert [(e.lane, e.kind, e.text) for e in drawn.columns] == [
        (0, "error", "SyntaxError"),
        (0, "end", ""),
    ]


def test_what_is_done_over_and_over_is_counted(runner):
    record = record_of(runner, "for _ in range(10): print('x')\n")
    found = events(record, as_program=True)
    shown = [(event.kind, event.text) for event in found if event.kind != "step"]
    assert shown == [("print", "x"), ("print", "x"), ("more", "× 8"), ("end", "")]


def test_of_a_long_run_the_middle_is_left_out(runner):
    text = "import time\nfor n in range(60):\n    print(n)\n    time.sleep(1)\n"
    drawn = timeline(record_of(runner, text), as_program=True)
    texts = [event.text for event in drawn.columns if event.kind == "print"]
    assert texts == [str(n) for n in (*range(20), 57, 58, 59)]
    assert drawn.columns[drawn.gap].time == 57
    assert drawn.lanes[0].last == len(drawn.columns) - 1
    assert drawn.columns[-1].time == 60


def test_of_a_run_without_a_record_there_is_an_empty_lane():
    drawn = timeline(Record("vanished", 1, 0.0), as_program=True)
    assert [lane.name for lane in drawn.lanes] == ["MainThread"]
    assert account(drawn) == [("MainThread", "")]
    assert str(draw(drawn)).startswith("<svg")


def all_runs(page):
    for lesson in page.lessons:
        for group in lesson.runs.groups:
            for run in group.runs:
                yield lesson, group, run


def test_every_program_of_the_corpus_is_drawn(page):
    for lesson in page.lessons:
        runs = lesson.runs
        assert not runs.missing
        shown = [run for group in runs.groups for run in group.runs]
        defects = [defect for run in shown for defect in run.defects]
        assert sorted(d.id for d in (*defects, *runs.unseen)) == sorted(
            defect.id for defect in lesson.block.defects
        )
        assert all(not defect.behaviour for defect in runs.unseen)
        assert all(group.runs[-1].fixed for group in runs.groups)
        assert sum(run.original for run in shown) == bool(lesson.block.defects)


def test_a_drawing_is_small(page):
    drawings = [draw(run.timeline) for _lesson, _group, run in all_runs(page)]
    assert max(map(len, drawings)) < 8_000
    assert sum(map(len, drawings)) < 80_000


def test_a_defect_never_looks_like_the_repair(page):
    for _lesson, group, run in all_runs(page):
        if not run.fixed:
            assert run.looks != group.runs[-1].looks


def test_the_schedule_that_breaks_a_racy_repair_is_drawn(page):
    off = [(lesson, group) for lesson, group, _run in all_runs(page) if group.replay]
    assert off
    for lesson, group in off:
        assert group.replay.startswith(f"tminus replay {lesson.block.name}.py ")
    [group] = {id(group): group for _lesson, group in off}.values()
    [broken, repaired] = group.runs
    assert [defect.id for defect in broken.defects] == ["02/compeleted"]
    for run, said in ((broken, "compeleted"), (repaired, "completed")):
        kinds = {(stretch.lane, stretch.kind) for stretch in run.timeline.stretches}
        assert (0, "held") in kinds
        texts = [event.text for event in run.timeline.columns if event.kind == "print"]
        assert texts == [said]


def test_processes_have_lanes_but_no_times(page):
    [lesson] = [lesson for lesson in page.lessons if any(g.real for g in lesson.runs.groups)]
    assert lesson.block.name == "08_process"
    [group] = lesson.runs.groups
    repaired = group.runs[-1].timeline
    assert not repaired.timed
    assert [lane.name for lane in repaired.lanes] == ["MainProcess", "Process-1"]
    printed = [(e.lane, e.text) for e in repaired.columns if e.kind == "print"]
    assert printed == [(1, f"T-minus {n}") for n in (5, 4, 3, 2, 1)]
    assert "class=t" not in draw(repaired)
    ends = [(e.lane, e.text) for e in repaired.columns if e.kind == "end"]
    assert ends == [(1, "exit 0"), (0, "exit 0")]


def test_the_lines_of_exceptions_are_those_of_the_original(page):
    for lesson, _group, run in all_runs(page):
        for error in run.errors:
            if error.endswith(")") and "(line " in error:
                line = int(error.rpartition("(line ")[2][:-1])
                assert 1 <= line <= lesson.block.original.count("\n")
            assert "/root" not in error
            assert "site-packages" not in error
