"""Block 08: the same count in a process of its own."""

COUNT = [f"T-minus {n}" for n in (5, 4, 3, 2, 1)]


def check(trial):
    counting = {line.process for line in trial.record.lines if line.text.startswith("T-minus")}
    trial.expect(
        len(counting) == 1 and 0 not in counting,
        "another process, and only one, to print the count",
    )
    [number] = counting
    texts = [line.text for line in trial.record.lines if line.process == number]
    trial.expect(
        [text for text in texts if text.startswith("T-minus")] == COUNT,
        "T-minus 5 to T-minus 1 to be printed, in order",
    )
    codes = [process.exit_code for process in trial.record.processes if process.number == number]
    trial.expect(codes == [0], f"the process to exit with 0, not {codes}")


def test_another_process_counts_under_fork(subject):
    subject.run_really("fork", check)


def test_another_process_counts_under_spawn(subject):
    subject.run_really("spawn", check)


def test_another_process_counts_under_forkserver(subject):
    subject.run_really("forkserver", check)


def check_alone(trial):
    trial.expect(not trial.record.processes, "no process to be started by the import")


def test_importing_the_file_starts_no_process(subject):
    subject.import_really(check_alone)
