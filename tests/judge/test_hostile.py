"""Programs that would rather not be judged: each gets its verdict, in bounded time, with a reason.

They are repairs of block 01, unless another is named. `RIGHT` is a right one: what
stands before or after it must not change what is said of it, or must be refused.
"""

import os
from textwrap import dedent

import pytest

from tminus.corpus import load
from tminus.judge.judge import Verdict

CORPUS = load()
RIGHT = dedent("""
    from threading import Thread
    import time

    def countdown(n):
        for left in range(n, 0, -1):
            print('T-minus', left)
            time.sleep(5)

    Thread(target=countdown, args=(10,)).start()
""")
COUNT = "T-minus 10, T-minus 9, T-minus 8, T-minus 7, T-minus 6, "
INNARDS = "to stay within the run, without the interpreter's innards"


def reason(judgement):
    """The first thing that is said against a program, all of it."""
    return judgement.refutations[0].message


def refused(judgement, *words):
    """Whether a program fails, for a reason in which these words stand."""
    assert judgement.verdict == Verdict.FAILS
    assert [word for word in words if word not in reason(judgement)] == []
    return True


def given_up(judgement, *words):
    """Whether a limit was reached, which is said in these words."""
    assert judgement.verdict == Verdict.UNDECIDED
    assert [one.timed_out for one in judgement.refutations] == [True]
    assert [word for word in words if word not in reason(judgement)] == []
    return True


EACH = pytest.mark.parametrize(
    "block", ["01", "02", "03", "04", "05", "06", "07", "09", "10", "11", "12"]
)


# -- nothing, or not enough ------------------------------------------------------


@EACH
def test_an_empty_file_does_not_hold(block, judge):
    assert judge("", block, first_only=True).verdict == Verdict.FAILS


@EACH
def test_a_file_that_is_all_comments_does_not_hold(block, judge):
    commented = "".join(f"# {line}\n" for line in CORPUS.block(block).fixed.splitlines())
    assert judge(commented, block, first_only=True).verdict == Verdict.FAILS


@EACH
def test_the_original_unchanged_holds_only_where_nothing_was_wrong(block, judge):
    right = CORPUS.block(block).original == CORPUS.block(block).fixed
    judgement = judge(CORPUS.block(block).original, block, first_only=True)
    assert judgement.verdict == (Verdict.HOLDS if right else Verdict.FAILS)


def test_the_expected_text_without_a_thread_does_not_hold(judge):
    program = """
        import time
        for left in range(10, 0, -1):
            print('T-minus', left)
            time.sleep(5)
    """
    assert refused(judge(dedent(program)), "one thread, neither the main thread nor a daemon")


def test_the_expected_text_without_the_waits_does_not_hold(judge):
    assert refused(judge(RIGHT.replace("time.sleep(5)", "pass")), COUNT, "at 0, 5, 10")


def test_the_expected_text_from_a_daemon_that_the_main_thread_waits_for_does_not_hold(judge):
    daemon = RIGHT.replace("(10,)", "(10,), daemon=True") + "time.sleep(50)\n"
    assert refused(judge(daemon), "neither the main thread nor a daemon")


def test_a_message_that_swallows_the_exception_does_not_make_it_right(judge):
    program = """
        try:
            from threading import Threaad
        except ImportError:
            print('T-minus 10')
    """
    assert refused(judge(dedent(program)), COUNT)


@pytest.mark.parametrize("leave", ["os._exit(0)", "sys.exit()", "raise SystemExit(0)"])
def test_a_program_that_leaves_early_does_not_hold(leave, judge):
    assert refused(judge(f"import os, sys\n{leave}\n{RIGHT}"), COUNT, "(nothing)")


def test_an_os_exit_cuts_the_count_off(judge):
    assert refused(judge(f"import os\n{RIGHT}time.sleep(1)\nos._exit(0)\n"), "at 1 s, by os._exit")


# -- never ending ------------------------------------------------------------------


def test_a_loop_without_end_reaches_the_limit_of_steps(judge):
    assert given_up(judge("while True:\n    pass\n"), "budget of steps", "time-out")


