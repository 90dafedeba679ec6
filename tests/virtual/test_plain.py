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
        "import threading\nclass Mine(threading.Thread):\n"
        "    def __init__(self):\n        threading.Thread.__init__(self)\n        self.n = 1",
        "import threading\nt = threading.Thread()\nt.daemon = True",
        "import threading\nthreading.current_thread().name = 'mine'",
        "import socket\ntry: f()\nexcept (socket.timeout, OSError): pass",
        "import time, queue\nqueue.Queue().put(time.monotonic())",
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "import threading\n@dataclass\nclass A:\n    done: threading.Event | None = None",
        "class A:\n    n = 0\n    def f(self): A.n += 1\nA.n = 2",
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
        "from contextlib import os",
        "from socket import setdefaulttimeout",
        "from random import _inst",
        "import contextlib\ncontextlib.os.environ['M'] = '1'",
        "import socket\nsocket.socket()",
        "import time\ntime.sleep = print",
        "import time as clock\nclock.sleep = print",
        "import time\nm = time",
        "import time\nf(time)",
        "import time\nsleep = time.sleep\nsleep.mark = 1",
        "from queue import Empty\nfor e in (Empty,): e.mark = 1",
        "import threading\nf(threading.Thread)",
        "import threading\nthreading.Thread.run = print",
        "from threading import Thread\nThread.run = print",
        "from threading import Thread\ndel Thread.run",
        "import time\n[0 for time.sleep in [print]]",
        "import time\nwith A() as time.sleep: pass",
        "import time as self\nself.sleep = print",
        "import threading\nthreading.main_thread().run = print",
        "import threading\nlock = threading.Lock()\nlock.__class__.mark = 1",
        "import threading\ntype(threading.Lock()).mark = 1",
        "class A: pass\nA.mro()[1].mark = 1",
        "import threading\nthreading._active.clear()",
        "import threading\nprint(threading.Thread._initialized)",
        "import threading\nthreading.stack_size(1 << 20)",
        "import threading\nthreading.setprofile(print)",
        "import collections\ncollections.abc.Sized.register(int)",
        "import typing\ntyping.get_type_hints(f)",
        "match x:\n    case object(__dict__=d): d['mark'] = 1",
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
