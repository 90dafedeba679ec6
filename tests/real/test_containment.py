"""Whatever a program does, its run comes to an end, and nothing of it is left."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from tminus.real.runner import RealLine, RealProcess, RealRunner
from tminus.virtual.runner import Program

needs_proc = pytest.mark.skipif(
    not os.path.exists("/proc/self/stat"), reason="the system does not tell what processes do"
)


def test_forks_without_end_are_refused(run):
    record = run("import os\nwhile True:\n    os.fork()")
    assert record.outcome == "ended"
    assert record.outside == ("os.fork",)
    assert {error.kind for error in record.uncaught} == {"RefusedError"}
    assert 1 <= len(record.processes) <= 16 + (os.cpu_count() or 1)


@needs_proc
def test_a_fork_bomb_that_shrugs_at_refusals_runs_out_of_cpu_time(run):
    record = run(
        """
import os
while True:
    try:
        os.fork()
    except RuntimeError:
        pass
""",
        cpu=1,
    )
    assert record.outcome == "cpu"
    assert record.outside == ("os.fork",)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@needs_proc
def test_an_endless_loop_in_another_process_runs_out_of_cpu_time(run, method):
    record = run(
        """
import multiprocessing
def spin():
    while True:
        pass
if __name__ == "__main__":
    multiprocessing.Process(target=spin).start()
""",
        start_method=method,
        cpu=1,
    )
    assert record.outcome == "cpu"
    assert record.processes == (RealProcess(1, None),)


def test_an_endless_loop_runs_out_of_cpu_time(run):
    assert run("while True:\n    pass", cpu=1).outcome == "cpu"


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_another_process_that_sleeps_on_and_on_is_endless(run, method):
    record = run(
        """
import multiprocessing, time
def sleep():
    print("sleeping")
    while True:
        time.sleep(5)
if __name__ == "__main__":
    multiprocessing.Process(target=sleep).start()
""",
        start_method=method,
        scale=1 / 5_000,
    )
    assert record.outcome == "endless"
    assert record.texts() == ["sleeping"]
    assert record.processes == (RealProcess(1, 1),)


@pytest.mark.parametrize(
    "sleeps",
    [
        # As who waits for another process:
        "while time.monotonic() < began + 1_250_000: time.sleep(5)",
        "multiprocessing.Process(target=time.sleep, args=(10**6,)).start()",
        "multiprocessing.Process(target=lambda: [time.sleep(5) for _ in range(1000)]).start()",
    ],
)
def test_who_sleeps_long_is_not_endless(run, sleeps):
    program = f"import multiprocessing, time\nbegan = time.monotonic()\n{sleeps}"
    assert run(program, start_method="fork", scale=1 / 500_000).outcome == "ended"


@needs_proc
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_deadlock_in_another_process_is_stuck(run, method):
    record = run(
        """
import multiprocessing, threading
def block():
    print("blocking")
    threading.Event().wait()
if __name__ == "__main__":
    multiprocessing.Process(target=block).start()
""",
        start_method=method,
        stuck=0.5,
    )
    assert record.outcome == "stuck"
    assert record.lines == (RealLine(1, "MainThread", "blocking"),)
    assert record.processes == (RealProcess(1, None),)


@needs_proc
def test_a_stopped_process_is_stuck(run):
    assert (
        run("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", stuck=0.5).outcome == "stuck"
    )


@pytest.mark.parametrize(
    "waiting",
    [
        "import time; time.sleep(600)",
        "import threading; threading.Event().wait(600)",
        "import threading; threading.Thread(target=threading.Event().wait, args=(600,)).start()",
        "import multiprocessing; multiprocessing.Event().wait(600)",
        "import select; select.select([], [], [], 1.2)",
        "import socket; a, b = socket.socketpair(); a.settimeout(1.2)\n"
        "try: a.recv(1)\nexcept TimeoutError: pass",
    ],
)
def test_who_waits_with_a_time_limit_is_not_stuck(run, waiting):
    record = run(f"{waiting}\nprint('over')", stuck=0.5)
    assert (record.outcome, record.texts()) == ("ended", ["over"])


def test_a_run_is_given_up_at_its_wall(run):
    record = run("import time\ntime.sleep(10**6)", wall=0.5)
    assert record.outcome == "wall"


def test_a_process_that_outlives_the_program_is_ended(run):
    record = run(
        """
