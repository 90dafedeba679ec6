"""Processes are followed, whichever way they are started."""

from __future__ import annotations

import pytest

from tminus.corpus import home, load_block
from tminus.real.runner import START_METHODS, RealLine, RealProcess, RealRunner, run_real
from tminus.virtual.runner import Program

every_start_method = pytest.mark.parametrize("method", START_METHODS)

COUNT = tuple(RealLine(1, "MainThread", f"T-minus {n}") for n in (5, 4, 3, 2, 1))


@pytest.fixture(scope="module")
def block():
    return load_block(home(), "08_process")


@every_start_method
def test_the_repaired_program_counts_in_another_process_that_exits_with_0(fixed, method):
    record = run_real(fixed("08_process"), start_method=method)
    assert record.lines == COUNT
    assert record.processes == (RealProcess(1, 0),)
    assert (record.outcome, record.code) == ("ended", 0)
    assert record.uncaught == ()
    assert record.outside == ()
    assert record.stderr == ""


def test_without_a_start_method_it_is_the_platforms(fixed, runner):
    record = runner.run(fixed("08_process"))
    assert record.lines == COUNT


@every_start_method
def test_without_a_main_guard_only_fork_counts(block, run, method):
    record = run(block.isolated(block.defect("08/main-guard")), start_method=method)
    assert (record.outcome, record.code) == ("ended", 0)
    if method == "fork":
        assert record.lines == COUNT
        assert record.processes == (RealProcess(1, 0),)
    else:
        assert record.lines == ()
        assert record.code == 0
        assert [error.kind for error in record.uncaught] == ["RuntimeError"]
        assert "before the\n        current process has finished" in record.uncaught[0].message


@every_start_method
def test_without_an_argument_the_process_dies_and_the_program_does_not(block, run, method):
    record = run(block.isolated(block.defect("08/run-argument")), start_method=method)
    assert (record.outcome, record.code) == ("ended", 0)
    assert record.lines == ()
    assert record.processes == (RealProcess(1, 1),)
    assert [(str(error), error.process) for error in record.uncaught] == [
        ("TypeError: CountdownTask.run() missing 1 required positional argument: 'n'", 1)
    ]
    assert record.stderr.startswith("Process Process-1:\nTraceback (most recent call last):\n")


@every_start_method
def test_the_original_ends_before_it_starts_a_process(block, run, method):
    record = run(block.original, start_method=method)
    assert (record.outcome, record.code) == ("ended", 1)
    assert record.processes == ()
    assert [(str(error), error.process) for error in record.uncaught] == [
        ("NameError: name 'CountdownTask' is not defined", 0)
    ]
    assert 'File "fixed/08_process.py", line 2, in <module>' in record.stderr


@every_start_method
def test_a_program_may_name_a_start_method_itself(run, method):
    record = run(
        """
import multiprocessing
def tell():
    print(multiprocessing.get_start_method())
if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    multiprocessing.Process(target=tell).start()
""",
        start_method=method,
    )
    assert record.lines == (RealLine(1, "MainThread", "spawn"),)


@every_start_method
def test_the_default_start_method_is_the_one_asked_for(run, method):
    record = run(
        """
import multiprocessing
print(multiprocessing.get_start_method(allow_none=True), multiprocessing.get_start_method())
""",
        start_method=method,
    )
    assert record.texts() == [f"None {method}"]


@every_start_method
def test_sleep_is_shorter_however_it_was_imported_and_named(run, method):
    record = run(
        """
import multiprocessing
import time
from time import sleep
def nap():
    began = time.monotonic()
    sleep(1000)
    print(time.monotonic() - began >= 2)
if __name__ == "__main__":
    multiprocessing.Process(target=time.sleep, args=(1000,)).start()
    multiprocessing.Process(target=nap).start()
""",
        start_method=method,
    )
    assert record.texts() == ["True"]
    assert record.processes == (RealProcess(1, 0), RealProcess(2, 0))


