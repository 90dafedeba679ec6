from dataclasses import dataclass, field
from threading import Condition, Thread


@dataclass
class CountdownTask:
    changed: Condition = field(default_factory=Condition, repr=False)
    running: bool = True

    def terminate(self) -> None:
        with self.changed:
            self.running = False
            self.changed.notify_all()

    def run(self, n: int) -> None:
        for left in range(n, 0, -1):
            with self.changed:
                if not self.running:
                    return
            print(f"T-minus {left}")
            with self.changed:
                if self.changed.wait_for(lambda: not self.running, timeout=5):
                    return


def main():
    task = CountdownTask()
    thread = Thread(target=task.run, args=(10,))
    thread.start()
    task.terminate()
    while thread.is_alive():
        thread.join(0.25)


if __name__ == "__main__":
    main()