def test_a_loop_without_end_in_c_reaches_the_limit_of_cpu_time(judge):
    assert given_up(judge("sum(iter(int, 1))"), "limit of CPU time")


def test_a_loop_without_end_that_catches_everything_reaches_the_limit_of_steps(judge):
    program = """
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
    """
    assert given_up(judge(dedent(program)), "budget of steps")


def test_a_loop_without_end_that_sleeps_never_comes_to_an_end(judge):
    program = "import time\nwhile True:\n    time.sleep(1)\n"
    assert refused(judge(program), "to come to an end", "1001 s")


def test_another_process_that_never_stops_counting_does_not_hold(judge):
    stuck = CORPUS.block("08").fixed.replace("n-=1", "pass")
    assert refused(judge(stuck, "08", first_only=True), "to come to an end", "endless")


def test_a_terminate_that_does_nothing_does_not_hold(judge):
    deaf = CORPUS.block("05").fixed.replace("self._running=False", "pass")
    judgement = judge(deaf, "05", only="test_terminate_stops_the_count")
    assert refused(judgement, "T-minus 10, T-minus 9 at")


def test_a_thread_that_outlives_the_program_does_not_hold(judge):
    outliving = f"{RIGHT}Thread(target=time.sleep, args=(1e6,)).start()\n"
    assert refused(judge(outliving), "to come to an end")


def test_threads_without_end_reach_the_limit_of_steps(judge):
    assert given_up(
        judge("import threading\nwhile True:\n    threading.Thread(target=print).start()\n"),
        "within",
    )


# -- deadlocks ------------------------------------------------------------------------


def test_a_thread_that_joins_itself_is_told(judge):
    program = """
        import threading
        def work():
            threading.current_thread().join()
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    """
    assert refused(judge(dedent(program), "03"), "cannot join current thread (line 4)")


def test_a_lock_taken_twice_is_told_with_its_holder(judge):
    program = """
        import threading, time
        lock = threading.Lock()
        def work():
            time.sleep(1)
            with lock:
                with lock:
                    pass
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    """
    assert refused(
        judge(dedent(program), "03"),
        "with nobody left waiting",
        "Thread-1 (work) waits in Lock.__enter__ of lock 1 at line 7, held by Thread-1 (work)",
    )


def test_two_locks_taken_crosswise_are_told_with_their_holders(judge):
    program = """
        import threading, time
        a, b = threading.Lock(), threading.Lock()
        def work():
            with a:
                time.sleep(1)
                with b:
                    pass
        thread = threading.Thread(target=work)
        thread.start()
        with b:
            time.sleep(1)
            with a:
                pass
        thread.join()
    """
    assert refused(
        judge(dedent(program), "03"),
        "MainThread waits in Lock.__enter__ of lock",
        "held by Thread-1 (work)",
        "at line 7, held by MainThread",
    )


def test_a_lost_wake_up_is_told(judge):
    program = """
        import threading, time
        changed = threading.Condition()
        def work():
            time.sleep(1)
            with changed:
                changed.wait()
        thread = threading.Thread(target=work)
        thread.start()
        with changed:
            changed.notify_all()
        thread.join()
    """
    assert refused(judge(dedent(program), "03"), "waits in Condition.wait", "at line 7")


# -- too much ----------------------------------------------------------------------------


def test_a_fork_bomb_is_refused_and_named(judge):
    program = """
        import os
        while True:
            try:
                os.fork()
            except BaseException:
                pass
    """
    assert refused(judge(dedent(program)), "without os.fork")


@pytest.mark.parametrize(
    "write", ["print(text)", "sys.stderr.write(text)", "os.write(1, text.encode())"]
)
def test_a_gigabyte_of_output_reaches_the_limit(write, judge):
    program = f"import os, sys\ntext = 'x' * 10**6\nfor _ in range(1000):\n    {write}\n"
    assert given_up(judge(program), "a megabyte of output", "too much output")


@pytest.mark.parametrize("take", ["bytearray(2 << 30)", "' ' * (2 << 30)", "list(range(10**10))"])
def test_more_than_a_gigabyte_of_memory_reaches_the_limit(take, judge):
    assert given_up(judge(f"x = {take}\n{RIGHT}"), "a gigabyte of memory")


