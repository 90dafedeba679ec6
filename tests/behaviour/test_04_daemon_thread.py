"""Block 04: a daemon thread counts, and nobody waits for it."""

from tminus.judge.clauses import countdown, countdown_counts_from_any_n


def stay(program, world):  # noqa: ARG001 - its name says how the file is run
    """run the file, then keep the program going for 12 s more"""
    import time

    world.note("stays", len(world.output()))
    time.sleep(12)
    world.stop()


def begins(line):
    """Whether a line is the first of the countdown, or a part of it that was cut off."""
    return line.text == "T-minus 10" if line.whole else "T-minus 10".startswith(line.text)


def test_a_daemon_thread_runs_the_countdown(subject):
    trial = subject.run()
    daemons = {thread.number for thread in trial.record.threads if thread.daemon}
    trial.expect(
        any(line.thread in daemons and begins(line) for line in trial.counts()),
        "a daemon thread to begin the countdown with 'T-minus 10'",
    )


def test_the_program_ends_before_the_second_line_on_every_schedule(subject):
    for trial in subject.always(lines=True):
        trial.ended()
        trial.expect(trial.record.time < 5, "the program to end before 5 s")
        lines = trial.record.lines
        trial.expect(
            len(lines) <= 1 and all(map(begins, lines)),
            "nothing but 'T-minus 10' to be printed, whole, in part or not at all",
        )


def test_the_daemon_goes_on_for_as_long_as_the_program_does(subject):
    trial = subject.play(stay)
    if trial.record.note("stays"):  # it may as well have left by sys.exit()
        lines = [line for line in trial.counts() if line.time < 15]
        trial.prints(lines, countdown(10)[: len(lines)])
        trial.expect(len(lines) >= 3, "a daemon to count on for as long as the program goes on")


def test_countdown_counts_from_any_n(subject):
    countdown_counts_from_any_n(subject)
