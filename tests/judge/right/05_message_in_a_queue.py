import queue
import threading

class CountdownTask:
    INTERVAL = 5

    def __init__(self):
        self._inbox = queue.SimpleQueue()

    def terminate(self):
        self._inbox.put('stop')

    def run(self, n):
        try:
            self._inbox.get_nowait()
            return
        except queue.Empty:
            pass
        while n > 0:
            print('T-minus', n)
            n -= 1
            try:
                self._inbox.get(timeout=self.INTERVAL)
            except queue.Empty:
                continue
            break

task = CountdownTask()
counting = threading.Thread(target=task.run, args=(10,))
counting.start()
task.terminate()
counting.join()