def test_ten_megabytes_of_statements_come_to_a_verdict(judge):
    assert judge(b"x = 1\n" * 1_700_000).verdict != Verdict.HOLDS


# -- input and output ------------------------------------------------------------------


def test_standard_input_is_empty(judge):
    assert refused(judge(f"input()\n{RIGHT}"), "EOFError: EOF when reading a line (line 1)")


def test_a_closed_standard_output_is_told(judge):
    program = f"import sys\nsys.stdout.close()\n{RIGHT}"
    assert refused(judge(program), "I/O operation on closed file")


def test_what_is_written_elsewhere_was_not_printed(judge):
    program = f"import io, sys\nsys.stdout = io.StringIO()\n{RIGHT}"
    assert refused(judge(program), COUNT, "(nothing)")


def test_a_text_that_lies_about_itself_is_taken_as_what_it_is(judge):
    lying = """
        import sys
        class Lie(str):
            def split(self, *_):
                return ['T-minus 3', '']
        sys.stdout.write(Lie('T-minus 99\\n'))
    """
    assert refused(judge(dedent(lying) + RIGHT), COUNT, "T-minus 99")


# -- forging the record ---------------------------------------------------------------------

REACHING = [
    "time.sleep.__globals__",
    "getattr(time.sleep, '_'.join(['', '_globals_', '']))",
    "eval('_'.join(['time.sleep._', 'globals_', '']))",
    "exec(''.join(['time.sleep.__glo', 'bals__']))",
    "operator.attrgetter('_'.join(['', '_globals_', '']))(time.sleep)",
    "threading.Lock().acquire.__closure__",
    "string.Formatter().get_field('0.__globals__', (time.sleep,), {})",
    "object.__subclasses__()",
    "getattr(object, '_'.join(['', '_subclasses_', '']))()",
    "sys._getframe()",
    "getattr(sys, '_'.join(['', 'getframe']))()",
    "inspect.currentframe()",
    "inspect.stack()",
    "list(traceback.walk_stack(None))",
    "list(traceback.walk_tb(failed().__traceback__))",
    "getattr(failed().__traceback__, '_'.join(['tb', 'frame']))",
    "getattr((n for n in ()), '_'.join(['gi', 'frame']))",
    "types.FunctionType(compile(''.join(['x.f_', 'back']), '', 'eval'), {})",
    "failed.__code__.replace(co_name='other')",
]
PREFACE = dedent("""
    import inspect, operator, os, string, sys, threading, time, traceback, types
    def failed():
        try:
            time.sleep(-1)
        except ValueError as error:
            return error
""")


@pytest.mark.parametrize("reach", REACHING)
def test_to_reach_for_the_interpreters_innards_is_refused_and_named(reach, judge):
    if ".replace(" in reach:
        assert refused(judge(f"{PREFACE}{reach}\n{RIGHT}"), "without code objects made by hand")
    else:
        assert refused(judge(f"{PREFACE}{reach}\n{RIGHT}"), INNARDS)


@pytest.mark.parametrize(
    "thing",
    [
        "time.sleep.__code__",
        "time.sleep.__wrapped__",
        "threading.Thread.is_alive.__wrapped__",
        "threading.Thread.join.__code__",
        "threading.Lock().holder",
        "threading.RLock().state",
        "threading.Lock.acquire.__code__",
        "sys.stdout.write.__func__.__code__",
        "type(sys.stdout).write.__code__",
        "os._exit.__self__",
        "os.write.__code__",
        "sys.modules['__main__'].Current",
        "failed.__code__.co_consts[0].__code__",
    ],
)
def test_nothing_that_a_program_is_given_leads_to_the_scheduler(thing, judge):
    caught = f"try:\n    print({thing})\nexcept AttributeError:\n    pass\nelse:\n    1 / 0\n"
    judgement = judge(f"{PREFACE}{caught}{RIGHT}")
    assert (judgement.verdict, judgement.refutations) == (Verdict.HOLDS, ())


