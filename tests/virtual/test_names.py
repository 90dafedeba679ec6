"""What the standard library's ``threading`` takes from ``_thread`` is there."""

import re
import sys
import threading
import time
from pathlib import Path

import pytest

from tminus.virtual import primitives

NEEDED = {
    "3.11, 3.12": "_set_sentinel allocate_lock error get_ident get_native_id RLock TIMEOUT_MAX"
    " start_new_thread stack_size _is_main_interpreter daemon_threads_allowed",
    "3.13": "start_joinable_thread daemon_threads_allowed allocate_lock LockType _shutdown"
    " _make_thread_handle _ThreadHandle get_ident _get_main_thread_ident _is_main_interpreter"
    " get_native_id error RLock TIMEOUT_MAX stack_size",
    "3.14": "start_joinable_thread daemon_threads_allowed allocate_lock LockType _shutdown"
    " _make_thread_handle _ThreadHandle get_ident _get_main_thread_ident _is_main_interpreter"
    " get_native_id error RLock TIMEOUT_MAX stack_size",
}
OPTIONAL = {"_local", "_excepthook", "_ExceptHookArgs", "set_name"}
"""``threading`` does without them where they are missing; `_local` is given by the library."""


@pytest.mark.parametrize("version", NEEDED)
def test_the_names_that_threading_takes_are_there(version):
    module = primitives.thread_module()
    missing = [name for name in NEEDED[version].split() if not hasattr(module, name)]
    assert not missing


def test_the_names_that_this_interpreter_takes_are_there():
    source = Path(threading.__file__).read_text(encoding="utf-8")
    taken = set(re.findall(r"\b_thread\.(\w+)", source))
    for names in re.findall(r"from _thread import \(?([^)\n]*)", source):
        taken |= {name.split()[0] for name in names.split(",") if name.strip()}
    module = primitives.thread_module()
    assert taken > {"allocate_lock", "get_ident", "stack_size"}
    assert {name for name in taken if not hasattr(module, name)} <= OPTIONAL


def test_locks_have_the_methods_of_the_real_ones():
    for virtual, real in (
        (primitives.Lock, type(threading.Lock())),
        (primitives.RLock, type(threading.RLock())),
    ):
        assert {name for name in dir(real) if not hasattr(virtual, name)} <= {"__module__"}
    later = {"_at_fork_reinit", "_acquire_restore", "_release_save", "_is_owned"}
    assert all(hasattr(primitives.RLock, name) for name in later)


@pytest.mark.parametrize(
    "call",
    [
        "time.sleep(seconds=1)",
        "time.gmtime(seconds=1)",
        "time.strftime(layout='')",
        "sys.stdout.write(text='')",
        "sys.stdout.buffer.write(data=b'')",
        "type('Named', (threading.Lock,), {})",
    ],
)
def test_what_python_refuses_to_call_is_refused(call, run):
    with pytest.raises(TypeError):
        exec(call, {"time": time, "sys": sys, "threading": threading})
    record = run(f"import sys, threading, time\n{call}")
    assert [error.kind for error in record.uncaught] == ["TypeError"]


def test_a_reentrant_lock_tells_whether_it_is_locked_where_python_has_that(run):
    record = run("import threading\nprint(hasattr(threading.RLock(), 'locked'))")
    assert record.texts() == [str(hasattr(threading.RLock(), "locked"))]


def test_a_thread_handle_does_what_threading_of_3_13_and_later_asks_of_it(run):
    record = run("""
        import _thread, time

        handle = _thread._ThreadHandle()
        started = _thread.start_joinable_thread(
            function=lambda: time.sleep(2), handle=handle, daemon=False
        )
        print(started is handle, handle.ident, handle.is_done())
        handle.join(1)
        print(time.monotonic(), handle.is_done())
        handle.join(-1)
        handle.join(None)
        print(time.monotonic(), handle.is_done())
        other = _thread._make_thread_handle(_thread.get_ident())
        other._set_done()
        print(other.is_done(), other.ident == _thread._get_main_thread_ident())
        _thread.start_joinable_thread(lambda: time.sleep(5), daemon=False)
        _thread._shutdown()
        print(time.monotonic(), _thread._is_main_interpreter(), _thread.daemon_threads_allowed())
    """)
    assert record.texts() == ["True 2 False", "1.0 False", "2.0 True", "True True", "7.0 True True"]
