"""Block 03: the program waits for a thread through join."""


def check(trial):
    """Nothing after the wait ran while the thread was alive; it ended, and so did the program.

    The wait is over with the last that the program learnt of the thread: that a join
    came back, or what is_alive() answered. A wait in slices asks as well, and where the
    thread is over already it may do without a join.
    """
    record = trial.record
    trial.expect(record.threads, "a thread to be started")
    trial.ended()
    learnt = {}
    for event in sorted((*record.joins, *record.asked), key=lambda event: event.order):
        learnt[event.thread] = event.alive if event in record.joins else event.answer
    trial.expect(learnt, "the program to wait for the thread through join")
    trial.expect(
        not any(learnt.values()),
        "nothing after the wait to run while the thread is alive: "
        "the last join came back, and the thread still ran",
    )
    trial.expect(
        all(thread.ended is not None for thread in record.threads if thread.number in learnt),
        "the thread to end",
    )


def test_the_program_waits_for_a_thread_that_takes_its_time(subject):
    trial = subject.run()
    check(trial)
    joined = {join.thread for join in trial.record.joins}
    trial.expect(joined, "the program to wait for a thread through join")
    trial.expect(
        any(
            thread.number in joined and thread.ended is not None and thread.ended > thread.started
            for thread in trial.record.threads
        ),
        "the thread that is joined to take more than no time",
    )


def test_nothing_after_the_wait_runs_while_the_thread_is_alive_on_any_schedule(subject):
    for trial in subject.always():
        check(trial)


def test_it_waits_as_well_when_a_thread_is_held_back(subject):
    for trial in subject.always(hold_back=True):
        check(trial)
