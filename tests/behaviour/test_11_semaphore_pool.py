"""Block 11: workers that wait on a semaphore."""

import re


def release_all(subject, world, times):
    """import the file, then call sema.release() {times} times, and look what each lets happen"""
    world.settle()
    world.note("before", world.output())
    for _ in range(times):
        printed = len(world.output())
        subject.sema.release()
        world.settle()
        world.note("released", world.output()[printed:])


def try_acquire(subject, world):
    """import the file, then try to acquire sema without waiting"""
    world.settle()
    world.note("free", subject.sema.acquire(blocking=False))


def work(subject, world):
    """import the file, run worker(42, s) on a semaphore of its own, release that"""
    import threading

    sema = threading.Semaphore(0)
    thread = threading.Thread(target=subject.worker, args=(42, sema), daemon=True)
    thread.start()
    world.settle()
    printed = len(world.output())
    sema.release()
    world.settle()
    world.note("printed", world.output()[printed:])


def check_releases(trial):
    trial.expect(trial.value_of("before") == "", "nothing to be printed until a release")
    printed = [note.value for note in trial.record.notes if note.name == "released"]
    seen = []
    for text in printed:
        match = re.fullmatch(r"Working (\d)\n", text)
        trial.expect(match, "each release to make exactly one worker print 'Working <its n>'")
        seen.append(int(match[1]))
    trial.expect(
        sorted(seen) == list(range(10)), "after ten releases, each of 0 to 9 to stand there once"
    )
    writers = {line.thread for line in trial.record.lines}
    trial.expect(len(writers) == 10, "ten workers to print, one line each")


def test_ten_workers_wait_and_the_main_thread_does_not(subject):
    trial = subject.run()
    threads = trial.record.threads
    trial.expect(
        len(threads) == 10 and not any(thread.daemon for thread in threads),
        "ten workers to be started, none of them a daemon",
    )
    trial.expect(
        trial.record.main_ended == 0, "the main thread to come to the end of the file at once"
    )
    trial.expect(
        trial.record.outcome == "deadlock" and not trial.record.lines,
        "all workers to wait, and nothing to be printed",
    )


def test_the_semaphore_starts_at_zero(subject):
    trial = subject.play(try_acquire)
    trial.expect(trial.value_of("free") is False, "sema to start at 0")


def test_a_worker_prints_its_own_n(subject):
    trial = subject.play(work)
    trial.expect(
        trial.value_of("printed") == "Working 42\n", "worker(42, s) to print 'Working 42'"
    )


def test_each_release_wakes_exactly_one_worker(subject):
    check_releases(subject.play(release_all, times=10))


def test_each_release_wakes_exactly_one_worker_on_every_schedule(subject):
    for trial in subject.always(release_all, times=10, bound=1, limit=80, samples=30):
        check_releases(trial)
