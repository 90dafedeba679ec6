"""Block 09: an event says that the thread has started."""

from tminus.judge.clauses import countdown

LAUNCHING, STARTING, RUNNING = "launching countdown", "countdown starting", "countdown is running"


def check_order(trial):
    texts = trial.record.texts()
    trial.expect(texts[:1] == [LAUNCHING], f"{LAUNCHING!r} to be printed first")
    trial.expect(
        STARTING in texts and RUNNING in texts, f"{STARTING!r} and {RUNNING!r} to be printed"
    )
    trial.expect(texts.index(STARTING) < texts.index(RUNNING), f"{STARTING!r} before {RUNNING!r}")
    trial.expect(
        [line.text for line in trial.counts()] == [text for _time, text in countdown(10)],
        "the whole countdown, in order",
    )
    trial.ended()


def check_times(trial):
    trial.prints(trial.counts(), countdown(10))
    counting = trial.thread(trial.counts()[0].thread)
    for line in trial.record.lines:
        if line.text == RUNNING:
            trial.expect(line.time == 0, f"{RUNNING!r} at 0 s")
            alive = counting.alive_at(line.order)
            trial.expect(alive, f"{RUNNING!r} while the counting thread is alive")


def test_says_that_it_runs_once_it_has_started(subject):
    trial = subject.run()
    check_order(trial)
    check_times(trial)


def test_says_so_on_every_schedule(subject):
    for trial in subject.always(lines=True, watch_ends=True):
        check_order(trial)
        check_times(trial)


def test_keeps_the_order_when_a_thread_is_held_back(subject):
    for trial in subject.always(hold_back=True):
        check_order(trial)