@pytest.mark.parametrize(
    "spelling",
    [
        "import tminus.virtual.primitives",
        "import importlib; importlib.import_module('tminus.virtual.run')",
        "__import__('tminus.judge.judge')",
        "import sys; sys.modules['tminus'].virtual",
        "import greenlet",
        "import ctypes",
        "import mmap",
    ],
)
def test_the_modules_that_run_it_are_not_to_be_imported(spelling, judge):
    assert refused(judge(f"{spelling}\n{RIGHT}"), "no exception that nobody catches", "line 1")


@pytest.mark.parametrize("name", ["time", "_thread", "_signal", "builtins", "sys", "_imp", "posix"])
def test_a_module_below_the_virtual_ones_is_not_to_be_had_afresh(name, judge):
    afresh = f"import sys\ndel sys.modules[{name!r}]\nimport {name}\n"
    assert refused(judge(f"{afresh}{RIGHT}"), f"to stay within the run, without a second {name}")


def test_a_second_copy_of_the_machinery_is_not_to_be_had(judge):
    import greenlet

    where = os.path.dirname(os.path.dirname(greenlet.__file__))
    program = f"""
        import sys
        for name in ('greenlet', 'tminus'):
            del sys.modules[name]
        sys.path.insert(0, {where!r})
        import greenlet
    """
    assert refused(judge(dedent(program) + RIGHT), "greenlet")


@pytest.mark.parametrize(
    "patch",
    [
        "time.sleep = lambda seconds: None",
        "time.monotonic = time.perf_counter = lambda: 0; time.sleep = lambda seconds: None",
        "builtins.print = lambda *words: sys.stdout.write('T-minus 3\\n')",
        "threading.Thread.start = lambda self: self.run()",
        "threading.Thread = type('Thread', (), {'__init__': lambda *a, **k: None,"
        " 'start': lambda self: None})",
        "sys.modules['time'] = types.SimpleNamespace(sleep=lambda seconds: None)",
    ],
)
def test_to_replace_what_it_is_measured_by_does_not_help(patch, judge):
    own = RIGHT.replace("from threading import Thread", "Thread = threading.Thread")
    assert refused(judge(f"import builtins, sys, threading, time, types\n{patch}\n{own}"))


def test_a_deadline_that_the_program_rounds_its_own_way_stays_what_it_is(judge):
    hurried = RIGHT.replace("time.sleep(5)", "time.sleep(4)")
    later = "import threading\nthreading.__builtins__['round'] = lambda number, _: number + 1\n"
    assert refused(judge(later + hurried), COUNT, "     4 s  Thread-1 (countdown)     T-minus 9")


@pytest.mark.parametrize(
    "name",
    ["round", "min", "max", "len", "isinstance", "sorted", "int", "float", "str", "bool", "abs"],
)
def test_builtins_that_a_program_replaces_do_not_reach_who_records_it(name, judge):
    # The answers are what a wrong program would like to have: no time passes, nothing is longer.
    wrong = RIGHT.replace("time.sleep(5)", "time.sleep(4)")
    replace = f"import threading\nthreading.__builtins__[{name!r}] = lambda *_, **__: 5.0\n"
    assert judge(replace + wrong).verdict == Verdict.FAILS


def test_a_class_that_stands_in_for_thread_does_not_reach_who_drives_it(judge):
    pretending = """
        import threading

        class Pretending:
            ident, daemon = 2, True
            def __init__(self, **_): pass
            def start(self): pass
            def join(self, timeout=None): pass
            def is_alive(self): return False

        threading.Thread = Pretending

        class CountdownTask:
            def terminate(self): pass
            def run(self, n): pass
    """
    judgement = judge(dedent(pretending), "05")
    assert refused(judgement, "T-minus 3, T-minus 2, T-minus 1 at 0, 5, 10 s")


