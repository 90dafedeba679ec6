"""Which programs are plain: nothing is left of a run of theirs."""

import pytest

from tminus.corpus import load
from tminus.virtual.plain import is_plain
from tminus.virtual.statements import parse

BLOCKS = [block for block in load().blocks if block.number != "08"]


@pytest.mark.parametrize("block", BLOCKS, ids=[block.name for block in BLOCKS])
def test_the_reference_repairs_are_plain(block):
    assert is_plain(parse(block.fixed, "program.py"))


@pytest.mark.parametrize(
    "source",
    [
        "",
        "import threading as t\nt.Thread(target=print, daemon=True).start()",
        "from threading import Thread\nclass Mine(Thread):\n    def run(self): self._n = 1",
        "import threading\nt = threading.Thread()\nt.daemon = True\nt._mine = 1\ndel t._mine",
        "import threading\nthreading.current_thread().name = 'mine'",
        "import time, queue\nqueue.Queue().put(time.monotonic())",
        "from __future__ import annotations\nfrom dataclasses import dataclass",
        "class A:\n    n = 0\n    def f(self): self.__class__.n += 1\nA.n = 2",
        "if __name__ == '__main__': print('main')",
    ],
)
def test_what_changes_nothing_but_its_own_is_plain(source):
    assert is_plain(parse(source, "program.py"))


@pytest.mark.parametrize(
    "source",
    [
        "import logging",
        "import os.path",
        "import sys",
        "from sys import stdin",
        "from threading import *",
        "from . import threading",
        "import time\ntime.sleep = print",
        "import time as clock\nclock.sleep = print",
        "import threading\nthreading.Thread.run = print",
        "from threading import Thread\nThread.run = print",
        "from threading import Thread\ndel Thread.run",
        "import time\n[0 for time.sleep in [print]]",
        "import time\nwith A() as time.sleep: pass",
        "import threading\nthreading.main_thread().run = print",
        "import threading\nthreading._active.clear()",
        "import threading\nprint(threading.Thread._initialized)",
        "import threading\nthreading.stack_size(1 << 20)",
        "import threading\nthreading.setprofile(print)",
        "import socket\nsocket.setdefaulttimeout(1)",
        "import collections\ncollections.abc.Sized.register(int)",
        "setattr(A, 'x', 1)",
        "getattr(A, 'x')",
        "open('x')",
        "exit()",
        "vars()",
        "print.__self__",
        "A.__dict__",
        "__import__('os')",
        "__builtins__",
        "eval('1')",
    ],
)
def test_what_may_leave_something_is_not_plain(source):
    assert not is_plain(parse(source, "program.py"))
