"""No program under test gets out of its run, and none goes on for ever."""

import os

import pytest

from tminus.virtual import runner as runner_module
from tminus.virtual.runner import Program, Runner, RunnerError


@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "while True: print()",
        "while True: time.sleep(0)",
        "while True: threading.Event().wait(0)",
        "while True: lock.acquire(), lock.release()",
        "while time.monotonic() < 5: pass",
        "f = lambda: f\nwhile True:\n try: raise ValueError\n except: continue",
    ],
)
def test_an_endless_loop_uses_up_its_steps(loop, run):
    record = run(f"import threading, time\nlock = threading.Lock()\n{loop}")
    assert (record.outcome, record.code) == ("steps", 1)
    assert record.limited


@pytest.mark.parametrize(
    "loop", ["time.sleep(1)", "event.wait(0.5)", "print(end=''); time.sleep(3)"]
)
def test_an_endless_loop_that_sleeps_is_endless(loop, run):
    record = run(f"import threading, time\nevent = threading.Event()\nwhile True: {loop}")
    assert record.outcome == "endless"
    assert 1000 < record.time <= 1003
    assert not record.limited


def test_an_endless_loop_in_a_daemon_keeps_nothing_alive(run):
    record = run("""
        import threading, time

        def spin():
            while True:
                pass

        threading.Thread(target=spin, daemon=True).start()
        time.sleep(5)
    """)
    assert (record.outcome, record.time) == ("ended", 5.0)


def test_the_budget_of_steps_can_be_set(run):
    program = "for _ in range(100): pass"
    assert run(program, max_steps=100).outcome == "steps"
    assert run(program, max_steps=120).outcome == "ended"


@pytest.mark.parametrize("stream", ["sys.stdout", "sys.stderr"])
def test_a_flood_of_output_is_stopped(stream, run):
    record = run(f"import sys\nwhile True: print('x' * 10_000, file={stream})")
    assert (record.outcome, record.code) == ("output", 1)
    assert len(record.stderr) <= 20_000
    assert sum(len(line.text) for line in record.lines) <= 1_000_000
    assert record.limited


def note_a_lot(_subject, world):
    for _ in range(70):
        world.note("long", "x" * (1 << 20))


def test_a_record_that_is_too_long_is_stopped(run):
    assert run("", note_a_lot).outcome == "output"


def test_memory_is_bounded_and_its_end_is_an_exception(run):
    record = run("x = bytearray(2 << 30)")
    assert record.outcome == "ended"
    assert [error.kind for error in record.uncaught] == ["MemoryError"]


@pytest.mark.parametrize(
    "first", ["", "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)"]
)
def test_time_spent_in_c_code_is_bounded(first, run, monkeypatch):
    monkeypatch.setattr(runner_module, "CPU", 1)
    record = run(f"{first}\nsum(iter(int, 1))")
    assert (record.outcome, record.limited) == ("cpu", True)


def test_to_block_outside_virtual_time_is_to_be_stuck(run):
    record = run("import select; select.select([], [], [])")
    assert (record.outcome, record.limited) == ("stuck", False)


@pytest.mark.parametrize("death", ["os.abort()", "posix._exit(0)"])
def test_a_run_that_dies_leaves_no_record(death, run):
    assert run(f"import os, posix; {death}").outcome == "vanished"


def tamper(_subject, world):
    events = world.note.__globals__["Current"].scheduler.recorder.events
    events.append(["nonsense", 0, 0])


@pytest.mark.parametrize(
    "body",
    [
        b"nonsense",
        b"[]",
        b'{"outcome": "ended"}',
        b'{"outcome": "ended", "code": 0, "time": 0, "events": [["nonsense", 0, 0]]}',
        b'{"outcome": "ended", "code": 0, "time": 0, "events": [["line", 0, 0]]}',
    ],
)
def test_what_is_no_record_is_never_taken_for_one(body, run, monkeypatch):
    header = {"fresh": True, "cause": None, "signal": None, "code": 0, "cpu": 0.0}
    monkeypatch.setattr(Runner, "_exchange", lambda _self, _request: (header, body))
    assert run("").outcome == "forged"


