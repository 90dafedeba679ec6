"""Block 01: a thread counts down from ten."""

from tminus.judge.clauses import countdown, countdown_counts_from_any_n


def test_prints_ten_to_one_every_five_seconds(subject):
    trial = subject.run()
    trial.prints(trial.counts(), countdown(10))


def test_a_thread_counts_that_is_neither_the_main_thread_nor_a_daemon(subject):
    trial = subject.run()
    counting = {line.thread for line in trial.counts()}
    ordinary = {thread.number for thread in trial.record.threads if not thread.daemon}
    trial.expect(
        len(counting) == 1 and counting <= ordinary,
        "one thread, neither the main thread nor a daemon, to print the whole countdown",
    )


def test_countdown_counts_from_any_n(subject):
    countdown_counts_from_any_n(subject)


def test_is_over_at_45_to_50_seconds(subject):
    trial = subject.run()
    trial.ended()
    trial.expect(45 <= trial.record.time <= 50, "to be over at 45 to 50 s")
