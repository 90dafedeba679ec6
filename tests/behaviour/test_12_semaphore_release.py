"""Block 12: the transcript that releases the workers."""


def transcript(subject, world):
    """import the file and run its doctest examples, letting all threads run after each"""
    import doctest
    import time

    examples = [
        example
        for test in doctest.DocTestFinder().find(subject, subject.__name__)
        for example in test.examples
    ]
    checker = doctest.OutputChecker()
    namespace = dict(vars(subject))
    world.settle()
    time.sleep(60)
    world.settle()
    world.note("before", world.output())
    for example in examples:
        printed = len(world.output())
        skipped = bool(example.options.get(doctest.SKIP))
        if not skipped:
            exec(compile(example.source, "<doctest>", "single"), namespace)
            world.settle()
        got = world.output()[printed:]
        flags = sum(flag for flag, on in example.options.items() if on)
        world.note(
            "example",
            {
                "source": example.source.strip(),
                "want": example.want,
                "got": got,
                "skipped": skipped,
                "passes": checker.check_output(example.want, got, flags),
            },
        )


def release_all(subject, world):
    """import the file, then call sema.release() ten times, and once more when all is quiet"""
    import time

    world.settle()
    time.sleep(60)
    world.settle()
    world.note("before", world.output())
    for _ in range(10):
        subject.sema.release()
    world.settle()
    world.note("after", world.output())
    subject.sema.release()
    world.settle()


def examples(subject):
    trial = subject.play(transcript, preload=("doctest",))
    return trial, [note.value for note in trial.record.notes if note.name == "example"]


def test_doctest_sees_the_two_releases_in_order(subject):
    trial, seen = examples(subject)
    releases = [(one["source"], one["want"]) for one in seen][-2:]
    trial.expect(
        releases == [("sema.release()", "Working 0\n"), ("sema.release()", "Working 1\n")],
        "doctest to find the two examples sema.release(), with Working 0 and Working 1",
    )
    trial.expect(not any(one["skipped"] for one in seen), "no example to be skipped")
    trial.expect(
        all("release" not in one["source"] for one in seen[:-2]),
        "nothing but setting up before the two examples",
    )


def test_each_example_passes_when_the_workers_have_run(subject):
    trial, seen = examples(subject)
    trial.expect(trial.value_of("before") == "", "nothing to be printed until a release")
    trial.expect(seen, "doctest to find examples")
    for one in seen:
        trial.expect(
            one["passes"],
            f"the example {one['source']!r} to print {one['want']!r}, not {one['got']!r}",
        )


def check_workers(trial):
    trial.expect(trial.value_of("before") == "", "nothing to be printed until a release")
    trial.expect(
        sorted(trial.record.texts()) == [f"Working {n}" for n in range(10)],
        "ten releases to make each of ten workers print once, and no release more",
    )
    writers = {line.thread for line in trial.record.lines}
    begun = trial.order_of("before")
    workers = [t for t in trial.record.threads if t.number in writers and t.start_order < begun]
    trial.expect(len(workers) == 10, "each line to be printed by a worker of its own")


def test_sets_up_ten_workers_that_wait(subject):
    check_workers(subject.play(release_all))


def test_each_worker_prints_its_own_number_on_many_schedules(subject):
    for trial in subject.sample(release_all, lines=True):
        check_workers(trial)