@pytest.mark.parametrize(
    ("attempt", "event"),
    [
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("import os; os.fork()", "os.fork"),
        ("import os; os.system('true')", "os.system"),
        ("import multiprocessing; multiprocessing.Process().start()", "os.fork"),
        ("import socket; socket.socket().connect(('127.0.0.1', 9))", "socket.connect"),
        ("import socket; socket.getaddrinfo('localhost', 9)", "socket.getaddrinfo"),
        ("import os; os.kill(os.getppid(), 9)", "os.kill"),
        ("import os; os.kill(os.getpid(), 15)", "os.kill"),
        ("import signal; signal.alarm(1)", "signal.alarm"),
        ("open('/tmp/outside', 'w')", "open"),
        ("import os; os.remove('/tmp/outside')", "os.remove"),
        ("import gc; gc.get_objects()", "gc.get_objects"),
    ],
)
def test_what_leads_out_of_the_run_is_refused_and_recorded(attempt, event, run):
    record = run(attempt)
    assert record.outside == (event,)
    assert record.uncaught


def test_nobody_else_is_told_what_the_guard_is_told(run):
    record = run("import sys; sys.addaudithook(print); open('mine', 'w').close()")
    assert record.outside == ("sys.addaudithook",)
    assert record.lines == ()


def test_the_innards_of_the_interpreter_may_not_be_mentioned(run):
    record = run("import sys\nprint(1)\ndef f():\n    return sys._getframe().f_back")
    assert record.outside == ("the interpreter's innards (_getframe)",)
    assert record.lines == ()


def test_files_of_its_own_may_be_written_and_are_gone_afterwards(run):
    source = """
        import os

        print(os.listdir())
        with open("mine", "w") as file:
            file.write("x")
        print(open("mine").read())
    """
    assert run(source).texts() == ["[]", "x"]
    assert run(source).texts() == ["[]", "x"]


@pytest.mark.parametrize(
    ("name", "depth"),
    [("d", 1500), ("d" * 100, 100)],
    ids=["deeper than Python goes", "longer than a path"],
)
def test_a_directory_that_is_very_deep_is_gone_afterwards_too(name, depth, capfd):
    source = f"import os\nfor _ in range({depth}):\n    os.mkdir('{name}')\n    os.chdir('{name}')"
    with Runner() as runner:
        assert runner.run(Program(source.encode(), "program.py")).outcome == "ended"
        left = [runner._scratch]
        program = Program(b"import os; print(os.listdir())", "program.py")
        assert runner.run(program).texts() == ["[]"]
        left.append(runner._scratch)
        runner.run(Program(source.encode(), "program.py"))
    assert not any(map(os.path.exists, left))
    assert capfd.readouterr().err == ""


def test_a_scratch_directory_that_was_taken_away_is_made_anew(capfd):
    program = Program(b"import os; print(os.listdir())", "program.py")
    with Runner() as runner:
        assert runner.run(program).texts() == ["[]"]
        os.rmdir(runner._scratch)
        assert runner.run(program).texts() == ["[]"]
        left = runner._scratch
    assert not os.path.exists(left)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "trick",
    [
        "import sys; sys.stdout = None",
        "import sys; sys.settrace(None); sys.modules.clear()",
        "import builtins; builtins.print = None; builtins.__import__ = None",
        "import threading; threading.Thread = threading._shutdown = None",
        "import time; time.sleep = time.monotonic = None",
        "import json; json.dumps = None",
        "import gc; gc.enable(); gc.collect()",
        "import atexit; atexit.unregister(print); atexit._clear()",
    ],
)
def test_what_a_program_breaks_it_breaks_for_itself_only(trick, run):
    assert run(trick).outcome == "ended"
    assert run("import threading, time; time.sleep(1); print(1)").texts() == ["1"]


def test_one_run_does_not_see_what_another_did(run):
    run("import queue, threading; queue.left = threading.left = 1; threading.Lock().acquire()")
    record = run("""
        import queue, threading
        print(hasattr(queue, "left"), hasattr(threading, "left"), threading.Thread().name)
    """)
    assert record.texts() == ["False False Thread-1"]


def test_a_host_that_is_gone_is_started_again():
    program = Program(b"print(1)", "program.py")
    with Runner() as runner:
        assert runner.run(program).texts() == ["1"]
        runner._host.kill()
        runner._host.wait()
        assert runner.run(program).texts() == ["1"]
        runner.close()
        assert runner.run(program).texts() == ["1"]


def test_a_host_that_does_not_start_is_an_error(monkeypatch, tmp_path):
    broken = tmp_path / "host.py"
    broken.write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.setattr(runner_module, "_HOST", broken)
    with Runner() as runner, pytest.raises(RunnerError, match="did not start"):
        runner.run(Program(b"", "program.py"))