def test_methods_of_thread_that_lie_do_not_reach_who_drives_it(judge):
    lying = """
        import threading, time
        threading.Thread.is_alive = lambda self: False
        threading.Thread.join = lambda self, timeout=None: None

        class CountdownTask:
            def terminate(self): pass
            def run(self, n):
                while n > 0:
                    print('T-minus', n)
                    n -= 1
                    time.sleep(5)
    """
    judgement = judge(dedent(lying), "05", only="test_terminate_stops_its_own_instance_only")
    assert judgement.verdict == Verdict.HOLDS  # it does count, each on its own …
    judgement = judge(dedent(lying), "05", only="test_a_terminate_before_run_is_not_lost")
    assert refused(judgement, "at most one more line after terminate()")  # … and never stops


def test_a_thread_that_claims_to_be_over_is_not(judge):
    claiming = """
        import threading, time
        thread = threading.Thread(target=time.sleep, args=(5,))
        thread.start()
        thread._is_stopped = True
        if hasattr(thread, '_tstate_lock'):
            thread._tstate_lock = None
        else:
            thread._handle._set_done()
        thread.join()
    """
    assert refused(judge(dedent(claiming), "03"), "to be over when the wait is")


def test_to_write_to_every_descriptor_changes_nothing(judge):
    program = """
        import os
        for descriptor in range(256):
            try:
                os.write(descriptor, b'')
                os.write(descriptor, b'{"summary": {}}\\n')
            except OSError:
                pass
    """
    assert judge(dedent(program) + RIGHT).verdict == Verdict.HOLDS


def test_to_close_every_descriptor_changes_nothing(judge):
    assert judge(f"import os\nos.closerange(0, 256)\n{RIGHT}").verdict == Verdict.HOLDS


@pytest.mark.parametrize("module", ["random", "traceback", "linecache", "io", "atexit", "json"])
def test_to_empty_a_module_of_the_library_does_not_make_a_wrong_program_right(module, judge):
    emptied = f"import {module}\nfor name in list(vars({module})): vars({module})[name] = None\n"
    wrong = RIGHT.replace("time.sleep(5)", "time.sleep(4)")
    assert refused(judge(emptied + wrong))
    assert refused(judge(emptied + RIGHT + "1 / 0\n"))


def test_a_shutdown_that_waits_for_nobody_does_not_hold(judge):
    program = f"import threading\nthreading._shutdown = lambda: None\n{RIGHT}"
    assert judge(program).verdict == Verdict.HOLDS  # nobody calls that name at the end


# -- harm around it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        ("open({path!r}, 'w')", "open"),
        ("os.open({path!r}, os.O_WRONLY)", "open"),
        ("os.remove({path!r})", "os.remove"),
        ("os.rename({path!r}, 'mine')", "os.rename"),
        ("shutil.rmtree(os.path.dirname({path!r}))", "shutil.rmtree"),
        ("os.kill(os.getppid(), 9)", "os.kill"),
        ("os.killpg(os.getpgid(os.getppid()), 9)", "os.killpg"),
        ("os.system('true')", "os.system"),
        ("subprocess.run(['true'])", "subprocess.Popen"),
        ("socket.socket().connect(('127.0.0.1', 9))", "socket.connect"),
    ],
)
def test_harm_is_refused_and_named_and_not_done(harm, name, judge, tmp_path):
    path = tmp_path / "kept"
    path.write_text("kept")
    program = f"import os, shutil, socket, subprocess\n{harm.format(path=str(path))}\n{RIGHT}"
    assert refused(judge(program), f"to stay within the run, without {name}")
    assert path.read_text() == "kept"


def test_a_session_of_its_own_is_all_it_has(judge):
    assert refused(judge(f"import os\nos.setsid()\n{RIGHT}"), "PermissionError")


@pytest.mark.parametrize("number", ["SIGTERM", "SIGALRM", "SIGXCPU", "SIGUSR1"])
def test_a_handler_for_a_signal_does_not_lift_a_limit(number, judge):
    deaf = f"import signal\nsignal.signal(signal.{number}, lambda *_: None)\n"
    assert judge(f"{deaf}{RIGHT}").verdict == Verdict.HOLDS
    assert given_up(judge(f"{deaf}while True:\n    pass\n"), "budget of steps")


@pytest.mark.parametrize(
    ("wait", "name"), [("signal.alarm(1)", "signal.alarm"), ("signal.pause()", "signal.pause")]
)
def test_signals_that_real_time_sends_are_refused_and_named(wait, name, judge):
    assert refused(judge(f"import signal\n{wait}\n{RIGHT}"), f"without {name}")


