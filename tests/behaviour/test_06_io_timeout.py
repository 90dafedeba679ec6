"""Block 06: blocking I/O in a timeout loop."""

from tminus.judge.clauses import number


def receive(subject, world, arrivals, terminate_at, patience=200):
    """call run(sock) of an IOTask in a thread, with messages at {arrivals},
    and terminate() at {terminate_at} s"""
    import threading
    import time

    task = subject.IOTask()
    sock = world.Socket([(at, text.encode()) for at, text in arrivals])
    thread = threading.Thread(target=task.run, args=(sock,), daemon=True)
    world.note("began")
    thread.start()
    world.note("receives", world.number(thread))
    if terminate_at is not None:
        time.sleep(terminate_at)
        task.terminate()
        world.note("terminated")
    thread.join(patience)
    world.note("returned", not thread.is_alive())


def terminate_first(subject, world):
    """call terminate() of an IOTask, and only then run(sock)"""
    import threading

    task = subject.IOTask()
    task.terminate()
    thread = threading.Thread(target=task.run, args=(world.Socket(),), daemon=True)
    world.note("terminated")
    thread.start()
    world.note("receives", world.number(thread))
    thread.join(200)
    world.note("returned", not thread.is_alive())


def terminate_one_of_two(subject, world):
    """run two IOTasks at once, terminate() the first, then make and run a third"""
    import threading
    import time

    tasks = [subject.IOTask(), subject.IOTask()]
    threads = [
        threading.Thread(target=task.run, args=(world.Socket([(12, b"late")]),), daemon=True)
        for task in tasks
    ]
    for thread in threads:
        thread.start()
    time.sleep(2)
    tasks[0].terminate()
    tasks.append(subject.IOTask())
    threads.append(
        threading.Thread(target=tasks[2].run, args=(world.Socket([(10, b"late")]),), daemon=True)
    )
    threads[2].start()
    time.sleep(12)
    world.note("second", world.number(threads[1]))
    world.note("third", world.number(threads[2]))
    for task in tasks:
        task.terminate()
    for thread in threads:
        thread.join(200)


def received(trial, thread):
    return "".join(
        text for _time, by, what, text in trial.record.received if by == thread and what == "data"
    )


def check_returns(trial, in_time=True):
    terminated = trial.time_of("terminated")
    trial.expect(trial.value_of("returned"), "run to return after terminate()")
    if in_time:
        trial.expect(
            trial.time_of("returned") - terminated <= 5,
            "run to return within 5 s of terminate()",
        )


def test_sets_a_timeout_of_five_seconds(subject):
    trial = subject.play(receive, arrivals=[], terminate_at=1)
    trial.expect(
        5 in trial.record.timeouts,
        "the socket to be given a timeout of 5 s",
    )


def test_receives_two_messages_that_come_seven_seconds_apart(subject):
    trial = subject.play(receive, arrivals=[(1, "one,"), (8, "two")], terminate_at=9)
    trial.expect(
        received(trial, number(trial, "receives")) == "one,two",
        "both messages to be received: a timeout between them does not end it",
    )
    check_returns(trial)


def test_receives_every_message_that_arrives(subject):
    messages = [(0, "a"), (0, "b"), (2.5, "c"), (19, "d"), (19.5, "e"), (24.5, "f")]
    trial = subject.play(receive, arrivals=messages, terminate_at=26)
    trial.expect(
        received(trial, number(trial, "receives")) == "abcdef", "all six messages to be received"
    )
    check_returns(trial)


def test_returns_at_the_end_of_the_stream_without_spinning(subject):
    trial = subject.play(receive, arrivals=[(1, "one"), (2, "")], terminate_at=None)
    trial.expect(trial.value_of("returned"), "run to return at the end of the stream")
    trial.expect(received(trial, number(trial, "receives")) == "one", "the message to be received")
    trial.expect(
        trial.time_of("returned") - trial.time_of("began") == 2,
        "run to return when the stream ends, at 2 s",
    )
    ends = [what for _time, _by, what, _text in trial.record.received if what == "end"]
    trial.expect(len(ends) <= 2, "no spinning at the end of the stream")


def test_returns_within_five_seconds_of_terminate_on_every_schedule(subject):
    for terminate_at in (7, 5):
        arrivals = [(1, "one")]
        for trial in subject.always(
            receive, arrivals=arrivals, terminate_at=terminate_at, lines=True
        ):
            check_returns(trial)


def test_returns_when_a_thread_is_held_back(subject):
    for trial in subject.always(
        receive, arrivals=[(1, "one")], terminate_at=7, patience=None, hold_back=True
    ):
        check_returns(trial, in_time=False)


def test_returns_though_messages_never_pause(subject):
    messages = [(0.5 * k, "x") for k in range(1, 400)]
    trial = subject.play(receive, arrivals=messages, terminate_at=10.25)
    check_returns(trial)


def test_a_terminate_before_run_is_not_lost(subject):
    for trial in subject.always(terminate_first, lines=True):
        check_returns(trial)


def test_terminate_stops_its_own_instance_only(subject):
    for trial in subject.always(terminate_one_of_two, bound=1):
        for which in ("second", "third"):
            trial.expect(
                received(trial, number(trial, which)) == "late",
                "a task that nobody terminated to go on receiving",
            )
