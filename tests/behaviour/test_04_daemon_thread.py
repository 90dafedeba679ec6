"""Block 04: a daemon thread counts, and nobody waits for it."""

from tminus.judge.clauses import countdown_counts_from_any_n


def test_a_daemon_thread_runs_the_countdown(subject):
    trial = subject.run()
    daemons = {thread.number for thread in trial.record.threads if thread.daemon}
    trial.expect(
        any(line.thread in daemons for line in trial.counts()),
        "a daemon thread to begin the countdown with 'T-minus 10'",
    )


def test_the_program_ends_before_the_second_line_on_every_schedule(subject):
    for trial in subject.always(lines=True):
        trial.ended()
        trial.expect(trial.record.time < 5, "the program to end before 5 s")
        lines = trial.record.lines
        trial.expect(
            len(lines) <= 1 and all("T-minus 10".startswith(line.text) for line in lines),
            "nothing but 'T-minus 10' to be printed, whole, in part or not at all",
        )


def test_countdown_counts_from_any_n(subject):
    countdown_counts_from_any_n(subject)
