"""Block 11: workers that wait on a semaphore."""

import re


def release_all(program, world):
    """run the file, then call sema.release() ten times, and look what each lets happen"""
    import time

    world.settle()
    time.sleep(60)
    world.note("before", world.output())
    for _ in range(10):
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


def release_while_more_come(program, world, explored="one"):
    """run the file and release its ten workers; then start worker(10, sema), call sema.release(),
    start worker(11, sema); when all is quiet call sema.release() twice, start two workers more;
    other schedules are tried up to the look at {explored}"""
    import threading
    import time

    def start(n):
        threading.Thread(target=program.worker, args=(n, program.sema), daemon=True).start()

    def look(name):
        world.settle()
        time.sleep(60)  # who looks for a permit only now and then may take a while
        world.note(name, world.output()[printed:])

    world.settle()
    for _ in range(10):
        program.sema.release()
    world.settle()
    time.sleep(60)
    printed = len(world.output())
    world.explore(on=explored == "one")
    start(10)
    program.sema.release()
    start(11)
    look("one")
    world.explore(on=explored == "three")
    program.sema.release()
    program.sema.release()
    start(12)
    start(13)
    look("three")
    world.stop()


def try_acquire(program, world):
    """run the file, then try to acquire sema without waiting"""
    world.settle()
    try:
        world.note("free", program.sema.acquire(blocking=False))
    except TypeError:  # it can only be waited for
        world.note("free", False)
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


def check_releases(trial):
    trial.expect(trial.value_of("before") == "", "nothing to be printed until a release")
    trial.expect(trial.value_of("after") == "", "each release to wake one worker, and no more")
    printed = [note.value for note in trial.record.notes if note.name == "released"]
    seen = set()
    for text in printed:
        right = re.fullmatch(r"Working [0-9]\n", str(text))
        trial.expect(right, "each release to make exactly one worker print 'Working <its n>'")
        seen.add(text)
    trial.expect(
        len(seen) == 10, "after ten releases, each of the numbers 0 to 9 to stand there, once"
    )
    writers = {line.thread for line in trial.record.lines}
    begun = trial.order_of("before")
    workers = [
        thread
        for thread in trial.record.threads
        if thread.number in writers and thread.start_order < begun
    ]
    trial.expect(len(workers) == 10, "each line to be printed by a worker of its own")
    trial.expect(not any(thread.daemon for thread in workers), "workers that are no daemon threads")


def test_ten_workers_wait_and_the_main_thread_does_not(subject):
    trial = subject.run(forever=True)
    trial.expect(
        trial.record.main_ended == 0, "the main thread to come to the end of the file at once"
    )
    waiting = [t for t in trial.record.threads if t.ended is None and not t.daemon]
    trial.expect(len(waiting) >= 10, "ten workers, no daemons, to be started and to wait")
    trial.expect(not trial.record.lines, "nothing to be printed")


def test_the_semaphore_starts_at_zero(subject):
    trial = subject.play(try_acquire)
    trial.expect(trial.value_of("free") is False, "sema to start at 0")


def test_a_worker_prints_its_own_n(subject):
    trial = subject.play(work)
    trial.expect(trial.value_of("printed") == "Working 42\n", "worker(42, s) to print 'Working 42'")


def test_each_release_wakes_exactly_one_worker(subject):
    check_releases(subject.play(release_all))


def test_each_release_wakes_exactly_one_worker_on_many_schedules(subject):
    for trial in subject.sample(release_all, lines=True):
        check_releases(trial)


def test_no_release_is_lost_or_counts_twice_on_any_schedule(subject):
    lines = [f"Working {n}" for n in (10, 11, 12, 13)]
    trials = [
        trial
        for explored in ("one", "three")
        for trial in subject.always(release_while_more_come, explored=explored, lines=True)
    ]
    for trial in trials:
        one = str(trial.value_of("one")).splitlines()
        trial.expect(one in (lines[:1], lines[1:2]), "one release to make one worker print its n")
        three = str(trial.value_of("three")).splitlines()
        trial.expect(
            len(set(three)) == len(three) == 3 and set(three) <= set(lines),
            "two more releases to make two more workers print, each its own n",
        )
