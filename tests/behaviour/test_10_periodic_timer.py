"""Block 10: a condition that ticks."""

from tminus.judge.clauses import number

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
    for thread in threads:
        thread.join(60)


def ticks(trial):
    began = trial.time_of("began")
    times = {}
    for note in trial.record.notes:
        if note.name == "tick":
            times.setdefault(note.thread, []).append(note.time - began)
    return times


def check_ticks(trial):
    late = number(trial, "late")
    times = ticks(trial)
    trial.expect(len(times) == 3, "each of three waiters to be woken")
    for thread, seen in times.items():
        wanted = [6, 9, 12] if thread == late else [3, 6, 9]
        trial.expect(seen == wanted, f"ticks at {wanted} s for who waits from then, not at {seen}")


def check_program(trial):
    counting = [line for line in trial.record.lines if line.text.startswith("Counting")]
    trial.prints(counting, COUNTING)
    trial.prints(trial.counts(), T_MINUS)
    trial.ended()
    trial.expect(trial.record.time == 50, "to be over at 50 s")


def test_start_returns_at_once(subject):
    trial = subject.play(wait_for_three)
    trial.expect(trial.time_of("started") == trial.time_of("began"), "start() to return at once")


def test_each_wait_ends_at_the_next_tick_for_every_waiter(subject):
    check_ticks(subject.play(wait_for_three))


def test_each_wait_ends_at_the_next_tick_on_every_schedule(subject):
    for trial in subject.always(wait_for_three, limit=30, samples=10):
        check_ticks(trial)


def test_the_program_counts_up_and_down_with_the_ticks(subject):
    check_program(subject.run())


def test_it_counts_with_the_ticks_on_every_schedule(subject):
    for trial in subject.always(limit=30, samples=15):
        check_program(trial)


def test_it_comes_to_its_end_when_a_thread_is_held_back(subject):
    for trial in subject.always(hold_back=True, limit=20, samples=0):
        trial.ended()
        counting = [line.text for line in trial.record.lines if line.text.startswith("Counting")]
        trial.expect(counting == [text for _time, text in COUNTING], "the whole count, in order")
        texts = [line.text for line in trial.counts()]
        trial.expect(texts == [text for _time, text in T_MINUS], "the whole countdown, in order")