import os, threading
if os.fork() == 0:
    print("waiting")
    threading.Event().wait()
""",
        stuck=0.5,
    )
    assert (record.outcome, record.code) == ("outlived", 0)
    assert record.processes == (RealProcess(1, None),)


def test_a_double_fork_into_a_session_of_its_own_leaves_nothing_behind(run):
    record = run(
        """
import os, signal, threading
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.chdir("/")
        os.closerange(0, 256)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        print("away")
        threading.Event().wait()
    os._exit(0)
os.wait()
print("done")
""",
        stuck=0.5,
    )
    assert record.outcome == "outlived"
    assert record.processes == (RealProcess(1, 0), RealProcess(2, None))
    assert sorted(record.texts()) == ["away", "done"]


def test_os_exit_is_seen(run):
    record = run("import os\nprint('so far', end='')\nos._exit(9)")
    assert (record.outcome, record.code) == ("exit", 9)
    assert record.lines == (RealLine(0, "MainThread", "so far", whole=False),)


def test_a_program_that_kills_itself_vanishes(run):
    record = run("import os\nprint(1)\nos.kill(os.getpid(), 9)")
    assert (record.outcome, record.code) == ("vanished", -9)
    assert record.texts() == ["1"]


@pytest.mark.parametrize(
    "flood",
    [
        "while True: print('x' * 1000)",
        "while True: print('x' * 1000, end='')",
        "import sys\nwhile True: sys.stderr.write('x' * 1000)",
        "import os\nwhile True: os.write(1, b'x' * 1000)",
        "import os\nwhile True: os.write(2, b'x' * 1000)",
        "import multiprocessing\n"
        "def flood():\n    while True: print('x' * 1000)\n"
        "for _ in range(2): multiprocessing.get_context('fork').Process(target=flood).start()",
    ],
)
def test_a_flood_of_output_is_cut(run, flood):
    record = run(flood)
    assert record.outcome == "output"
    assert sum(len(line.text) for line in record.lines) < 1 << 22
    assert len(record.stderr) <= 20_000


def test_a_gigabyte_at_once_is_too_much(run):
    record = run("print('x' * (1 << 30))")
    assert [error.kind for error in record.uncaught] == ["MemoryError"]


@pytest.mark.parametrize(
    ("attempt", "event"),
    [
        ("os.kill(os.getppid(), 9)", "os.kill"),
        ("os.kill(-1, 9)", "os.kill"),
        ("os.killpg(os.getsid(os.getppid()), 9)", "os.killpg"),
        ("os.system('true')", "os.system"),
        ("subprocess.run(['true'])", "subprocess.Popen"),
        ("os.execv(sys.executable, ['python'])", "os.exec"),
        ("os.posix_spawn(sys.executable, ['python'], {})", "os.posix_spawn"),
        ("open('/tmp/outside', 'w')", "open"),
        ("shutil.rmtree('/nowhere')", "shutil.rmtree"),
        ("os.rename('08_process.py', '/tmp/outside')", "os.rename"),
        ("os.remove('outside', dir_fd=os.open('/tmp', os.O_RDONLY))", "os.remove"),
        ("ctypes.CDLL(None).fork()", "ctypes.dlsym"),
        ("resource.setrlimit(resource.RLIMIT_CPU, (1, 1))", "resource.setrlimit"),
        ("socket.create_connection(('127.0.0.1', 9))", "socket.getaddrinfo"),
        ("socket.socket().bind(('127.0.0.1', 0))", "socket.bind"),
    ],
)
def test_what_leads_out_of_the_run_is_refused_and_recorded(run, attempt, event):
    modules = "ctypes, os, resource, shutil, socket, subprocess, sys"
    record = run(f"import {modules}\n{attempt}")
    assert record.outside == (event,)
    assert (record.outcome, record.code) == ("ended", 1)


def test_a_program_may_write_where_it_stands_and_to_temporary_files(run):
    record = run(
        """
