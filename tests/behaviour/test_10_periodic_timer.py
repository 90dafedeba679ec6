"""Block 10: a condition that ticks."""

from tminus.judge.clauses import number
from tminus.judge.trial import TICK

COUNTING = [(5.0 * (k + 1), f"Counting {k}") for k in range(5)]
T_MINUS = [(5.0 * (k + 1), f"T-minus {10 - k}") for k in range(10)]


def wait_for_three(subject, world):
    """start a PeriodicTimer(3); two threads wait for three ticks each, a third comes at 4 s"""
    import threading
    import time

    timer = subject.PeriodicTimer(3)
    world.note("began")
    timer.start()
    world.note("started")

    def wait(first):
        time.sleep(first)
        world.note("waits")
        for _ in range(3):
            timer.wait_for_tick()
            world.note("tick")

    threads = [threading.Thread(target=wait, args=(at,), daemon=True) for at in (0.5, 0.5, 4)]
    for thread in threads:
        thread.start()
    world.note("late", world.number(threads[2]))
    time.sleep(0.25)
    world.explore()
    for thread in threads:
        thread.join(60)


def wait_for_two(subject, world):
    """start a PeriodicTimer(3); one thread waits for two ticks, another from 3 s on for one"""
    import threading
    import time

    timer = subject.PeriodicTimer(3)
    world.note("began")
    timer.start()

    def wait(first, ticks):
        time.sleep(first)
        for _ in range(ticks):
            timer.wait_for_tick()
            world.note("tick")

    threads = [threading.Thread(target=wait, args=args, daemon=True) for args in ((0.5, 2), (3, 1))]
    for thread in threads:
        thread.start()
    world.note("late", world.number(threads[1]))
    time.sleep(0.25)
    world.explore()
    time.sleep(3.5)
    world.explore(on=False)
    for thread in threads:
        thread.join(60)


def wait_differently(subject, world):
    """make a PeriodicTimer(3) and a PeriodicTimer(0.5) at 1 s and start both at 2 s; five threads
    wait for a tick of the first, one for its next after a sleep of 7 s, one for three of the other
    """
    import threading
    import time

    time.sleep(1)
    timer, quick = subject.PeriodicTimer(3), subject.PeriodicTimer(0.5)
    time.sleep(1)
    world.note("began")
    timer.start()
    quick.start()

    def wait(what, pauses):
        for pause in pauses:
            time.sleep(pause)
            what.wait_for_tick()
            world.note("tick")

    def started(*args):
        thread = threading.Thread(target=wait, args=args, daemon=True)
        thread.start()
        return thread

    threads = [started(timer, [0]) for _ in range(5)]
    world.note("sleeps", world.number(sleeping := started(timer, [0, 7, 0])))
    world.note("quick", world.number(hurrying := started(quick, [0, 0, 0])))
    for thread in (*threads, sleeping, hurrying):
        thread.join(60)


def told(times):
    return ", ".join(f"{time:g}" for time in times)


def check_ticks(trial, wanted, others, waiters):
    """Each waiter's ticks: as ``wanted`` for those that the scenario named, else ``others``."""
    began = trial.time_of("began")
    times = {}
    for note in trial.record.notes:
        if note.name == "tick":
            times.setdefault(note.thread, []).append(note.time - began)
    trial.expect(len(times) == waiters, f"each of {waiters} waiters to be woken")
    named = {number(trial, name): at for name, at in wanted.items()}
    for thread, seen in times.items():
        at = named.get(thread, others)
        trial.expect(
            len(seen) == len(at) and all(abs(x - y) < TICK for x, y in zip(seen, at, strict=True)),
            f"ticks at {told(at)} s for who waits from then, not at {told(seen)}",
        )


def check_three(trial):
    check_ticks(trial, {"late": [6, 9, 12]}, [3, 6, 9], 3)


def check_program(trial):
    counting = [line for line in trial.record.lines if line.text.startswith("Counting")]
    trial.prints(counting, COUNTING)
    trial.prints(trial.counts(), T_MINUS)
    trial.ended()
    trial.expect(abs(trial.record.time - 50) < TICK, "to be over at 50 s")


def test_start_returns_at_once(subject):
    trial = subject.play(wait_for_three)
    trial.expect(trial.time_of("started") == trial.time_of("began"), "start() to return at once")


def test_each_wait_ends_at_the_next_tick_for_every_waiter(subject):
    check_three(subject.play(wait_for_three))


def test_a_tick_is_counted_from_the_start_of_its_own_timer(subject):
    trial = subject.play(wait_differently)
    check_ticks(trial, {"sleeps": [3, 12, 15], "quick": [0.5, 1, 1.5]}, [3], 7)


def test_each_wait_ends_at_the_next_tick_on_every_schedule(subject):
    for trial in subject.always(wait_for_two, lines=True):
        at = trial.time_of("began") + 6
        # who comes at the very moment of a tick may have it, or the next
        late = [note for note in trial.record.notes if note.thread == number(trial, "late")]
        early = any(note.name == "tick" and abs(note.time - at) > TICK for note in late)
        check_ticks(trial, {"late": [3] if early else [6]}, [3, 6], 2)


def test_each_of_three_waits_ends_at_the_next_tick_on_many_schedules(subject):
    for trial in subject.sample(wait_for_three):
        check_three(trial)


def test_the_program_counts_up_and_down_with_the_ticks(subject):
    check_program(subject.run())


def test_it_counts_with_the_ticks_on_many_schedules(subject):
    for trial in subject.sample(lines=True):
        check_program(trial)


def test_it_comes_to_its_end_when_a_thread_is_held_back(subject):
    for trial in subject.sample(lines=True, hold_back=True):
        trial.ended()
        counting = [line.text for line in trial.record.lines if line.text.startswith("Counting")]
        trial.expect(counting == [text for _time, text in COUNTING], "the whole count, in order")
        texts = [line.text for line in trial.counts()]
        trial.expect(texts == [text for _time, text in T_MINUS], "the whole countdown, in order")
