"""Wrong repairs that only some schedules break: each is refused, with one that replays it."""

import shlex
from pathlib import Path

import pytest

from tminus.corpus import NAMES
from tminus.judge.judge import Verdict, judge
from tminus.judge.schedule import parse
from tminus.judge.subject import Subject, module_name
from tminus.judge.tests import behaviour_tests, scenarios
from tminus.judge.trial import Failure
from tminus.virtual.runner import Program

FILES = sorted((Path(__file__).parent / "racy").glob("*.py"))
# These are broken on the default schedule of some scenario, too.
ANYHOW = {
    "05_event_made_in_run",
    "05_missing_join",
    "05_run_raises_the_flag",
    "05_terminate_waits_for_run",
    "06_run_raises_the_flag",
    "10_a_permit_for_each_waiter",
    "10_notify_for_notify_all",
}


def block_of(path):
    return next(name for name in NAMES if name.startswith(path.name[:2]))


def program_of(path):
    return Program(path.read_bytes(), path.name)


@pytest.fixture(params=FILES, ids=[path.stem for path in FILES], scope="module")
def path(request):
    return request.param


@pytest.fixture(scope="module")
def broken(path, runners):
    """The runs that break some clause, each on a schedule that can be replayed."""
    subject = Subject(program_of(path), block_of(path), runners)
    trials = []
    for test in behaviour_tests(block_of(path)):
        try:
            test.check(subject)
        except Failure as failure:
            trials += [failure.trial] if failure.trial.replay else []
    return trials


def schedule_of(trial):
    return parse(shlex.split(trial.replay)[-1])


def told(record):
    return (record.outcome, record.time, record.lines, record.notes, record.threads, record.joins)


def test_it_is_refused_and_the_command_that_replays_the_failure_is_told(path, runners):
    judgement = judge(program_of(path), block_of(path), runners)
    assert judgement.verdict == Verdict.FAILS
    assert any(f"tminus replay {path.name} " in one.message for one in judgement.refutations)


def test_it_takes_a_schedule_of_its_own_to_break_it(path, broken):
    by_default = [trial for trial in broken if not any(schedule_of(trial).choices)]
    assert broken
    assert bool(by_default) == (path.stem in ANYHOW)


def test_the_schedule_replays_the_failure(path, broken, runners):
    schedule = schedule_of(broken[0])
    scenario = None if schedule.scenario is None else scenarios(block_of(path))[schedule.scenario]
    again = runners.virtual.run(
        program_of(path),
        scenario,
        arguments=schedule.values,
        module=module_name(scenario, block_of(path)),
        choices=schedule.choices,
        lines=schedule.lines,
        hold_back=schedule.hold_back,
    )
    assert not again.diverged
    assert told(again) == told(broken[0].record)


def test_the_wrong_repairs_are_of_many_kinds():
    assert len({path.stem for path in FILES} - ANYHOW) >= 10
    assert len({path.name[:2] for path in FILES}) >= 7
