"""Block 11: workers that wait on a semaphore."""

import re


def release_all(program, world, times):
    """run the file, then call sema.release() {times} times, and look what each lets happen"""
    import time

    world.settle()
    time.sleep(60)
    world.note("before", world.output())
    for _ in range(times):
        printed = len(world.output())
        program.sema.release()
        world.settle()
        for _ in range(60):  # who looks for a permit only now and then may take a while
            if len(world.output()) > printed:
                break
            time.sleep(1)
        world.note("released", world.output()[printed:])
    printed = len(world.output())
    time.sleep(60)
    world.note("after", world.output()[printed:])
    world.stop()


def try_acquire(program, world):
    """run the file, then try to acquire sema without waiting"""
    world.settle()
    world.note("free", program.sema.acquire(blocking=False))
    world.stop()


def work(program, world):
    """run the file, run worker(42, s) on a semaphore of its own, release that"""
    import threading

    sema = threading.Semaphore(0)
    thread = threading.Thread(target=program.worker, args=(42, sema), daemon=True)
    thread.start()
    world.settle()
    printed = len(world.output())
    sema.release()
    thread.join(60)
    world.note("printed", world.output()[printed:])
    world.stop()


def check_releases(trial, times=10):
    trial.expect(trial.value_of("before") == "", "nothing to be printed until a release")
    trial.expect(trial.value_of("after") == "", "each release to wake one worker, and no more")
    printed = [note.value for note in trial.record.notes if note.name == "released"]
    seen = set()
    for text in printed:
        match = re.fullmatch(r"Working (\d)\n", text)
        trial.expect(match, "each release to make exactly one worker print 'Working <its n>'")
        seen.add(int(match[1]))
    trial.expect(
        len(seen) == times,
        f"after {times} releases, {times} of the numbers 0 to 9 to stand there, each once",
    )
    writers = {line.thread for line in trial.record.lines}
    workers = [thread for thread in trial.record.threads if thread.number in writers]
    trial.expect(len(workers) == times, "each line to be printed by a worker of its own")
    trial.expect(not any(thread.daemon for thread in workers), "workers that are no daemon threads")


def test_ten_workers_wait_and_the_main_thread_does_not(subject):
    trial = subject.run(forever=True)
    trial.expect(
        trial.record.main_ended == 0, "the main thread to come to the end of the file at once"
    )
    waiting = [thread for thread in trial.record.threads if thread.ended is None]
    trial.expect(len(waiting) >= 10, "ten workers to be started, and to wait")
    trial.expect(not trial.record.lines, "nothing to be printed")


def test_the_semaphore_starts_at_zero(subject):
    trial = subject.play(try_acquire)
    trial.expect(trial.value_of("free") is False, "sema to start at 0")


def test_a_worker_prints_its_own_n(subject):
    trial = subject.play(work)
    trial.expect(trial.value_of("printed") == "Working 42\n", "worker(42, s) to print 'Working 42'")


def test_each_release_wakes_exactly_one_worker(subject):
    check_releases(subject.play(release_all, times=10))


def test_each_release_wakes_exactly_one_worker_on_every_schedule(subject):
    for trial in subject.always(release_all, times=10, bound=1, limit=30, samples=10):
        check_releases(trial)


def test_two_releases_wake_two_workers_on_every_schedule(subject):
    for trial in subject.always(release_all, times=2, lines=True, bound=1, limit=30, samples=10):
        check_releases(trial, times=2)