@every_start_method
def test_time_limits_and_clocks_keep_pace_with_sleeps(run, method):
    record = run(
        """
import multiprocessing
import queue
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
def took(wait, clock=time.monotonic):
    began = clock()
    try:
        wait()
    except (queue.Empty, TimeoutError, subprocess.TimeoutExpired):
        pass
    return clock() - began
def realtime():
    return time.clock_gettime(time.CLOCK_REALTIME)
def measure():
    sleeper = threading.Thread(target=time.sleep, args=(10**6,), daemon=True)
    sleeper.start()
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(10**6)"])
    pipe = multiprocessing.Pipe()
    waits = (
        lambda: threading.Event().wait(60),
        lambda: sleeper.join(60),
        lambda: threading.Semaphore(0).acquire(timeout=60),
        lambda: queue.Queue().get(timeout=60),
        lambda: queue.SimpleQueue().get(timeout=60),
        lambda: Future().result(60),
        lambda: multiprocessing.Event().wait(60),
        lambda: multiprocessing.Queue().get(timeout=60),
        lambda: pipe[0].poll(60),
        lambda: child.wait(60),
    )
    print(all(60 <= took(wait) < 15000 for wait in waits))
    child.kill()
    clocks = ((time.time, 1), (time.perf_counter, 1), (time.monotonic_ns, 10**9), (realtime, 1))
    for clock, second in clocks:
        print(60 * second <= took(lambda: time.sleep(60), clock) < 15000 * second)
if __name__ == "__main__":
    process = multiprocessing.Process(target=measure)
    process.start()
    process.join(0.001)
    print(process.is_alive())
    process.join()
""",
        start_method=method,
    )
    assert record.texts() == ["True"] * 6
    assert record.processes[0] == RealProcess(1, 0)
    assert record.outcome == "ended"
    assert {process for process, _thread in record.timed} == {0, 1, 2}


@pytest.mark.parametrize(
    ("program", "timed"),
    [
        ("import time; time.sleep(0)", 0),
        ("import time; time.sleep(1); time.sleep(1)", 1),
        ("import threading; threading.Event().wait(1)", 1),
        ("import threading; t = threading.Thread(target=int); t.start(); t.join()", 0),
        ("import threading; t = threading.Thread(target=int); t.start(); t.join(900)", 1),
        ("import multiprocessing; multiprocessing.Event().wait(1)", 1),
        ("import time; time.time()", 1),
        ("import time; time.process_time(); time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID)", 0),
        ("import threading, time; threading.Timer(5, time.sleep, (1,)).start(); time.time()", 2),
        ("import os, time; time.time(); os.fork() or time.time()", 2),
    ],
)
def test_it_is_told_how_many_threads_go_by_the_time(run, program, timed):
    assert len(run(program).timed) == timed


@pytest.mark.parametrize(
    ("ending", "rested"),
    [
        ("", True),
        ("process.join()", True),
        ("os.wait()", True),
        ("os.waitid(os.P_PID, process.pid, os.WEXITED)", True),
        ("process.join(10**6)", False),
        ("threading.Thread(target=process.join).start(); process.join(10**6)", False),
    ],
)
def test_it_is_told_whether_the_program_had_nothing_more_to_do(run, ending, rested):
    record = run(
        f"""
import multiprocessing, os, threading, time
def work():
    time.sleep(100)
    print("worked")
process = multiprocessing.Process(target=work)
process.start()
{ending}
""",
        start_method="fork",
    )
    assert record.texts() == ["worked"]
    assert record.rested is rested


def test_a_file_may_be_imported(run):
    record = run("print(__name__)\nif __name__ == '__main__': print('never')", module="imported")
    assert (record.texts(), record.outcome) == (["imported"], "ended")


@every_start_method
def test_lines_are_kept_apart_by_process_and_thread(run, method):
    record = run(
        """
import multiprocessing
import threading
def write(word):
    for n in range(20):
        print(word, end=" ")
        print(n)
def both():
    threads = [threading.Thread(target=write, args=(w,), name=w) for w in ("left", "right")]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
if __name__ == "__main__":
    processes = [multiprocessing.Process(target=both) for _ in range(2)]
    for process in processes: process.start()
    both()
""",
        start_method=method,
    )
    for process in (0, 1, 2):
        for word in ("left", "right"):
            lines = [line for line in record.lines_of(process) if line.thread == word]
            assert [line.text for line in lines] == [f"{word} {n}" for n in range(20)]


@every_start_method
def test_daemon_processes_are_terminated_at_the_end(run, method):
    record = run(
        """
import multiprocessing, time
if __name__ == "__main__":
    multiprocessing.Process(target=time.sleep, args=(10**6,), daemon=True).start()
""",
        start_method=method,
    )
    assert (record.outcome, record.code) == ("ended", 0)
    assert record.processes == (RealProcess(1, -15),)


