"""Block 06: blocking I/O in a timeout loop."""

from tminus.judge.trial import TICK


def receive(subject, world, arrivals, terminate_at, patience=200):
    """call run(sock) of an IOTask in a thread, with messages at {arrivals},
    and terminate() at {terminate_at} s"""
    import threading
    import time

    task = subject.IOTask()
    sock = world.Socket([(at, text.encode()) for at, text in arrivals])
    go = threading.Event()
    returned = []

    def run():
        go.wait()
        task.run(sock)
        returned.append(True)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    world.note("began")
    world.explore()
    go.set()
    if terminate_at is not None:
        time.sleep(terminate_at)
        task.terminate()
        world.note("terminated")
    thread.join(patience)
    world.note("returned", bool(returned))


def terminate_first(subject, world):
    """call terminate() of an IOTask, and only then run(sock)"""
    import threading

    task = subject.IOTask()
    task.terminate()
    thread = threading.Thread(target=task.run, args=(world.Socket(),), daemon=True)
    world.note("terminated")
    thread.start()
    thread.join(200)
    world.note("returned", not thread.is_alive())


def terminate_one_of_two(subject, world):
    """run two IOTasks at once, terminate() the first, then make and run a third"""
    import threading
    import time

    go = threading.Event()

    def run(task, text):
        sock = world.Socket([(12, text)])
        go.wait()
        task.run(sock)

    tasks = [subject.IOTask(), subject.IOTask()]
    threads = [
        threading.Thread(target=run, args=pair, daemon=True)
        for pair in zip(tasks, (b"1", b"2"), strict=True)
    ]
    for thread in threads:
        thread.start()
    world.explore()
    go.set()
    time.sleep(2)
    world.explore(on=False)
    tasks[0].terminate()
    tasks.append(subject.IOTask())
    threads.append(
        threading.Thread(target=tasks[2].run, args=(world.Socket([(10, b"3")]),), daemon=True)
    )
    threads[2].start()
    time.sleep(12)
    for task in tasks:
        task.terminate()
    for thread in threads:
        thread.join(200)


def received(trial):
    return [text for _time, _by, what, text in trial.record.received if what == "data"]


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
    timed_out = [time for time, _by, what, _text in trial.record.received if what == "timeout"]
    trial.expect(
        5 in trial.record.timeouts and timed_out and abs(timed_out[0] - 5) < TICK,
        "to receive with a timeout of 5 s",
    )


def test_receives_two_messages_that_come_seven_seconds_apart(subject):
    trial = subject.play(receive, arrivals=[(1, "one,"), (8, "two")], terminate_at=9)
    trial.expect(
        "".join(received(trial)) == "one,two",
        "both messages to be received: a timeout between them does not end it",
    )
    check_returns(trial)


def test_receives_every_message_that_arrives(subject):
    messages = [(0, "a"), (0, "b"), (2.5, "c"), (19, "d"), (19.5, "e"), (24.5, "f"), (724, "g")]
    trial = subject.play(receive, arrivals=messages, terminate_at=726)
    trial.expect("".join(received(trial)) == "abcdefg", "all seven messages to be received")
    check_returns(trial)


def test_returns_at_the_end_of_the_stream_without_spinning(subject):
    for arrivals in ([(1, "one"), (2, "")], [(0, "")], [(1, "one"), (13, "")]):
        trial = subject.play(receive, arrivals=arrivals, terminate_at=None)
        trial.expect(trial.value_of("returned"), "run to return at the end of the stream")
        message = "".join(text for _at, text in arrivals)
        trial.expect("".join(received(trial)) == message, "the message to be received")
        end = arrivals[-1][0]
        trial.expect(
            trial.time_of("returned") - trial.time_of("began") == end,
            f"run to return when the stream ends, at {end} s",
        )
        ends = [what for _time, _by, what, _text in trial.record.received if what == "end"]
        trial.expect(len(ends) <= 2, "no spinning at the end of the stream")


def test_returns_within_five_seconds_of_terminate_on_every_schedule(subject):
    for terminate_at in (7, 6, 5, 0):  # at 6 s, the time-out comes as well
        arrivals = [(1, "one")]
        for trial in subject.always(
            receive, arrivals=arrivals, terminate_at=terminate_at, lines=True
        ):
            check_returns(trial)


def test_returns_when_a_thread_is_held_back(subject):
    arrivals = [(1, "one"), (13, "")]  # so it is over, however late terminate() comes
    for trial in subject.always(
        receive, arrivals=arrivals, terminate_at=7, patience=None, hold_back=True
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
    for trial in subject.always(terminate_one_of_two, lines=True):
        trial.expect(
            {"2", "3"} <= set(received(trial)),
            "a task that nobody terminated to go on receiving",
        )
