"""Block 05: a flag stops a count."""

from tminus.judge.clauses import countdown, number
from tminus.virtual.record import MAIN


def count(subject, world, numbers):
    """import the file and call run(n) of a new CountdownTask in one thread, for each n of {numbers}
    in turn, and terminate() twice when it is over"""
    import threading

    def run():
        for n in numbers:
            task = subject.CountdownTask()
            world.note(f"counts from {n}", world.number(thread))
            task.run(n)
            world.note(f"returned from {n}")
            task.terminate()
            task.terminate()
        world.note("terminated")

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(600)


def terminate_later(subject, world, after, n=10, patience=200):
    """call run({n}) of a CountdownTask in a thread, and terminate() {after} s later"""
    import threading
    import time

    task = subject.CountdownTask()
    go = threading.Event()

    def run():
        go.wait()
        task.run(n)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    world.note("counts", world.number(thread))
    world.explore()
    go.set()
    time.sleep(after)
    task.terminate()
    world.note("terminated")
    thread.join(patience)
    world.note("returned", not thread.is_alive())


def terminate_first(subject, world):
    """call terminate() of a CountdownTask, and only then run(10)"""
    import threading

    task = subject.CountdownTask()
    task.terminate()
    thread = threading.Thread(target=task.run, args=(10,), daemon=True)
    world.note("terminated")
    thread.start()
    world.note("counts", world.number(thread))
    thread.join(200)
    world.note("returned", not thread.is_alive())


def terminate_one_of_two(subject, world):
    """run two CountdownTasks at once, terminate() the first, then make and run a third"""
    import threading
    import time

    first, second = subject.CountdownTask(), subject.CountdownTask()
    go = threading.Event()

    def run(task):
        go.wait()
        task.run(4)

    tasks = (first, second)
    threads = [threading.Thread(target=run, args=(task,), daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    world.note("second", world.number(threads[1]))
    world.explore()
    go.set()
    time.sleep(2)
    world.explore(on=False)
    first.terminate()
    third = threading.Thread(target=subject.CountdownTask().run, args=(4,), daemon=True)
    third.start()
    world.note("third", world.number(third))
    for thread in (*threads, third):
        thread.join(200)


def check_stops(trial, in_time=True):
    terminated = trial.time_of("terminated")
    order = trial.order_of("terminated")
    late = [line for line in trial.record.lines_of(number(trial, "counts")) if line.order > order]
    trial.expect(len(late) <= 1, "at most one more line after terminate()")
    trial.expect(trial.value_of("returned"), "run to return after terminate()")
    if in_time:
        trial.expect(
            trial.time_of("returned") - terminated <= 5,
            "run to return at its next check, 5 s after terminate() at most",
        )


def test_counts_down_every_five_seconds(subject):
    numbers = [3, 1, 0, 12]
    trial = subject.play(count, numbers=numbers)
    for n in numbers:
        began, over = f"counts from {n}", f"returned from {n}"
        trial.expect(trial.record.note(over), f"run({n}) to return")
        lines = [
            line
            for line in trial.record.lines_of(number(trial, began))
            if trial.order_of(began) < line.order < trial.order_of(over)
        ]
        trial.prints(lines, countdown(n), since=trial.time_of(began))
    trial.time_of("terminated")


def test_terminate_stops_the_count(subject):
    trial = subject.play(terminate_later, after=7)
    lines = trial.record.lines_of(number(trial, "counts"))
    trial.prints(lines, countdown(10)[:2], since=trial.time_of("counts"))
    check_stops(trial)


def test_terminate_stops_the_count_on_every_schedule(subject):
    for after in (7, 5, 0):
        for trial in subject.always(terminate_later, after=after, lines=True):
            check_stops(trial)


def test_terminate_stops_the_count_when_a_thread_is_held_back(subject):
    for trial in subject.always(terminate_later, after=5, n=2, patience=None, hold_back=True):
        check_stops(trial, in_time=False)


def test_a_terminate_before_run_is_not_lost(subject):
    for trial in subject.always(terminate_first):
        check_stops(trial)


def test_terminate_stops_its_own_instance_only(subject):
    for trial in subject.always(terminate_one_of_two, lines=True):
        for which, began in (("second", 0), ("third", 2)):
            lines = trial.record.lines_of(number(trial, which))
            start = trial.time_of("third") - 2 + began
            trial.prints(lines, countdown(4), since=start)


def check_waits(trial):
    """Whoever counted was over when the main thread came to its end."""
    counting = {line.thread for line in trial.counts()}
    trial.expect(MAIN not in counting, "a thread to count, not the main thread")
    main_ended = trial.record.main_ended
    over = [
        thread.ended is not None and main_ended is not None and main_ended >= thread.ended
        for thread in trial.record.threads
        if thread.number in counting
    ]
    trial.expect(all(over), "the program to wait for the counting thread")


def test_the_program_starts_a_count_and_waits_for_its_end(subject):
    trial = subject.run()
    trial.prints(trial.counts(), [(0, "T-minus 10")] if trial.counts() else [])
    check_waits(trial)


def test_the_program_counts_until_it_is_terminated(subject):
    waited = False
    for trial in subject.always(lines=True, hold_back=True):
        for line in trial.counts()[:1]:
            counting = trial.thread(line.thread)
            waited |= counting.ended is None or counting.ended > line.time
    trial.expect(waited, "'T-minus 10' and a wait, at least where terminate() comes late")


def test_the_program_is_over_by_five_seconds_on_every_schedule(subject):
    for trial in subject.always(lines=True):
        trial.ended()
        trial.expect(trial.record.threads, "a thread to be started")
        trial.expect(trial.record.time <= 5, "the program to be over by 5 s")
        texts = [line.text for line in trial.counts()]
        trial.expect(texts in ([], ["T-minus 10"]), "at most 'T-minus 10' to be printed")
        check_waits(trial)
        left = [thread.name for thread in trial.record.threads if thread.ended is None]
        trial.expect(not left, "no thread to be left")