@every_start_method
def test_queues_locks_events_and_shared_values_work(run, method):
    record = run(
        """
import multiprocessing
def work(queue, lock, event, value):
    with lock:
        value.value += 1
    event.set()
    queue.put("put")
if __name__ == "__main__":
    things = (multiprocessing.Queue(), multiprocessing.Lock(), multiprocessing.Event(),
              multiprocessing.Value("i", 41))
    process = multiprocessing.Process(target=work, args=things)
    process.start()
    print(things[2].wait(), things[0].get())
    process.join()
    print(things[3].value, process.exitcode)
""",
        start_method=method,
    )
    assert record.texts() == ["True put", "42 0"]
    assert record.outside == ()


@every_start_method
def test_pools_work(run, method):
    record = run(
        """
from concurrent.futures import ProcessPoolExecutor
def double(n):
    print("doubling", n)
    return 2 * n
if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        print(list(pool.map(double, [1, 2])))
""",
        start_method=method,
    )
    assert record.texts() == ["doubling 1", "doubling 2", "[2, 4]"]
    assert record.processes == (RealProcess(1, 0),)


@every_start_method
def test_another_process_may_start_one_too(run, method):
    record = run(
        """
import multiprocessing, subprocess, sys
def start():
    subprocess.run([sys.executable, "-c", "print('third')"], close_fds=False)
if __name__ == "__main__":
    multiprocessing.Process(target=start).start()
""",
        start_method=method,
    )
    assert [(line.process, line.text) for line in record.lines] == [(2, "third")]
    assert record.outside == ()


def test_subprocesses_are_followed(run):
    record = run(
        """
import subprocess, sys
subprocess.run([sys.executable, "-u", "-c", "import time; time.sleep(5); print(1); exit(4)"])
print(subprocess.run(["python3", "-c", "print(2)"], capture_output=True, text=True).stdout)
"""
    )
    assert [(line.process, line.text) for line in record.lines] == [(1, "1"), (0, "2"), (0, "")]
    assert record.processes == (RealProcess(1, 4), RealProcess(2, 0))


def test_exit_codes_are_learnt_of_processes_that_nobody_waits_for(run):
    record = run(
        """
import os, time
if os.fork() == 0:
    time.sleep(20)
    print("late")
    os._exit(7)
print("early")
"""
    )
    assert [(line.process, line.text) for line in record.lines] == [(0, "early"), (1, "late")]
    assert record.processes == (RealProcess(1, 7),)
    assert record.outcome == "ended"


def test_exceptions_in_threads_and_forked_processes_are_recorded(run):
    record = run(
        """
import os, threading
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
if os.fork() == 0:
    raise LookupError("there")
os.wait()
"""
    )
    assert [(str(error), error.process) for error in record.uncaught] == [
        ("ZeroDivisionError: division by zero", 0),
        ("LookupError: there", 1),
    ]
    assert record.code == 0


def test_an_exception_at_exit_is_recorded(run):
    record = run("import atexit\natexit.register(lambda: 1 / 0)")
    assert [str(error) for error in record.uncaught] == ["ZeroDivisionError: division by zero"]
    assert record.code == 0


def test_what_is_written_past_the_stream_counts_as_well(run):
    record = run("import os\nos.write(1, b'raw\\n')\nprint('open', end='')")
    assert record.lines == (
        RealLine(0, "MainThread", "raw"),
        RealLine(0, "MainThread", "open", whole=False),
    )


def test_a_scenario_follows_the_program_as_at_the_prompt(run):
    def scenario(subject):
        print(subject.__name__, subject.word)

    assert run("word = 'here'", scenario).texts() == ["__main__ here"]
    assert run("word = 'here'\nraise SystemExit(3)", scenario).code == 3


def test_a_scenario_stands_alone(runner):
    word = "outer"

    def scenario(_subject):
        print(word)

    with pytest.raises(ValueError, match="scenario scenario has free variables"):
        runner.run(Program(b"", "x.py"), scenario)


def test_an_unknown_start_method_is_refused(runner):
    with pytest.raises(ValueError, match="there is no start method 'thread'"):
        runner.run(Program(b"", "x.py"), start_method="thread")


def test_a_closed_runner_starts_again():
    runner = RealRunner()
    for _time in range(2):
        assert runner.run(Program(b"print(1)", "x.py")).texts() == ["1"]
        runner.close()
