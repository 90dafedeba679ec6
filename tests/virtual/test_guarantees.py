"""What every verdict rests on: re-entry, schedules with their options, and the guard."""

import shlex

import pytest

from tminus.judge.schedule import Schedule, command_line, parse


def test_who_holds_an_rlock_takes_it_again_and_others_wait_until_it_is_let_go_as_often(run):
    record = run("""
        import threading, time
        lock = threading.RLock()
        def work():
            with lock:
                print("work", int(time.monotonic() - began))
        began = time.monotonic()
        with lock:
            with lock:
                threading.Thread(target=work).start()
                time.sleep(1)
            time.sleep(1)
            print("main")
    """)
    assert record.outcome == "ended"
    assert record.texts() == ["main", "work 2"]


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("hold_back", [True, False])
def test_a_command_that_replays_says_all_that_its_schedule_hangs_on(lines, hold_back):
    schedule = Schedule(
        scenario="count", values={"after": 7}, lines=lines, hold_back=hold_back, choices=(0, 2, 1)
    )
    assert parse(shlex.split(command_line("my file.py", schedule))[-1]) == schedule


@pytest.mark.parametrize(
    ("attempt", "name"),
    [
        ("import socket\nsocket.socket().connect(('127.0.0.1', 9))", "socket"),
        ("import os\nos.utime('/')", "utime"),
    ],
)
def test_what_leads_out_of_a_run_is_refused_by_name(attempt, name, run):
    record = run(attempt)
    assert [one for one in record.outside if name in one]


def test_how_deep_a_program_may_go_is_put_back_between_its_schedules(explore):
    seen = explore("""
        import sys, threading
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(limit + 100)
        for _ in range(2):
            threading.Thread(target=print, args=(limit,)).start()
    """)
    assert seen.schedules > 1
    assert len({text for record in seen.records for text in record.texts()}) == 1
