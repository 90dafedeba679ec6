"""Block 02: a started thread is asked once whether it is alive."""

from tminus.virtual.record import MAIN

TELLS = {True: "still running", False: "completed"}


def check(trial):
    asked = [one for one in trial.record.asked if one.thread != MAIN]
    trial.expect(
        len(asked) == 1 and asked[0].thread > 0,
        "a started thread to be asked once whether it is alive",
    )
    status = [line for line in trial.record.lines if line.text in TELLS.values()]
    trial.expect(
        [line.text for line in status] == [TELLS[asked[0].answer]] and status[0].whole,
        f"exactly one status line, {TELLS[asked[0].answer]!r}: "
        f"is_alive() had answered {asked[0].answer}",
    )
    trial.ended()


def test_the_one_status_line_tells_the_truth(subject):
    check(subject.run())


def test_it_tells_the_truth_on_every_schedule(subject):
    for trial in subject.always():
        check(trial)


def test_it_tells_the_truth_when_the_main_thread_is_held_back(subject):
    for trial in subject.always(lines=True, hold_back=True):
        check(trial)
