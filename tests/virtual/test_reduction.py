"""Partial-order reduction loses nothing: generated programs come to all outcomes they can.

Each program is small enough to be run on every schedule there is; the outcomes seen on those that
differ, and only those are run, must be the same.
"""

from random import Random

import pytest

from tminus.virtual.runner import Program

HEAD = """\
import threading, time, queue
from collections import deque
class Box:
    shared = 0
    def __init__(self):
        self.a = self.b = 0
    def add(self, n):
        m = self.a
        self.a = m + n
    @property
    def both(self):
        return self.a, self.b
box, other = Box(), Box()
items, table, line = [], {}, deque([1, 2])
x = y = 0
lock, second, again = threading.Lock(), threading.Lock(), threading.RLock()
flag = threading.Event()
turn = threading.Condition()
permits = threading.Semaphore(1)
jobs = queue.Queue()
"""
STATEMENTS = (
    "x += 1",
    "x = y + 1",
    "y = x",
    "print('x', x)",
    "print('y', y)",
    "box.a = box.b + 1",
    "box.b += 1",
    "box.add(2)",
    "other.a = 1",
    "print(box.both)",
    "Box.shared = 7",
    "print(box.shared)",
    "items.append({n})",
    "print(items)",
    "print(len(items))",
    "table['k'] = {n}",
    "print(table.get('k'))",
    "print(line.popleft() if line else None)",
    "print(*[i for i in items])",
    "with lock: x = 5",
    "with lock: print('in', x)",
    "lock.acquire(); second.acquire(); print('both'); second.release(); lock.release()",
    "second.acquire(); lock.acquire(); print('ours'); lock.release(); second.release()",
    "print(lock.acquire(blocking=False) and (lock.release() or 'got'))",
    "print(lock.acquire(timeout=1) and (lock.release() or 'got it'))",
    "with again: box.add(1)",
    "flag.set()",
    "flag.clear()",
    "print(flag.is_set())",
    "print(flag.wait(1))",
    "permits.acquire(); print('permit'); permits.release()",
    "permits.release()",
    "print(permits.acquire(blocking=False))",
    "with turn: print(turn.wait(1))",
    "with turn: x = 9; turn.notify()",
    "jobs.put({n})",
    "print(jobs.qsize())",
    "print(jobs.get() if not jobs.empty() else None)",
    "time.sleep(1)",
    "if x: print('yes')",
    "while not flag.is_set() and x < 2: x += 1",
    "for i in items: print(i)",
    "print(f'{{box.a}} {{items}}')",
    "print('on', line)",
    "del items[:]",
    "setattr(box, 'a', 4)",
    "print(getattr(box, 'a'))",
)


def generated(number):
    """A program of two or three threads, and whether its threads may be held back."""
    random = Random(number)
    small = number % 5 > 0
    threads = 2 if small else random.choice((2, 3))
    length = 1 if small or threads == 3 else 2
    text = [HEAD]
    for thread in range(threads):
        body = [
            random.choice(STATEMENTS).format(n=thread) for _ in range(random.randint(1, length))
        ]
        text.append(f"def work{thread}():\n    global x, y")
        text += ["    " + statement for statement in body]
    for thread in range(threads):
        daemon = random.random() < 0.15
        text.append(f"t{thread} = threading.Thread(target=work{thread}, daemon={daemon})")
    text += [f"t{thread}.start()" for thread in range(threads)]
    if random.random() < (0.2 if small else 0.5):
        text += [f"t{thread}.join({random.choice(('', '2'))})" for thread in range(threads)]
        text.append("print('end', x, y, box.both, items, t0.is_alive())")
    return "\n".join(text) + "\n", random.random() < (0.1 if small else 0.4)


def outcomes(exploration):
    return {
        (
            record.outcome,
            tuple(line.text for line in record.lines),
            tuple(sorted(str(error) for error in record.uncaught)),
        )
        for record in exploration.records
    }


@pytest.mark.parametrize("start", range(0, 240, 20))
def test_generated_programs_come_to_all_their_outcomes(virtual, start):
    whole = 0
    for number in range(start, start + 20):
        text, hold_back = generated(number)
        program = Program(text.encode(), "generated.py")
        reduced = virtual.explore(program, lines=True, hold_back=hold_back, limit=400, samples=0)
        every = virtual.explore(
            program, lines=True, hold_back=hold_back, bound=99, limit=400, samples=0
        )
        if every.exhausted:
            whole += 1
            assert reduced.exhausted, text
            assert outcomes(reduced) == outcomes(every), text
        elif reduced.exhausted:
            assert outcomes(every) <= outcomes(reduced), text
    assert whole >= 4  # of the twenty are small enough to be run on every schedule there is