def test_a_program_that_blocks_outside_virtual_time_is_told_from_one_that_is_wrong(judge):
    program = f"import socket\na, b = socket.socketpair()\na.recv(1)\n{RIGHT}"
    assert refused(
        judge(program, first_only=True),
        "to wait on virtual time only",
        "it blocked in the operating system, at line 3: a.recv(1)",
    )


# -- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bytes(range(256)), "SyntaxError"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "SyntaxError"),
        (RIGHT.encode() + b"\0", "SyntaxError: source code string cannot contain null bytes"),
        (RIGHT.encode("utf-16"), "SyntaxError"),
        (b"# caf\xe9\n" + RIGHT.encode(), "SyntaxError"),
        (b"# -*- coding: no-such -*-\n" + RIGHT.encode(), "SyntaxError"),
        (b"(" * 100_000, "SyntaxError: too many nested parentheses"),
        ("".join(" " * n + "if 1:\n" for n in range(200)).encode(), "IndentationError"),
        (b"def f():\n  return\n\tpass\n", "TabError"),
    ],
)
def test_what_python_cannot_read_is_told_as_python_tells_it(data, words, judge):
    assert refused(judge(data), words)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + RIGHT.encode(),
        RIGHT.replace("\n", "\r\n").encode(),
        RIGHT.replace("\n", "\r").encode(),
        b"\f" + RIGHT.encode(),
        RIGHT.rstrip().encode(),
        b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + RIGHT.encode(),
        b"# x\n" * 100_000 + RIGHT.encode(),
    ],
    ids=["mark", "CRLF", "CR", "form feed", "no last newline", "latin-1", "long"],
)
def test_how_a_file_is_written_down_does_not_matter(data, judge):
    assert judge(data).verdict == Verdict.HOLDS


@pytest.mark.parametrize(
    "oddity",
    [
        "sys.settrace(lambda *_: None); threading.settrace(lambda *_: None)",
        "sys.setprofile(lambda *_: None); threading.setprofile(lambda *_: None)",
        "sys.excepthook = threading.excepthook = lambda *_: None",
        "print('hello', file=sys.stderr)",
        "sys.setrecursionlimit(10_000)",
        "signal.signal(signal.SIGINT, lambda *_: sys.exit(130))",
        "random.seed(1); random.random()",
        "logging.basicConfig(level='DEBUG'); logging.info('begun')",
        "atexit.register(print, 'over', file=sys.stderr)",
        "open('own.txt', 'w').write('a file of its own')",
        "collections.namedtuple('Pair', 'a b')(1, 2); enum.Enum('Kind', 'A B')",
        "dataclasses.make_dataclass('Point', ['x', 'y'])(1, 2)",
        "exec('x = 1'); eval('1 + 1')",
        "getattr(time, 'sleep')(0); operator.attrgetter('sleep')(time)(0)",
        "warnings.warn('careful')",
        "sys.stdout.reconfigure(line_buffering=True)",
    ],
)
def test_a_right_program_with_harmless_oddities_holds(oddity, judge):
    modules = "atexit, collections, dataclasses, enum, logging, operator, random, signal, sys"
    program = f"import {modules}, threading, time, warnings\n{oddity}\n{RIGHT}"
    judgement = judge(program)
    assert (judgement.verdict, judgement.refutations) == (Verdict.HOLDS, ())


def test_a_right_program_that_prints_its_own_tracebacks_holds(judge):
    program = """
        import threading, traceback
        try:
            threading.Lock().release()
        except RuntimeError:
            traceback.print_exc()
            traceback.print_stack()
    """
    judgement = judge(dedent(program) + RIGHT)
    assert (judgement.verdict, judgement.refutations) == (Verdict.HOLDS, ())


def test_the_next_program_is_judged_as_if_there_had_been_none_before(judge):
    assert judge("import os\nwhile True:\n    os.fork()\n").verdict == Verdict.FAILS
    assert judge(RIGHT).verdict == Verdict.HOLDS
