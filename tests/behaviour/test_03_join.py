"""Block 03: the program waits for a thread through join."""


def joins(trial):
    """The joins that came back before the main thread was at the end of the file.

    What the interpreter joins by itself, when the program is over, waits for nobody.
    """
    end = trial.record.main_order
    return [join for join in trial.record.joins if end is not None and join.order < end]


def check(trial):
    """Nothing after the wait ran while the thread was alive; it ended, and so did the program.

    The wait is over with the last that the program learnt of the threads that it joins: that
    a join came back, or what is_alive() answered. Where a thread is over already the
    program may do without a join: it has asked, or none was left.
    """
    record = trial.record
    trial.expect(record.threads, "a thread to be started")
    trial.ended()
    joined = {join.thread for join in joins(trial)}
    learnt = {}
    for event in sorted((*joins(trial), *record.asked), key=lambda event: event.order):
        if not joined or event.thread in joined:
            learnt[event.thread] = event.alive if event in record.joins else event.answer
    if not joined:
        learnt = {thread: alive for thread, alive in learnt.items() if not alive}
    end = record.main_order
    trial.expect(
        learnt
        or all(
            end is not None and thread.end_order is not None and thread.end_order < end
            for thread in record.threads
        ),
        "the program to wait for the thread through join",
    )
    last = max((event.order for event in (*joins(trial), *record.asked)), default=0)
    forgotten = [thread for thread in record.threads if joined and not thread.daemon]
    trial.expect(
        not any(thread.alive_at(last) for thread in forgotten),
        "every thread that was started, daemons aside, to be over when the wait is",
    )
    trial.expect(
        not any(learnt.values()),
        "nothing after the wait to run while the thread is alive: "
        "the last join came back, and the thread still ran",
    )


def test_the_program_waits_for_a_thread_that_takes_its_time(subject):
    trial = subject.run()
    check(trial)
    joined = {join.thread for join in joins(trial)}
    trial.expect(joined, "the program to wait for a thread through join")
    trial.expect(
        any(
            thread.number in joined and thread.ended is not None and thread.ended > thread.started
            for thread in trial.record.threads
        ),
        "the thread that is joined to take more than no time",
    )


def test_nothing_after_the_wait_runs_while_the_thread_is_alive_on_any_schedule(subject):
    for trial in subject.always(watch_ends=True):
        check(trial)


def test_it_waits_as_well_when_a_thread_is_held_back(subject):
    for trial in subject.always(hold_back=True, watch_ends=True):
        check(trial)