import os, tempfile
open("here", "w").write("x")
os.rename("here", "there")
os.remove("there")
with tempfile.TemporaryDirectory() as directory:
    open(directory + "/file", "w").close()
print(sorted(os.listdir()))
"""
    )
    assert record.texts() == ["['08_process.py']"]
    assert record.outside == ()


def test_a_program_may_tidy_up_from_wherever_it_stands(run):
    record = run(
        """
import multiprocessing, os
os.chdir("/")
if __name__ == "__main__":
    multiprocessing.Process(target=print, args=("there",)).start()
""",
        start_method="forkserver",
    )
    assert (record.outside, record.stderr) == ((), "")
    assert record.texts() == ["there"]


@needs_proc
@pytest.mark.skipif(not os.path.isdir("/dev/shm"), reason="semaphores are no files here")
def test_named_semaphores_are_removed_for_who_did_not(run):
    record = run(
        """
import multiprocessing, os
lock = multiprocessing.get_context("spawn").Lock()
print(lock._semlock.name)
os._exit(0)
"""
    )
    [name] = record.texts()
    assert name.startswith("/mp-")
    assert not os.path.exists(f"/dev/shm/sem.{name[1:]}")


def test_output_that_is_no_text_can_be_shown(run):
    assert run("print('\\ud800')").texts() == ["?"]


def test_standard_input_is_empty(run):
    assert run("import sys\nprint(repr(sys.stdin.read()))").texts() == ["''"]


@needs_proc
def test_no_descriptors_are_inherited(run):
    record = run("import os\nprint(len(os.listdir('/proc/self/fd')) <= 5)")
    assert record.texts() == ["True"]


@pytest.mark.parametrize("line", ["nonsense", "[]", "[1, 2]", '["write", 1, 2, 3, 4]', "{}"])
def test_what_is_no_record_is_told(run, line):
    garbage = f"{line}\n".encode()
    record = run(
        f"""
import gc, os
settings, = (thing for thing in gc.get_objects() if type(thing).__name__ == "Settings")
os.write(os.open(settings.record, os.O_WRONLY | os.O_APPEND), {garbage!r})
"""
    )
    assert record.outcome == "forged"


@needs_proc
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_host_that_is_killed_takes_its_run_along(method, descendants):
    source = b"""
import multiprocessing, os, time
def away():
    os.setsid()
    if os.fork() == 0:
        time.sleep(10**6)
    time.sleep(10**6)
if __name__ == "__main__":
    multiprocessing.Process(target=away).start()
"""
    with RealRunner() as runner:
        runner.run(Program(b"", "x.py"))
        host = runner._host.pid
        seen = []

        def strike():
            while len(seen) < 3:
                seen[:] = descendants(host)
            os.kill(host, signal.SIGKILL)

        striker = threading.Thread(target=strike)
        striker.start()
        record = runner.run(Program(source, "x.py"), start_method=method)
        striker.join()
        assert record.outcome == "vanished"
        assert [pid for pid in seen if _lives(pid)] == []
        assert runner.run(Program(b"print(1)", "x.py")).texts() == ["1"]


@needs_proc
def test_a_runner_that_is_closed_in_the_middle_ends_its_run(descendants):
    runner = RealRunner()
    runner.run(Program(b"", "x.py"))
    host, base = runner._host.pid, runner._base
    results = []
    running = threading.Thread(
        target=lambda: results.append(
            runner.run(Program(b"import time, os\nos.fork()\ntime.sleep(10**6)", "x.py"))
        )
    )
    running.start()
    seen = []
    while len(seen) < 2:
        seen = descendants(host)
    runner._host.stdin.close()
    running.join()
    assert results[0].outcome == "vanished"
    assert [pid for pid in seen if _lives(pid)] == []
    assert not os.path.exists(base)
    runner.close()


def _lives(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except OSError:
        return False
    return state != b"Z"
