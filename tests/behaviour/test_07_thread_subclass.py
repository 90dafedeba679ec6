"""Block 07: a thread by inheritance."""

from tminus.judge.clauses import countdown, number
from tminus.virtual.record import MAIN


def start(subject, world, numbers):
    """import the file, make a CountdownThread(n) for each n of {numbers}, and start all"""
    import threading

    threads = [subject.CountdownThread(n) for n in numbers]
    world.note("are threads", all(isinstance(thread, threading.Thread) for thread in threads))
    for n, thread in zip(numbers, threads, strict=True):
        thread.start()
        world.note(f"counts from {n}", world.number(thread))
    for thread in threads:
        thread.join(200)


def test_a_countdown_thread_counts_from_its_n_on_itself(subject):
    numbers = [3, 1, 0, 7]
    trial = subject.play(start, numbers=numbers)
    trial.expect(trial.value_of("are threads"), "CountdownThread to be a Thread")
    for n in numbers:
        counts = f"counts from {n}"
        lines = trial.record.lines_of(number(trial, counts))
        trial.prints(lines, countdown(n), since=trial.time_of(counts))
    trial.ended()


def test_the_program_counts_from_five(subject):
    trial = subject.run()
    trial.prints(trial.counts(), countdown(5))
    counting = {line.thread for line in trial.counts()}
    trial.expect(
        len(counting) == 1 and MAIN not in counting, "a thread, not the main thread, to count"
    )


def test_the_program_is_over_at_20_to_25_seconds(subject):
    trial = subject.run()
    trial.ended()
    trial.expect(20 <= trial.record.time <= 25, "to be over at 20 to 25 s")
